package hostile

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// row is one hostile input. Its repository lies in the folder "in" beside "out" and "outside".
type row struct {
	name  string
	files tree                                // of the repository
	make  func(t *testing.T, in string) error // what a tree cannot hold: pipes, modes, many files
	args  []string                            // generate in --out out, when empty
	codes []int                               // that may be; each other one is wrong
	says  string                              // regular expression over standard error and output
	lacks string                              // regular expression that nothing printed or written may match
	grep  string                              // regular expression over what was written: "PATH TEXT"
}

const (
	goMod  = "module example.com/ferry\n\ngo 1.25\n"
	goMain = "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":8080\", nil) }\n"
	node   = `{"name": "ferry", "version": "1.0.0", "engines": {"node": "22"}, "scripts": {"start": %s}}` + "\n"
	server = "require('node:http').createServer().listen(8080)\n"
)

// golang is a Go service with further files.
func golang(more tree) tree {
	out := tree{"go.mod": goMod, "main.go": goMain}
	maps.Copy(out, more)
	return out
}

// start is a Node service that is started by a script, as JSON.
func start(script string) tree {
	return tree{"package.json": fmt.Sprintf(node, script), "server.js": server}
}

// pom is a POM that holds a text within an element.
func pom(inside string) tree {
	return tree{
		"pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>ferry</artifactId><version>1</version>" + inside + "</project>\n",
	}
}

