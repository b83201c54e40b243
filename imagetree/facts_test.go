package imagetree

import (
	"fmt"
	"strings"
	"testing"
)

// TestMismatches: what the tree says of an image against what the image shows. What either does not say is not compared.
func TestMismatches(t *testing.T) {
	t.Parallel()
	tree := load(t, `version: 1
images:
  os: {from: scratch, tag: "1", user: "app:staff", uid: 10001, entrypoint: [tini, --], labels: {team: base, a: "1"}, provides: {debian: "13", sh: ""}}
  jre: {from: os, tag: "17", labels: {team: java}, provides: {java: 17.0.20, jre: "17"}}
  bare: {from: os, tag: "1", user: "65532", removes: [sh, debian]}
  root: {from: scratch, tag: "1", user: root, uid: 0}
  silent: {from: scratch, tag: "1"}
  moving: {ref: "docker.io/library/node:24-slim", use: [run], provides: {node: 24.5.0}}
`)
	// as is what an image shows that is what the tree says of jre.
	as := func(change func(*Facts)) Facts {
		f := Facts{User: "app:staff", UID: "10001", UserName: "app", Entrypoint: []string{"tini", "--"}, Labels: map[string]string{"team": "java", "a": "1"}, Shell: "yes", Distribution: "debian", Versions: map[string]Told{"java": {"17.0.20", "release"}}}
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		image string
		shows Facts
		want  string
	}{
		"as declared":            {"jre", as(func(*Facts) {}), ""},
		"the number alone":       {"jre", as(func(f *Facts) { f.User, f.UserName = "10001:staff", "" }), ""},
		"a number with its name": {"jre", as(func(f *Facts) { f.User = "10001:staff" }), ""},
		"another name":           {"jre", as(func(f *Facts) { f.User, f.UserName = "web", "web" }), "user: it starts as user web, the tree says app; uid: uid 10001 belongs to web in /etc/passwd, the tree says app"},
		"another number":         {"jre", as(func(f *Facts) { f.UID = "999" }), "uid: it starts as uid 999, the tree says 10001"},
		"another group":          {"jre", as(func(f *Facts) { f.User = "app:users" }), `user: it starts with the group "users", the tree says "staff"`},
		"root":                   {"jre", as(func(f *Facts) { f.User, f.UID, f.UserName = "", "", "" }), "user: it starts as user root, the tree says app; uid: it starts as uid 0, the tree says 10001"},
		"another entrypoint":     {"jre", as(func(f *Facts) { f.Entrypoint = []string{"sh"} }), `entrypoint: its entrypoint is ["sh"], the tree says ["tini" "--"]`},
		"no label":               {"jre", as(func(f *Facts) { f.Labels = map[string]string{"team": "java"} }), `labels a: it has no label a, the tree says "1"`},
		"a parent's label":       {"jre", as(func(f *Facts) { f.Labels["team"] = "base" }), `labels team: its label team is "base", the tree says "java"`},
		"no shell":               {"jre", as(func(f *Facts) { f.Shell = "no" }), "provides sh: it has no /bin/sh, the tree says that it provides sh"},
		"layers not read":        {"jre", as(func(f *Facts) { f.Shell, f.Distribution, f.Versions = "", "", nil }), ""},
		"an older version":       {"jre", as(func(f *Facts) { f.Versions = map[string]Told{"java": {"17.0.19", "release"}} }), "provides java: it has java 17.0.19 (release), the tree says 17.0.20"},
		"less of a version":      {"jre", as(func(f *Facts) { f.Versions = map[string]Told{"java": {"17", "JAVA_VERSION"}} }), ""},
		"more of a version":      {"jre", as(func(f *Facts) { f.Versions = map[string]Told{"jre": {"17.0.5", "x"}} }), ""},
		"another major":          {"jre", as(func(f *Facts) { f.Versions = map[string]Told{"jre": {"21", "x"}} }), "provides jre: it has jre 21 (x), the tree says 17"},
		"no version":             {"jre", as(func(f *Facts) { f.Versions = map[string]Told{"java": {"unknown", "x"}} }), ""},
		"another distribution":   {"jre", as(func(f *Facts) { f.Distribution = "alpine" }), "provides debian: its distribution is alpine (os-release), the tree says debian"},
		"a shell that goes":      {"bare", Facts{User: "65532", UID: "65532", Entrypoint: []string{"tini", "--"}, Labels: map[string]string{"team": "base", "a": "1"}, Shell: "yes"}, "removes sh: it has /bin/sh, the tree says that it removes sh"},
		"root, as declared":      {"root", Facts{}, ""},
		"root by its number":     {"root", Facts{User: "0"}, ""},
		"not root":               {"root", Facts{User: "app"}, "user: it starts as user app, the tree says root"},
		"nothing is said":        {"silent", Facts{User: "app", Entrypoint: []string{"x"}, Labels: map[string]string{"a": "b"}, Shell: "yes", Distribution: "debian"}, ""},
		"a tag that moves":       {"moving", Facts{Versions: map[string]Told{"node": {"24.9.0", "NODE_VERSION"}}}, ""},
		"a tag that moved back":  {"moving", Facts{Versions: map[string]Told{"node": {"24.4.0", "NODE_VERSION"}}}, "provides node: it has node 24.4.0 (NODE_VERSION), the tree says 24.5.0"},
		"a tag of another line":  {"moving", Facts{Versions: map[string]Told{"node": {"26.0.0", "NODE_VERSION"}}}, "provides node: it has node 26.0.0 (NODE_VERSION), the tree says 24.5.0"},
	} {
		var got []string
		for _, m := range tree.Image(c.image).Mismatches(c.shows) {
			got = append(got, m.At+": "+m.Text)
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: %s, want\n%s", name, text, c.want)
		}
	}
}

