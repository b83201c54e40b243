package imagetree

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/fault"
)

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	const head = "version: 1\nregistry: r.example.com/base\nimages:\n"
	for _, c := range []struct{ name, text, what, hint string }{
		{"unknown key", head + "  a:\n    form: scratch\n", `unknown key "form" (imagetree.yaml:5:5)`, `did you mean "from"?`},
		{"unknown key at the top", "version: 1\nimage: {}\n", `unknown key "image" (imagetree.yaml:2:1)`, `did you mean "images"?`},
		{"wrong type", head + "  a: {from: scratch, use: run}\n", `found "run" where a list is expected (imagetree.yaml:4:27)`, ""},
		{"unknown word", head + "  a: {from: scratch, use: [rum]}\n", `unknown word "rum" (imagetree.yaml:4:28)`, `did you mean "run"?`},
		{"twice", head + "  a: {from: scratch}\n  a: {from: scratch}\n", `the key "a" is given twice (imagetree.yaml:5:3)`, ""},
		{"alias", head + "  a: &x {from: scratch}\n  b: *x\n", "anchors and aliases are not supported (imagetree.yaml:4:6)", "write the value out"},
		{"no version", "images: {}\n", "version 0 of the tree's form is not known", "write version: 1"},
		{"empty", "", "the tree is empty", "version: 1"},
		{"tabs", "version: 1\nimages:\n\ta: {}\n", "not valid YAML", ""},
		{"date", head + "  a: {from: scratch, until: 2027-02-30}\n", `"2027-02-30" is not a date`, "YYYY-MM-DD"},
		{"no parent", head + "  a: {tag: '1'}\n", "image a says neither from nor ref (imagetree.yaml:4:3)", "with from:"},
		{"ref with tag", head + "  a: {ref: 'docker.io/library/x:1', tag: '1'}\n", "image a has a ref, so it cannot have tag", "leave tag out"},
		{"short ref", head + "  a: {ref: 'node'}\n", `ref "node" of image a is not a complete reference`, "registry, name and tag"},
		{"newline in a tag", head + "  a: {from: scratch, tag: \"1\\nRUN x\"}\n", "cannot be a tag", ""},
		{"registry with a user", "version: 1\nregistry: evil@host\nimages: {}\n", `registry "evil@host" cannot start a reference (imagetree.yaml:2:1)`, ""},
		{"registry that climbs", "version: 1\nregistry: localhost:5000/../x\nimages: {}\n", "cannot start a reference", ""},
		{"from with an option", head + "  a: {from: '--platform=$(id)/x:1'}\n", "is neither an image of this tree nor a reference", ""},
		{"name", head + "  'a b': {from: scratch}\n", `"a b" cannot be the name of an image`, ""},
		{"name of a capability", head + "  a: {from: scratch, provides: {'A B': ''}}\n", `"A B" cannot be the name of a capability`, ""},
		{"dockerfile outside", head + "  a: {from: scratch, dockerfile: ../../etc/passwd}\n", "leads out of the tree's folder", ""},
		{"include outside", "version: 1\ninclude: [../x.yaml]\nimages: {}\n", `include "../x.yaml" leads out`, ""},
		{"include of nothing", "version: 1\ninclude: [teams/*.yaml]\nimages: {}\n", `include "teams/*.yaml" matches no file (imagetree.yaml:2:11)`, ""},
		{"policy expression", "version: 1\npolicy: {name: '('}\nimages: {}\n", "policy.name is not a regular expression", ""},
		{"severity", "version: 1\npolicy: {rules: {IT010: on}}\nimages: {}\n", "unknown severity", ""},
		{"platform", "version: 1\nplatforms: [amd64]\nimages: {}\n", `"amd64" is not a platform (imagetree.yaml:2:13)`, "linux/amd64"},
		{"default range", "version: 1\npolicy: {defaults: {java: '[17,)'}}\nimages: {}\n", "is not a range", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(fstest.MapFS{FileName: {Data: []byte(c.text)}}, FileName)
			if err == nil {
				t.Fatal("loaded")
			}
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Usage || f.At.Line == 0 {
				t.Errorf("no usage error with a line: %#v", err)
			}
			if !strings.Contains(err.Error(), c.what) {
				t.Errorf("got %q, want %q", err, c.what)
			}
			if !strings.Contains(strings.Join(fault.HintOf(err), " "), c.hint) {
				t.Errorf("hint %q, want %q", fault.HintOf(err), c.hint)
			}
		})
	}
}