func pipe(name string) func(*testing.T, string) error {
	return func(_ *testing.T, in string) error {
		file := filepath.Join(in, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		return syscall.Mkfifo(file, 0o644)
	}
}

var refused, served, either = []int{2, 4}, []int{0}, []int{0, 2, 4}

func rows() []row {
	return []row{
		// links
		{name: "pom.xml is a link to the machine's files", files: tree{"pom.xml": "-> /etc/passwd"}, codes: refused, says: `pom\.xml`, lacks: `root:`},
		{name: "a folder links to its parent", files: golang(tree{"src": "-> .."}), codes: served},
		{name: "links that lead in a circle", files: golang(tree{"a": "-> b", "b": "-> a"}), codes: served},
		{name: "settings are a link out", files: golang(tree{"waybill.yaml": "-> /etc/passwd"}), codes: either, lacks: `root:`},
		{name: "the tree is a file of the machine", files: golang(tree{"waybill.yaml": "tree: /etc/passwd\n"}), codes: []int{2}, says: `waybill\.yaml:1`, lacks: `root:`},
		{name: "the tree lies above the repository", files: golang(tree{"waybill.yaml": "tree: ../../../etc/passwd\n"}), codes: []int{2}, says: `waybill\.yaml:1`, lacks: `root:`},
		{name: "templates lie outside", files: golang(tree{"waybill.yaml": "templates: ../outside\n"}), codes: []int{2}, says: `waybill\.yaml:1`},
		{name: "the output is a link", files: golang(nil), make: func(_ *testing.T, in string) error {
			out := filepath.Join(filepath.Dir(in), "out")
			if err := os.Mkdir(out, 0o755); err != nil {
				return err
			}
			return os.Symlink("../outside", filepath.Join(out, "deploy"))
		}, codes: []int{2}, says: `deploy is a symbolic link`},

		// what is no file
		{name: "package.json is a named pipe", make: pipe("package.json"), codes: refused, says: `package\.json`},
		{name: "main.go is a named pipe", files: tree{"go.mod": goMod}, make: pipe("main.go"), codes: either, says: `main\.go`},
		{name: "an application.yml that is a named pipe", files: pom(""), make: pipe("src/main/resources/application.yml"), codes: either},
		{name: "Dockerfile is a folder", files: golang(tree{"Dockerfile/x": ""}), codes: either},
		{name: "waybill.yaml is a folder", files: golang(tree{"waybill.yaml/x": ""}), codes: []int{2}, says: `waybill\.yaml`},

		{name: ".git is a named pipe", files: golang(nil), make: pipe(".git"), codes: served},
		{name: ".git/HEAD is a named pipe", files: golang(nil), make: pipe(".git/HEAD"), codes: served},
		{name: ".git/config is a named pipe", files: golang(tree{".git/HEAD": "ref: refs/heads/main\n", ".git/objects/x": "", ".git/refs/x": ""}), make: pipe(".git/config"), codes: served},
		{name: "a folder that looks like a bare repository, with a named pipe", files: golang(tree{"objects/x": "", "refs/x": ""}), make: pipe("HEAD"), codes: either, says: `cannot open the repository in|next:`},
		{name: "a .git/config of 3 GB", files: golang(tree{".git/HEAD": "ref: refs/heads/main\n", ".git/objects/x": "", ".git/refs/x": ""}), make: func(_ *testing.T, in string) error {
			file := filepath.Join(in, ".git", "config")
			if err := os.WriteFile(file, []byte("[core]\n"), 0o644); err != nil {
				return err
			}
			return os.Truncate(file, 3<<30)
		}, codes: served},
		{
			name: "a fleet with a named pipe below .git", files: golang(tree{".git/HEAD": "ref: refs/heads/main\n", ".git/objects/x": "", ".git/refs/x": "", "../list": "in\n"}), make: pipe(".git/config"),
			args: []string{"fleet", "scan", "list", "--out", "scanned", "--timeout", "20s"}, codes: []int{0, 3}, grep: `scanned .*"name":"ferry"`,
		},

		// sizes
		{name: "a package.json of 300 MB", make: func(_ *testing.T, in string) error {
			return os.Truncate(filepath.Join(in, "package.json"), 300<<20)
		}, files: tree{"package.json": "{"}, codes: refused, says: `package\.json`},
		{name: "folders of 400 levels", files: golang(tree{strings.Repeat("d/", 400) + "x": ""}), codes: served, says: `deeper than 100`},
		{name: "a line of 5 MB", files: golang(tree{"big.go": "package main\n\nvar s = `" + strings.Repeat("a", 5<<20) + "`\n"}), codes: either},
		{name: "a .gitignore of 9 MB", files: golang(tree{".gitignore": strings.Repeat("a*b?c\n", 1_500_000)}), codes: served, says: `\.gitignore: cannot be read`},
		{name: "a program that listens 2,500 times", files: tree{"package.json": fmt.Sprintf(node, `"node server.js"`), "server.js": strings.Repeat("const settings = require(process.env.SETTINGS)\nrequire('express')().listen(settings.port)\n", 2500)}, codes: either},
		{name: "a name that is given 3,400 values", files: tree{"package.json": fmt.Sprintf(node, `"node server.js"`), "server.js": strings.Repeat("const port = 1234\nfunction start(port) {\n  require('express')().listen(port)\n}\nstart(4100)\n", 1700)}, codes: either},
		{name: "20,000 properties that each name the next one twice", files: boot(tree{"src/main/resources/application.properties": properties(20_000)}), codes: served},
		{name: "200 programs", files: many(200), codes: either},
		{name: "2,000 programs", files: many(2000), codes: []int{2}, says: `more than 5000 generated files, for 2000 units(.|\n)*--max-outputs`},
		{name: "2,000 packages of a workspace that serve", files: workspace(2000), codes: []int{2}, says: `--max-outputs`},
		{name: "facts of 2,000 packages of a workspace that serve", files: workspace(2000), args: []string{"detect", "in", "-o", "json"}, codes: served},
		{name: "3,000 environments", files: golang(tree{"waybill.yaml": "environments:\n" + numbered("  e%d: {}\n", 3000)}), codes: []int{2}, says: `--max-outputs`},
		{name: "an application.yml that repeats its groups", files: boot(tree{"src/main/resources/application.yml": strings.Repeat("server:\n  port: 8182\nmanagement:\n  server:\n    port: 8183\n", 4200)}), codes: either},
		{name: "1,500 modules that depend on those before", files: modules(1500), codes: either},

		// XML, YAML, JSON
		{name: "an external entity", files: tree{"pom.xml": "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><project><artifactId>&x;</artifactId></project>"}, codes: refused, lacks: `root:`},
		{name: "entities that grow", files: tree{"pom.xml": "<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><project><artifactId>&b;</artifactId></project>"}, codes: refused},
		{name: "100,000 elements deep", files: tree{"pom.xml": strings.Repeat("<a>", 100_000)}, codes: refused},
		{name: "a module that lists itself", files: pom("<packaging>pom</packaging><modules><module>.</module><module>../in</module></modules>"), codes: either},
		{name: "properties that name each other", files: pom("<properties><a>${b}</a><b>${a}</b></properties><name>${a}</name>"), codes: either},
		{name: "a parent outside", files: pom("<parent><groupId>a</groupId><artifactId>b</artifactId><version>1</version><relativePath>../../../etc/passwd</relativePath></parent>"), codes: either, lacks: `root:`},
		{name: "aliases that grow", files: golang(tree{"waybill.yaml": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"}), codes: []int{2}, says: `waybill\.yaml:`},
		{name: "10,000 brackets of YAML", files: golang(tree{"waybill.yaml": strings.Repeat("[", 10_000)}), codes: []int{2}, says: `waybill\.yaml`},
		{name: "100,000 brackets of JSON", files: tree{"package.json": strings.Repeat("[", 100_000)}, codes: refused},
		{name: "an unknown key", files: golang(tree{"waybill.yaml": "environmnts: {}\n"}), codes: []int{2}, says: `waybill\.yaml:1:1.*\n.*did you mean`},
		{name: "numbers out of bounds", files: golang(tree{"waybill.yaml": "defaults: {ports: [99999]}\n"}), codes: []int{2}, says: `waybill\.yaml:1:`},

		// encodings
		{name: "a POM in UTF-16", files: tree{"pom.xml": "\xff\xfe<\x00p\x00>\x00"}, codes: refused, says: `pom\.xml`},
		{name: "a byte order mark and CR LF", files: tree{"go.mod": "\xef\xbb\xbf" + strings.ReplaceAll(goMod, "\n", "\r\n"), "main.go": "\xef\xbb\xbf" + strings.ReplaceAll(goMain, "\n", "\r\n")}, codes: served},
		{name: "a name that is no UTF-8", files: golang(tree{"a\xffb/main.go": goMain}), codes: either},

		// paths
		{name: "workspaces above the repository", files: tree{"package.json": `{"name": "a", "workspaces": ["../../**"]}`}, codes: refused},
		{name: "a main outside", files: tree{"package.json": `{"name": "a", "main": "/etc/passwd", "scripts": {"start": "node ../../outside/x.js"}}`}, codes: either},
		{name: "a replace to the machine", files: golang(tree{"go.mod": goMod + "\nreplace example.com/x => /etc\n"}), codes: either},
		{name: "go.work above", files: golang(tree{"go.work": "go 1.25\n\nuse ../..\n"}), codes: either},

		// values that would be instructions
		{name: "a start script with all quotes", files: start(`"node server.js \"a'b\" '$(id)' \u0060id\u0060 \\\\ ; touch outside/x"`), codes: either, lacks: `(?m)^RUN (touch|id)`},
		{name: "a line break in a name", files: tree{"package.json": `{"name": "a\nRUN id", "version": "1\n2", "scripts": {"start": "node server.js"}}`, "server.js": server}, codes: either, lacks: `(?m)^RUN id`},
		{name: "a line break in an artifact", files: pom("<name>a\nRUN id</name><build><finalName>x\" && id #\nUSER 0</finalName></build>"), codes: either, lacks: `(?m)^(RUN id|USER 0)`},
		{name: "a parser directive in a name", files: tree{"package.json": `{"name": "# syntax=evil.example/x", "scripts": {"start": "node server.js"}}`, "server.js": server}, codes: either, lacks: `(?m)^# syntax=evil`},
		{name: "a variable's name with a line break", files: golang(tree{"waybill.yaml": "defaults: {env: {\"A\\nRUN id\": x}}\n"}), codes: []int{2}, says: `waybill\.yaml:1:`},
		{name: "a registry with a user", files: golang(tree{"waybill.yaml": "images: {registry: \"evil@example.com\"}\n"}), codes: []int{2}, says: `waybill\.yaml:1:`},
		{name: "a schedule with a command", files: golang(tree{"waybill.yaml": "defaults: {workload: {schedule: \"* * * * *; id\"}}\n"}), codes: []int{2}, says: `waybill\.yaml:1:`},

		// words that YAML takes for something else
		{name: "variables that YAML would turn", files: golang(tree{"waybill.yaml": "defaults: {env: {A: 'yes', B: '012', C: '1e3', D: '~', E: 'null', F: '2001-01-01', G: 'on'}}\n"}), codes: served, grep: `Dockerfile [\s\S]*ENV A="yes"[\s\S]*ENV B="012"`},

		// the terminal
		{name: "a folder with escapes", files: tree{"go.mod": goMod, "a\x1b]0;x\x07\x1b[31m/main.go": goMain}, args: []string{"explain", "in"}, codes: either},
		{name: "a folder that turns the text", files: tree{"a\u202eb/go.mod": goMod, "a\u202eb/main.go": goMain}, args: []string{"detect", "in"}, codes: either},

		// the lock
		{name: "a lock that names a source", files: golang(tree{"waybill.lock": lying("main.go")}), args: []string{"generate", "in"}, codes: either, grep: `in/main\.go package main`},
		{name: "a lock that names a file outside", files: golang(tree{"waybill.lock": lying("../outside/safe")}), args: []string{"generate", "in"}, codes: either},
		{name: "a lock with marks of a conflict", files: golang(tree{"waybill.lock": "<<<<<<< HEAD\nversion: 1\n=======\n>>>>>>> other\n"}), args: []string{"generate", "in"}, codes: served, says: `marks of a merge conflict`},
		{name: "a lock of a later version", files: golang(tree{"waybill.lock": "version: 9\nfiles: {}\n"}), args: []string{"generate", "in"}, codes: served, says: `another version`},

		{name: "a lock with right digests of files written by hand", files: golang(tree{
			"waybill.lock":   digests(map[string]string{"sub/Dockerfile": "FROM scratch\n", "sub/deploy/init.sh": "true\n", "deploy/kubernetes/base/deployment.yaml": "a: 1\n", ".git/deploy/x": "x"}),
			"sub/Dockerfile": "FROM scratch\n", "sub/deploy/init.sh": "true\n", "deploy/kubernetes/base/deployment.yaml": "a: 1\n",
		}), args: []string{"generate", "in"}, codes: either, grep: `in/sub/Dockerfile FROM scratch`},

		{name: "a journal as waybill writes one, brought along", files: golang(tree{
			".waybill/journal.json":   fmt.Sprintf(`{"seal": "1:1.000000001", "steps": [{"path": "src/new.sh", "new": "0000.new", "after": "%x"}, {"path": "main.go", "old": "0001.old", "before": "%x"}]}`, sha256.Sum256([]byte("id\n")), sha256.Sum256([]byte(goMain))),
			".waybill/stage/0000.new": "id\n",
		}), args: []string{"generate", "in"}, codes: served, says: `journal\.json was not written by waybill in this folder`, grep: `in/main\.go package main`, lacks: `src/new\.sh`},

		// sources that no compiler takes
		{name: "a folder of two packages", files: golang(tree{"aside.go": "package aside\n"}), codes: served, says: `main\.go:1: is of package main, and aside\.go beside it`},
		{name: "a class that is not closed", files: java("src/main/java/a/B.java", "class B {\n\tint a = (1;\n}\n"), codes: served, says: `B\.java:3: the file cannot be parsed`},

		// templates
		{name: "a template with many large variables", files: golang(tree{"waybill.yaml": "templates: t\n", "t/jenkins/Jenkinsfile.tmpl": variables(2000)}), codes: []int{2}, says: `together \(jenkins/Jenkinsfile\.tmpl:1`},
		{name: "a template that reads the machine", files: golang(tree{"waybill.yaml": "templates: t\n", "t/jenkins/Jenkinsfile.tmpl": "{{ env \"HOME\" }}"}), codes: []int{2}, says: `Jenkinsfile\.tmpl:1`},
		{name: "a template that counts for ever", files: golang(tree{"waybill.yaml": "templates: t\n", "t/jenkins/Jenkinsfile.tmpl": "{{ range until 1000000000 }}x{{ end }}"}), codes: []int{2}, says: `Jenkinsfile\.tmpl`},
		{name: "a template that repeats", files: golang(tree{"waybill.yaml": "templates: t\n", "t/jenkins/Jenkinsfile.tmpl": "{{ repeat 1000000000 \"x\" }}"}), codes: []int{2}, says: `Jenkinsfile\.tmpl`},
	}
}

// boot is a service of Spring Boot with further files.
func boot(more tree) tree {
	out := tree{
		"pom.xml":                    "<project><modelVersion>4.0.0</modelVersion><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.7</version></parent><groupId>a</groupId><artifactId>ferry</artifactId><version>1</version><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies><build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>\n",
		"src/main/java/a/Ferry.java": "package a;\n@org.springframework.boot.autoconfigure.SpringBootApplication\npublic class Ferry { public static void main(String[] a) { org.springframework.boot.SpringApplication.run(Ferry.class, a); } }\n",
	}
	maps.Copy(out, more)
	return out
}

// modules are n libraries of one build, each of which depends on the three before it.
func modules(n int) tree {
	out, list := tree{}, ""
	for i := range n {
		needs := ""
		for k := max(0, i-3); k < i; k++ {
			needs += fmt.Sprintf("<dependency><groupId>a</groupId><artifactId>m%d</artifactId><version>1</version></dependency>", k)
		}
		list += fmt.Sprintf("<module>m%d</module>", i)
		out[fmt.Sprintf("m%d/pom.xml", i)] = fmt.Sprintf("<project><modelVersion>4.0.0</modelVersion><parent><groupId>a</groupId><artifactId>ferry</artifactId><version>1</version></parent><artifactId>m%d</artifactId><dependencies>%s</dependencies></project>\n", i, needs)
	}
	maps.Copy(out, pom("<packaging>pom</packaging><modules>"+list+"</modules>"))
	return out
}

// many is a module of n programs.
func many(n int) tree {
	out := tree{"go.mod": goMod}
	for i := range n {
		out[fmt.Sprintf("cmd/p%d/main.go", i)] = goMain
	}
	return out
}

// numbered is a format n times over, with the numbers from 0.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// workspace are n packages that each serve, each of which depends on the two after it.
func workspace(n int) tree {
	out := tree{"package.json": `{"name": "ferry", "private": true, "workspaces": ["packages/*"]}`, "package-lock.json": `{"name": "ferry", "lockfileVersion": 3, "packages": {}}`}
	for i := range n {
		out[fmt.Sprintf("packages/p%d/package.json", i)] = fmt.Sprintf(`{"name": "p%d", "version": "1.0.0", "scripts": {"start": "node server.js"}, "dependencies": {"p%d": "*", "p%d": "*"}}`, i, i+1, i+2)
		out[fmt.Sprintf("packages/p%d/server.js", i)] = server
	}
	return out
}

// properties are n that each name the next one twice.
func properties(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d=${k%d}${k%d}\n", i, i+1, i+1)
	}
	return b.String()
}

// java is a Maven module with one source.
func java(name, text string) tree {
	return tree{"pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>b</artifactId><version>1</version></project>", name: text}
}

// variables is a template that keeps n values of 3 MB each.
func variables(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{{ $a%[1]d := repeat 10000 (printf "%[1]d%%s" (repeat 300 "a")) }}`, i)
	}
	return b.String()
}

// digests is a lock that says that waybill wrote these files, with the digests that they have.
func digests(files map[string]string) string {
	out := "version: 1\nwaybill: v1\ntree: x\nfiles:\n"
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out += fmt.Sprintf("  %s: {sha256: %x}\n", name, sha256.Sum256([]byte(files[name])))
	}
	return out
}

// lying is a lock that says that waybill wrote a file.
func lying(name string) string {
	return "version: 1\nwaybill: v1\ntree: x\nfiles:\n  " + name + ": {sha256: " + strings.Repeat("ab", 32) + "}\n"
}

func TestRows(t *testing.T) {
	t.Parallel()
	for _, r := range rows() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			in := filepath.Join(top, "in")
			tree{"in/.keep": "", "outside/safe": "safe\n"}.write(t, top)
			r.files.write(t, in)
			if r.make != nil {
				if err := r.make(t, in); err != nil {
					t.Skipf("cannot be made here: %v", err)
				}
			}
			args := r.args
			if args == nil {
				args = []string{"generate", "in", "--out", "out"}
			}
			o := waybill(t, top, args...)
			if p := o.wrong(); p != "" {
				t.Errorf("%s\n%.2000s", p, o.stderr)
			}
			r.judge(t, top, o)
		})
	}
}

// judge compares what a row did with what it says.
func (r row) judge(t *testing.T, top string, o outcome) {
	t.Helper()
	allowed := false
	for _, code := range r.codes {
		allowed = allowed || code == o.code
	}
	if !allowed {
		t.Errorf("exit code %d, want one of %d\n%.2000s", o.code, r.codes, o.stderr)
	}
	if said := o.stderr + o.stdout; !regexp.MustCompile(r.says).MatchString(said) {
		t.Errorf("does not say %q\n%.2000s", r.says, said)
	}
	if found := read(t, filepath.Join(top, "outside"), nothing); len(found) != 1 || found["safe"] != "safe\n" {
		t.Errorf("outside of the repository stands %v", found)
	}
	wrote := ""
	for name, text := range read(t, top, func(name string) bool { return name == "outside" || name == "in/package.json" && len(r.files) == 1 }) {
		wrote += name + " " + text + "\n"
	}
	if r.grep != "" && !regexp.MustCompile(r.grep).MatchString(wrote) {
		t.Errorf("nothing that was written matches %q", r.grep)
	}
	if r.lacks == "" {
		return
	}
	out := ""
	for name, text := range read(t, top, func(name string) bool { return name == "in" && r.args == nil }) {
		out += name + "\n" + text + "\n"
	}
	if found := regexp.MustCompile(r.lacks).FindString(o.stderr + o.stdout + out); found != "" {
		t.Errorf("there is %q, which matches %q", found, r.lacks)
	}
}
