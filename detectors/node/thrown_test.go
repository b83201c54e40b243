package node

import (
	"maps"
	"strings"
	"testing"
)

// TestDemandedByThrowers: a program that hands an unset variable to such a call ends while it loads.
func TestDemandedByThrowers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings string
		files    map[string]string
		want     string
	}{
		"a path of the program":       {"const path = require('path'); const dir = path.join(__dirname, process.env.LOG_DIR); module.exports = dir", nil, "LOG_DIR"},
		"taken apart elsewhere":       {"const { join } = require('path'); const { REPORT_DIR } = require('./env'); join('/srv', REPORT_DIR)", map[string]string{"env.js": "const { REPORT_DIR, OTHER } = process.env; module.exports = { REPORT_DIR, OTHER }"}, "REPORT_DIR"},
		"an address":                  {"module.exports = new URL(process.env.UPSTREAM)", nil, "UPSTREAM"},
		"JSON":                        {"module.exports = JSON.parse(process.env.RULES)", nil, "RULES"},
		"something to fall back on":   {"const path = require('path'); path.join(__dirname, process.env.LOG_DIR || 'logs'); JSON.parse(process.env.RULES ?? '{}')", nil, ""},
		"one that is not known":       {"module.exports = new URL(process.env.UPSTREAM ?? `${read()}/api`)", nil, ""},
		"asked for first":             {"if (process.env.RULES) module.exports = JSON.parse(process.env.RULES)", nil, ""},
		"not while it loads":          {"exports.read = () => JSON.parse(process.env.RULES)", nil, ""},
		"a method of another kind":    {"[].concat([1]).join(process.env.BETWEEN); Promise.resolve(process.env.VALUE)", nil, ""},
		"a file that the image holds": {"require('dotenv').config({ path: 'settings/app.env' }); module.exports = JSON.parse(process.env.RULES)", map[string]string{"settings/app.env": "RULES=[]\n"}, ""},
		"a file of one machine":       {"require('dotenv').config({ path: '.env.production.local' }); module.exports = JSON.parse(process.env.RULES)", map[string]string{".env.production.local": "RULES=[]\n"}, "RULES"},
	} {
		files := map[string]string{
			"package.json": `{"scripts": {"start": "node server.js"}, "dependencies": {"express": "4", "dotenv": "16"}}`,
			"server.js":    "require('./settings'); require('express')().listen(3000)",
			"settings.js":  c.settings,
		}
		maps.Copy(files, c.files)
		found := detect(t, files)
		if got := strings.Join(found.Units[0].NeedsEnv, " "); got != c.want {
			t.Errorf("%s: needs %q, want %q", name, got, c.want)
		}
	}
}

// TestFilesReadWhileLoading: a file that nothing in the repository has is told, with the variable that names another.
func TestFilesReadWhileLoading(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, want string }{
		"a key":                 {"const fs = require('fs'); module.exports = fs.readFileSync(process.env.KEY_FILE || 'key.pem')", "reads key.pem while it loads, and the repository has none: where the program does not start without it, mount one, or name another by KEY_FILE"},
		"taken apart":           {"const { readFileSync } = require('node:fs'); module.exports = readFileSync('./certs/ca.pem')", "reads ./certs/ca.pem while it loads"},
		"one that is there":     {"const fs = require('fs'); module.exports = fs.readFileSync('rules.json')", ""},
		"made by the build":     {"const fs = require('fs'); module.exports = fs.readFileSync('dist/index.html')", ""},
		"of the machine":        {"const fs = require('fs'); module.exports = fs.readFileSync('/etc/machine.conf')", ""},
		"for a request":         {"const fs = require('fs'); exports.key = () => fs.readFileSync('key.pem')", ""},
		"with a switch":         {"const fs = require('fs'); if (process.env.TLS) exports.key = fs.readFileSync('key.pem')", ""},
		"a function of theirs":  {"const fs = { readFileSync: () => 1 }; module.exports = require('./x').readFileSync('key.pem')", ""},
		"a name without ending": {"const fs = require('fs'); module.exports = fs.readFileSync('utf8')", ""},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"scripts": {"start": "node server.js"}, "dependencies": {"express": "4"}}`,
			"server.js":    "require('./settings'); require('express')().listen(3000)",
			"settings.js":  c.code,
			"rules.json":   "[]",
		})
		told := ""
		for _, w := range found.Warnings {
			if strings.HasPrefix(w.Text, "reads ") {
				told += w.Text
			}
		}
		if (told != "") != (c.want != "") || !strings.Contains(told, c.want) {
			t.Errorf("%s: told %q, want %q", name, told, c.want)
		}
	}
}

// TestToldWhileLoading: what a program does not start without, and no variable gives.
func TestToldWhileLoading(t *testing.T) {
	t.Parallel()
	const dotenv, mode = "ends where dotenv finds no file .env", "takes settings by NODE_ENV"
	for name, c := range map[string]struct{ code, want string }{
		"dotenv, its error thrown":  {"const found = require('dotenv').config(); if (found.error) { throw new Error('no .env') }", dotenv},
		"dotenv, the process ends":  {"const dotenv = require('dotenv'); if (dotenv.config({ path: '.env' }).error) process.exit(1)", dotenv},
		"dotenv, its error logged":  {"const found = require('dotenv').config(); if (found.error) console.log('no .env')", ""},
		"another error thrown":      {"const found = require('./other').config(); if (found.error) throw found.error", ""},
		"settings of two modes":     {"const all = { development: { client: 'sqlite3' }, test: {} }; module.exports = all[process.env.NODE_ENV]", mode},
		"in a function":             {"const all = { development: {} }; module.exports = () => all[process.env.NODE_ENV || 'development']", mode},
		"of another module":         {"const all = require('./all'); module.exports = all[process.env.NODE_ENV]", mode},
		"settings with production":  {"const all = { development: {}, production: {} }; module.exports = all[process.env.NODE_ENV]", ""},
		"settings of other choices": {"const all = { red: {}, blue: {} }; module.exports = all[process.env.NODE_ENV]", ""},
		"something to fall back on": {"const all = { development: {}, default: {} }; module.exports = all[process.env.NODE_ENV] || all.default", ""},
		"where it is not reached":   {"const all = { development: '.env', test: '.env.test' }; const { NODE_ENV } = process.env; if (NODE_ENV === 'production') { log() } else { read(all[NODE_ENV]) }", ""},
		"looked at first":           {"const all = { development: '.env' }; if (all[process.env.NODE_ENV]) log(); module.exports = all[process.env.NODE_ENV] || read()", ""},
		"by another variable":       {"const all = { development: {}, test: {} }; module.exports = all[process.env.STAGE]", ""},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"scripts": {"start": "node server.js"}, "dependencies": {"express": "4", "dotenv": "16"}}`,
			"server.js":    "require('./settings'); require('express')().listen(3000)",
			"settings.js":  c.code,
			"all.js":       "const all = { development: {} }; module.exports = all",
			"other.js":     "exports.config = () => read()",
		})
		told := ""
		for _, w := range found.Warnings {
			if strings.HasPrefix(w.Text, dotenv) || strings.HasPrefix(w.Text, mode) {
				told += w.Text
			}
		}
		if (told != "") != (c.want != "") || !strings.HasPrefix(told, c.want) {
			t.Errorf("%s: told %q, want %q", name, told, c.want)
		}
	}
}