// TestStartsAs: of the nearest image that says it.
func TestStartsAs(t *testing.T) {
	t.Parallel()
	tree := load(t, "version: 1\nimages:\n  os: {from: scratch, tag: '1', user: root, uid: 0}\n  app: {from: os, tag: '1', user: app, uid: 10001}\n  jre: {from: app, tag: '1'}\n  none: {from: scratch, tag: '1'}\n")
	for name, want := range map[string]string{"os": "root 0", "app": "app 10001", "jre": "app 10001", "none": " 0"} {
		user, uid := tree.Image(name).StartsAs()
		if got := fmt.Sprint(user, " ", uid); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestDistributionWords: the words of trees for an ID of os-release(5).
func TestDistributionWords(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"debian": "[debian]", "amzn": "[amzn amazonlinux]", "rhel": "[rhel ubi]", "rocky": "[rocky rockylinux]", "nobody": "[nobody]"} {
		if got := fmt.Sprint(DistributionWords(id)); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// TestCodenames: the release that a part of a tag names (debian.org/releases, wiki.ubuntu.com/Releases).
func TestCodenames(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"24-bookworm-slim": "debian 12", "17-jre-jammy": "ubuntu 22.04", "1.27-Trixie": "debian 13", "8_noble": "ubuntu 24.04", "24-slim": " ", "bookworms": " "} {
		d, n := CodenameIn(tag)
		if got := d + " " + n; got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	if Codename("debian", "Bookworm") != "12" || Codename("ubuntu", "bookworm") != "" {
		t.Error("a name of another distribution")
	}
}

// TestOfVariable: variables in which official images tell a version.
func TestOfVariable(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]string{"JAVA_VERSION": "java", "NODE_VERSION": "node", "GOLANG_VERSION": "go", "PATH": "", "": ""} {
		if got := OfVariable(variable); got != want {
			t.Errorf("%s: %q, want %q", variable, got, want)
		}
	}
}

// TestRebuiltAndRetold: the first field that makes another image, or that tells something else of the same one; order and what only people
// read do not count.
func TestRebuiltAndRetold(t *testing.T) {
	t.Parallel()
	image := func(more string) *Image {
		return load(t, "version: 1\nplatforms: [linux/amd64]\nimages:\n  os: {from: scratch, tag: '1'}\n  tools: {from: os, tag: '1'}\n  jre: {"+more+"}\n").Image("jre")
	}
	const old = "from: os, tag: '1', provides: {java: '17'}, use: [run, build], copies: [os, tools]"
	for name, c := range map[string]struct{ is, rebuilt, retold string }{
		"the same":         {old, "", ""},
		"another order":    {"from: os, tag: '1', provides: {java: '17'}, use: [build, run], copies: [tools, os]", "", ""},
		"active, in words": {old + ", status: active", "", ""},
		"for people":       {old + ", owner: java, test: [java -version]", "", ""},
		"a parent":         {"from: tools, tag: '1', provides: {java: '17'}, use: [run, build], copies: [os, tools]", "from", ""},
		"a tag":            {"from: os, tag: '2', provides: {java: '17'}, use: [run, build], copies: [os, tools]", "tag", ""},
		"a Dockerfile":     {old + ", dockerfile: jre/Dockerfile", "dockerfile", ""},
		"an argument":      {old + ", args: {A: '1'}", "args", ""},
		"a label":          {old + ", labels: {a: b}", "labels", ""},
		"a platform":       {old + ", platforms: [linux/arm64]", "platforms", ""},
		"a version":        {"from: os, tag: '1', provides: {java: '21'}, use: [run, build], copies: [os, tools]", "", "provides"},
		"a status":         {old + ", status: deprecated", "", "status"},
		"an end":           {old + ", until: '2027-01-31'", "", "until"},
		"a further tag":    {old + ", tags: [latest]", "", "tags"},
		"who may":          {old + ", allow: {team: a}", "", "allow"},
	} {
		is, was := image(c.is), image(old)
		if rebuilt, retold := is.Rebuilt(was), is.Retold(was); rebuilt != c.rebuilt || retold != c.retold {
			t.Errorf("%s: built anew by %q, told otherwise by %q, want %q and %q", name, rebuilt, retold, c.rebuilt, c.retold)
		}
	}
}

// TestCommandsOfTests: those of the chain, the root's first, each once.
func TestCommandsOfTests(t *testing.T) {
	t.Parallel()
	tree := load(t, "version: 1\nregistry: r.example.com\nimages:\n  os: {from: scratch, tag: '1', test: [id, sh -c true]}\n  jre: {from: os, tag: '17', test: [java -version, id]}\n")
	if got := fmt.Sprint(tree.Image("jre").Tests()); got != "[{jre r.example.com/jre:17 id os} {jre r.example.com/jre:17 sh -c true os} {jre r.example.com/jre:17 java -version jre}]" {
		t.Error(got)
	}
}
