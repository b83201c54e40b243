package node

import (
	"strings"
	"testing"
)

// TestSettingsOfNodeConfig: a key that only a variable gives is needed where the program gets it, and told where nobody knows.
func TestSettingsOfNodeConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, variables, needs, told string }{
		"got":                  {"config.get('db.user')", `{"db": {"user": "DB_USER"}}`, "DB_USER", ""},
		"got, a host":          {"config.get('mq.host')", `{"mq": {"host": {"__name": "MQ_HOST", "__format": "json"}}}`, "MQ_HOST", ""},
		"asked first":          {"if (config.has('db.user')) config.get('db.user')", `{"db": {"user": "DB_USER"}}`, "", ""},
		"with a default":       {"config.get('db.name')", `{"db": {"name": "DB_NAME"}}`, "", ""},
		"an empty default":     {"config.get('db.secret')", `{"db": {"secret": "DB_SECRET"}}`, "", ""},
		"a credential of part": {"config.get('db')", `{"db": {"password": "DB_PASSWORD"}}`, "DB_PASSWORD", ""},
		"another of a part":    {"config.get('db')", `{"db": {"user": "DB_USER"}}`, "", "DB_USER (db.user)"},
		"another get":          {"new Map().get('db.user')", `{"db": {"user": "DB_USER"}}`, "", "DB_USER (db.user)"},
	} {
		found := detect(t, map[string]string{
			"package.json":                             `{"main": "a.js", "dependencies": {"express": "4", "config": "3"}}`,
			"config/default.json":                      `{"db": {"name": "shop", "secret": ""}}`,
			"config/custom-environment-variables.json": c.variables,
			"a.js": "const config = require('config'); const express = require('express'); " + c.code + "; express().listen(3000)",
		})
		told := ""
		for _, w := range found.Warnings {
			if strings.Contains(w.Text, "lays variables over keys") {
				told = w.Text
			}
		}
		if got := strings.Join(found.Units[0].NeedsEnv, " "); got != c.needs || (told != "") != (c.told != "") || !strings.Contains(told, c.told) {
			t.Errorf("%s: needs %q, told %q", name, got, told)
		}
	}
}