func TestInclude(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		FileName:         {Data: []byte("version: 1\nregistry: r.example.com/base\ninclude: [teams/*.yaml]\nimages:\n  os: {from: scratch, tag: '1', provides: {debian: '13'}}\n")},
		"teams/web.yaml": {Data: []byte("include: [../" + FileName + ", jvm.yaml]\nimages:\n  node24: {from: os, tag: '1', use: [run], dockerfile: node24/Dockerfile, provides: {node: 24.1.0}}\n")},
		"teams/jvm.yaml": {Data: []byte("capabilities: {java: {compat: any}}\nimages:\n  jre17: {from: os, tag: '1', use: [run], provides: {java: 17.0.1}}\n  os: {from: scratch, tag: '2'}\n")},
	}
	tree, err := Load(fsys, FileName)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(tree.Names(), " "); got != "jre17 node24 os" {
		t.Errorf("images %s", got)
	}
	if got := tree.Image("node24").DockerfilePath(); got != "teams/node24/Dockerfile" {
		t.Errorf("dockerfile %s", got)
	}
	if got := tree.Image("node24").At("provides", "node").String(); got != "teams/web.yaml:3:86" {
		t.Errorf("position %s", got)
	}
	if len(tree.Twice()) != 1 || tree.Twice()[0].Second.String() != "teams/jvm.yaml:4:3" {
		t.Errorf("twice: %+v", tree.Twice())
	}
	if err := tree.Sound(); err == nil || !strings.Contains(err.Error(), "declared twice") {
		t.Errorf("sound: %v", err)
	}
}

func TestSound(t *testing.T) {
	t.Parallel()
	const head = "version: 1\nregistry: r.example.com/base\nimages:\n"
	for _, c := range []struct{ text, what string }{
		{"  a: {from: b, tag: '1'}\n  b: {from: c, tag: '1'}\n  c: {from: b, tag: '1'}\n", "image b is in a cycle of parents (imagetree.yaml:5:7)"},
		{"  tom-cat: {from: jj17, tag: '1'}\n  jre17: {from: scratch, tag: '1'}\n", "image tom-cat is from jj17, which this tree does not declare"},
		{"  Tom: {from: scratch, tag: '1', use: [run]}\n", "which is not complete"},
		{"  tom: {from: scratch, use: [run]}\n", "which is not complete"},
	} {
		if err := load(t, head+c.text).Sound(); err == nil || !strings.Contains(err.Error(), c.what) {
			t.Errorf("got %v, want %q", err, c.what)
		}
	}
	tree := load(t, head+"  a: {from: b, tag: '1'}\n  b: {from: c, tag: '1'}\n  c: {from: b, tag: '1'}\n")
	if len(tree.Cycles()) != 1 || len(tree.Cycles()[0]) != 2 {
		t.Errorf("cycles: %v", tree.Cycles())
	}
}

