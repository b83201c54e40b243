package node

import (
	"strings"
	"testing"
)

// TestSockets: ports of UDP and sockets of the file system are no ports of TCP, and sockets are told.
func TestSockets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code  string
		ports int
		udp   int // the number, 0 for none
		says  string
	}{
		"UDP":                     {"const s = require('node:dgram').createSocket('udp4'); s.bind(8125); http.createServer().listen(8126)", 1, 8125, ""},
		"UDP by options":          {"const dgram = require('dgram'); dgram.createSocket('udp4').bind({ port: 514, address: '0.0.0.0' }); http.createServer().listen(8126)", 1, 514, ""},
		"UDP of a variable":       {"const dgram = require('dgram'); dgram.createSocket('udp4').bind(process.env.SYSLOG_PORT || 5514); http.createServer().listen(8126)", 1, 5514, ""},
		"any port of UDP":         {"require('dgram').createSocket('udp4').bind(0); f.bind(this); http.createServer().listen(8126)", 1, 0, ""},
		"bind of a function":      {"const f = go.bind(8125); http.createServer().listen(8126)", 1, 0, ""},
		"a socket":                {"http.createServer().listen('/run/app/app.sock')", 0, 0, "a worker is a guess"},
		"a socket with a default": {"const s = process.env.SOCKET || '/run/app.sock'; http.createServer().listen(s)", 0, 0, "socket /run/app.sock"},
		"a socket and a port":     {"http.createServer().listen('/run/app.sock'); http.createServer().listen(8126)", 1, 0, ""},
	} {
		found := detect(t, map[string]string{"package.json": `{"main": "a.js"}`, "a.js": "const http = require('http'); " + c.code})
		var texts []string
		for _, w := range found.Warnings {
			texts = append(texts, w.Text)
		}
		told := strings.Join(texts, "; ")
		if len(found.Units) != 1 || (c.udp != 0) != (len(found.Units[0].UDP) == 1) || c.udp != 0 && found.Units[0].UDP[0].Value != c.udp || len(found.Units[0].Ports) != c.ports || c.says == "" && strings.Contains(told, "socket") || !strings.Contains(told, c.says) {
			t.Errorf("%s: %d units, says %q", name, len(found.Units), told)
		}
	}
}
