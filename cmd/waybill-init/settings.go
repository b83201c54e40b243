package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// settings reads the variables of the contract, and holds what a start finds out.
type settings struct {
	env      string // canonical environment, "" when none is needed
	spelling string // the program's own word for it
	runDir   string
	proc     string
	required bool // WB_CONFIG_REQUIRED
}

func readSettings() *settings {
	s := &settings{}
	s.runDir = s.get("WB_RUN_DIR", "/run/waybill")
	s.proc = s.get("WB_PROC", "/proc")
	s.required = s.get("WB_CONFIG_REQUIRED", "1") != "0"
	return s
}

// get returns a variable, or its default when it is empty or absent.
func (s *settings) get(name, value string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return value
}

// number returns a variable as a number, or its default when it is none.
func (s *settings) number(name string, value float64) float64 {
	if v, err := strconv.ParseFloat(os.Getenv(name), 64); err == nil && v >= 0 {
		return v
	}
	return value
}

// or returns a variable, or its default when it is absent: an empty value is one.
func or(name, value string) string {
	if v, ok := os.LookupEnv(name); ok {
		return v
	}
	return value
}

// safe says whether a value is one path component that no tool reads as something else.
func safe(v string) bool {
	if v == "" || len(v) > 63 || v[0] == '.' || v[0] == '-' {
		return false
	}
	return strings.IndexFunc(v, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-'
	}) < 0
}

// choice names the environments that there are; without a list any plain word is one.
func choice(names, otherwise string) string {
	if strings.TrimSpace(names) == "" {
		return otherwise
	}
	return "one of: " + names
}

// environment checks APP_ENV and hands its canonical name to the program.
func (s *settings) environment() error {
	names := or("WB_ENVS", "dev qa prod")
	given := os.Getenv("APP_ENV")
	switch {
	case given == "" && s.get("WB_ENV_REQUIRED", "1") != "1":
		return nil
	case given == "":
		return fail(exitEnv, "ENV_MISSING", "set APP_ENV to %s", choice(names, "the environment that it runs in"))
	case !safe(given):
		return fail(exitEnv, "ENV_UNSAFE", "APP_ENV is no plain word; set it to %s", choice(names, "letters, digits, dots and dashes"))
	}
	env := wordFor(strings.ToLower(given), or("WB_ENV_ALIASES", "production=prod prd=prod test=qa development=dev"))
	if list := strings.Fields(names); len(list) > 0 && !slices.Contains(list, env) { // an empty list takes any plain name
		return fail(exitEnv, "ENV_UNKNOWN", "APP_ENV=%s is not declared; set it to one of: %s", given, names)
	}
	s.env, s.spelling = env, wordFor(env, os.Getenv("WB_SPELLINGS"))
	os.Setenv("APP_ENV_NAME", env)
	// The deployment may have said it already, with more: prod,metrics. A program that reads APP_ENV itself knows the environment
	// under one name only, whatever alias it is given.
	if variable := os.Getenv("WB_SELECT"); variable == "APP_ENV" || variable != "" && os.Getenv(variable) == "" {
		return os.Setenv(variable, s.spelling)
	}
	return nil
}

// wordFor looks a key up in "key=word key=word"; a key that is not there is its own word.
func wordFor(key, pairs string) string {
	word := key
	for pair := range strings.FieldsSeq(pairs) {
		if k, v, ok := strings.Cut(pair, "="); ok && k == key {
			word = v
		}
	}
	return word
}

// prepareRunDir makes the run folder and takes the marks of a former start away: the folder outlives a container.
func (s *settings) prepareRunDir() error {
	makeFolder(s.runDir)
	os.Remove(filepath.Join(s.runDir, "started"))
	os.Remove(filepath.Join(s.runDir, "stopping"))
	if err := os.WriteFile(filepath.Join(s.runDir, "pid"), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o664); err != nil {
		return fail(exitLink, "RUN_DIR", "cannot write %s as %s: mount an emptyDir", s.runDir, whoami())
	}
	return nil
}
