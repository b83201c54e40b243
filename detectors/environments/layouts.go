package environments

import (
	"path"
	"strings"
)

// candidate is a file whose path holds an environment's word.
type candidate struct {
	file    string
	layout  Layout
	word    string
	key     string // what siblings share: the pattern without the extension
	pattern string
	target  string
}

// extensions of files that hold settings. Source files count only where their name or folder says that they are settings.
var (
	dataExtensions = set(".yml", ".yaml", ".properties", ".toml", ".json", ".json5", ".hjson", ".conf", ".ini", ".cfg", ".hcl", ".env", ".xml")
	codeExtensions = set(".js", ".cjs", ".mjs", ".ts", ".cts", ".mts")
)

// configWords are names of folders and files that hold settings.
var configWords = set("config", "configs", "conf", "confs", "configuration", "configurations", "env", "envs", "environment", "environments",
	"settings", "setting", "profiles", "profile", "filters", "properties", "etc", "resources", "application", "bootstrap", "app", "appsettings")

// foreign folders hold settings of something else than the program: its tests, its deployment, its documentation.
var foreign = set("test", "tests", "__tests__", "e2e", "fixtures", "testdata", "example", "examples", "docs", "doc", "node_modules", "vendor",
	".github", ".gitlab", ".circleci", ".devcontainer", ".vscode", "helm", "helm_deploy", "chart", "charts", "k8s", "kubernetes", "kustomize",
	"overlays", "deploy", "deployment", "terraform", "ansible", "target", "dist", "build", "i18n", "locales", "locale")

// tools whose own files often carry dev and prod, and are read by the build only.
var toolNames = []string{
	"docker-compose", "compose", "dockerfile", "values", "kustomization", "tsconfig", "package", "webpack", "rollup", "vite",
	"jest", "vitest", "karma", "cypress", "playwright", "babel", "eslint", "tslint", "ecosystem", "nodemon", "angular", "pom", "build", "requirements",
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// parse looks for an environment's word in a path relative to the unit: in the file's name first, then in its folders.
func parse(rel string) (candidate, bool) {
	dir, base := path.Split(rel)
	dir = strings.TrimSuffix(dir, "/")
	if c, ok := parseDotenv(dir, base); ok && !isForeign(dir, c.word) {
		return c, true
	}
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	code := codeExtensions[ext]
	if !code && !dataExtensions[ext] || isTool(stem) {
		return candidate{}, false
	}
	if c, ok := parseName(dir, stem, ext, code); ok && !isForeign(dir, c.word) {
		return c, true
	}
	if code {
		return candidate{}, false
	}
	return parseFolder(dir, base)
}

func parseName(dir, stem, ext string, code bool) (candidate, bool) {
	inConfig := configWords[strings.ToLower(path.Base(dir))]
	if _, ok := Canonical(stem); ok {
		if !inConfig {
			return candidate{}, false
		}
		return named(Whole, dir, stem, "{env}", "", ext), true
	}
	for i := len(stem) - 1; i > 0; i-- {
		if !strings.ContainsRune("-._", rune(stem[i])) {
			continue
		}
		word, rest := stem[i+1:], stem[:i]
		if _, ok := Canonical(word); ok && (!code || inConfig || configWords[strings.ToLower(rest)]) {
			return named(Suffix, dir, word, stem[:i+1]+"{env}", rest, ext), true
		}
	}
	for i := 0; i < len(stem)-1; i++ {
		if !strings.ContainsRune("-._", rune(stem[i])) {
			continue
		}
		word, rest := stem[:i], stem[i+1:]
		if _, ok := Canonical(word); ok && (inConfig || configWords[strings.ToLower(rest)]) {
			return named(Prefix, dir, word, "{env}"+stem[i:], rest, ext), true
		}
	}
	return candidate{}, false
}

// named makes the candidate of a file name; a folder that repeats the word (config/prod/config.prod.yml) is part of the pattern.
func named(layout Layout, dir, word, pattern, target, ext string) candidate {
	segments := strings.Split(dir, "/")
	for i, s := range segments {
		if s == word && layout != Whole {
			segments[i] = "{env}"
		}
	}
	folder := strings.Join(segments, "/")
	c := candidate{layout: layout, word: word, key: path.Join(folder, pattern), pattern: path.Join(folder, pattern) + ext}
	if target != "" && folder == dir {
		c.target = path.Join(dir, target) + ext
	}
	return c
}

// parseFolder reads config/<env>/server.yaml: the folder above the word is one of settings.
func parseFolder(dir, base string) (candidate, bool) {
	segments := strings.Split(dir, "/")
	for i := len(segments) - 1; i >= 1; i-- {
		if _, ok := Canonical(segments[i]); !ok || !configWords[strings.ToLower(segments[i-1])] {
			continue
		}
		if isForeign(strings.Join(segments[:i], "/"), "") {
			return candidate{}, false
		}
		before, after := path.Join(segments[:i]...), path.Join(append(segments[i+1:len(segments):len(segments)], base)...)
		pattern := path.Join(before, "{env}", after)
		return candidate{layout: Folder, word: segments[i], key: pattern, pattern: pattern, target: path.Join(before, after)}, true
	}
	return candidate{}, false
}

// parseDotenv reads .env.<env>, .env.<env>.local, env.<env> and <env>.env.
func parseDotenv(dir, base string) (candidate, bool) {
	make := func(word, pattern, target string) (candidate, bool) {
		if _, ok := Canonical(word); !ok {
			return candidate{}, false
		}
		pattern = path.Join(dir, pattern)
		return candidate{layout: Dotenv, word: word, key: pattern, pattern: pattern, target: path.Join(dir, target)}, true
	}
	if rest, ok := strings.CutPrefix(base, ".env."); ok {
		if word, ok := strings.CutSuffix(rest, ".local"); ok {
			return make(word, ".env.{env}.local", ".env.local")
		}
		return make(rest, ".env.{env}", ".env")
	}
	if word, ok := strings.CutSuffix(base, ".env"); ok {
		return make(strings.TrimPrefix(word, "."), strings.Replace(base, strings.TrimPrefix(word, "."), "{env}", 1), ".env")
	}
	return candidate{}, false
}

// isForeign says whether dir lies in a foreign folder; a folder called like the environment (config/test) is none.
func isForeign(dir, word string) bool {
	for s := range strings.SplitSeq(dir, "/") {
		if s != word && foreign[strings.ToLower(s)] {
			return true
		}
	}
	return false
}

func isTool(stem string) bool {
	lower := strings.ToLower(stem)
	for _, t := range toolNames {
		if rest, ok := strings.CutPrefix(lower, t); ok && (rest == "" || strings.ContainsRune("-._", rune(rest[0]))) {
			return true
		}
	}
	return false
}