func TestInheritance(t *testing.T) {
	t.Parallel()
	tree := load(t, "version: 1\nregistry: r.example.com/base\nimages:\n  a: {from: scratch, tag: '1', provides: {debian: '13', curl: '8', git: ''}}\n  b: {from: a, tag: '1', removes: [git], overrides: [curl], provides: {curl: '9'}}\n")
	b := tree.Image("b")
	if p, _ := b.Provided("curl"); p.Text != "9" || p.From != b {
		t.Errorf("curl: %+v", p)
	}
	if p, _ := b.Provided("debian"); p.Text != "13" || p.From.Name != "a" {
		t.Errorf("debian: %+v", p)
	}
	if b.Has("git") || !tree.Image("a").Has("git") || b.Depth() != 2 || b.PackageManager() != Apt {
		t.Errorf("b: git %v, depth %d, manager %s", b.Has("git"), b.Depth(), b.PackageManager())
	}
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	fsys, name := Embedded()
	tree, err := Load(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Sound(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		need Need
		want string
	}{
		{Need{Role: Run, Requires: needs("java", ">=17"), Extras: []string{"fontconfig"}}, "java-17-jre"},
		{Need{Role: Run, Requires: needs("java", ">=7")}, "java-8-jre"},
		{Need{Role: Run, Requires: needs("java", "")}, "java-21-jre"},
		{Need{Role: Build, Requires: needs("java", ">=11", "jdk", "", "maven", ">=3.6")}, "maven-3-java-11"},
		{Need{Role: Run, Requires: needs("java", ">=17", "tomcat", ">=9 <10")}, "tomcat-9-java-17"},
		{Need{Role: Run, Requires: needs("tomcat", ">=10.1 <11", "java", ">=17")}, "tomcat-10-java-17"},
		{Need{Role: Run, Requires: needs("node", ">=18")}, "node-26"},
		{Need{Role: Run, Requires: needs("node", "18.x")}, "node-18"},
		{Need{Role: Run, Requires: needs("node", "^20.19.0 || >=22.12.0")}, "node-26"},
		{Need{Role: Run, Requires: needs("node", "")}, "node-26"},
		{Need{Role: Build, Requires: needs("node", "", "yarn", "")}, "node-24"}, // Node 26 comes without yarn and corepack
		{Need{Role: Build, Requires: needs("node", ">=18", "corepack", "")}, "node-24"},
		{Need{Role: Build, Requires: needs("node", ">=26", "pnpm", "10.1.0")}, "node-26"},
		{Need{Role: Build, Requires: needs("node", ">=24"), Extras: []string{"git", "python3", "g++", "make"}}, "node-26-build"},
		{Need{Role: Build, Requires: needs("go", ">=1.18")}, "go-1-27"},
		{Need{Role: Build, Requires: needs("go", ">=1.24 <1.25")}, "go-1-24"},
		{Need{Role: Run, Requires: needs("nginx", "")}, "nginx-1"},
		{Need{Role: Run, Requires: needs("static", "")}, "static-13"},
		{Need{Role: Run, Requires: needs("static", "", "glibc", "")}, "base-13"},
		{Need{Role: Run, Requires: needs("sh", ""), Extras: []string{"ca-certificates"}}, "debian-13"},
		{Need{Role: Build, Requires: needs("bun", "")}, "bun-1"},
		{Need{Role: Run}, "busybox"},
		{Need{Role: Run, Requires: needs("busybox", "")}, "busybox"},
		{Need{Role: Run, Requires: needs("tomcat", "^9", "java", ">=25")}, "tomcat-9-java-25"},
		{Need{Role: Run, Requires: needs("tomcat", "^10.1", "java", ">=25")}, "tomcat-10-java-25"},
		{Need{Role: Build, Requires: needs("java", ">=17", "maven", "")}, "maven-3-java-17"},
		{Need{Role: Build, Requires: needs("java", ">=21", "maven", "^4.0.0-rc-1")}, "maven-4-java-21"},
		{Need{Role: Build, Requires: needs("java", ">=21", "gradle", "^9")}, "gradle-9-java-21"},
		{Need{Role: Build, Requires: needs("go", ">=1.26.8 <1.27")}, "go-1-26"},
		{Need{Role: Build, Requires: needs("node", "^24.20")}, "node-24"},
	} {
		s, err := tree.Select(c.need)
		if err != nil {
			t.Fatal(err)
		}
		if s.Pick == nil || s.Pick.Image.Name != c.want {
			var b strings.Builder
			_ = s.WriteText(&b, true)
			t.Errorf("want %s:\n%s", c.want, b.String())
		}
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{FileName: {Data: []byte(small)}}
	tree := load(t, small)
	a, err := tree.Digest(fsys)
	if err != nil {
		t.Fatal(err)
	}
	fsys[FileName] = &fstest.MapFile{Data: []byte(small + "# more\n")}
	b, err := tree.Digest(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if a == b || !strings.HasPrefix(a, "sha256:") {
		t.Errorf("%s and %s", a, b)
	}
}
