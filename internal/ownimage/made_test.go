package ownimage

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/source"
)

// TestMade: what COPY takes and the repository does not hold, as git sees it.
func TestMade(t *testing.T) {
	t.Parallel()
	const files = "package.json src/a.js svc/pom.xml svc/src/B.java .gitignore=dist/\n dist/x.js vendor/modules.txt web/index.html"
	for _, c := range []struct{ name, text, context, want string }{
		{"nothing", "COPY . .\nCOPY package.json src /app/\n", "", ""},
		{"a jar", "COPY svc/target/*.jar /app.jar\n", "", "svc/target/*.jar"},
		{"a jar named by an argument", "ARG JAR=target/*.jar\nCOPY ${JAR} /app.jar\n", "svc", "target/*.jar"},
		{"an argument without a value", "ARG JAR\nCOPY target/${JAR} /app.jar\n", "svc", "target/"},
		{"nothing but an argument", "ARG JAR\nCOPY ${JAR} /app.jar\n", "svc", ""},
		{"ignored by git", "COPY dist /srv\n", "", "dist"},
		{"an optional file", "COPY package.json yarn.lock* ./\n", "", ""},
		{"a file beside one that is there", "COPY package.json yarn.lock ./\n", "", "yarn.lock"},
		{"a pattern for a folder", "COPY s*/ /app/\n", "", ""},
		{"vendored packages", "COPY vendor ./vendor\n", "", ""},
		{"from elsewhere", "COPY --from=build /x /x\nADD https://example.com/x.tgz /x\nADD git@example.com:a/b.git /y\n", "", ""},
		{"absolute", "COPY /web/build /srv\n", "", "/web/build"},
		{"each once", "COPY bin/a /a\nCOPY bin/a /b\n", "", "bin/a"},
		{"written in place", "COPY <<EOF /x\ny\nEOF\n", "", ""},
	} {
		fsys := fstest.MapFS{"Dockerfile": {Data: []byte("FROM busybox\n" + c.text)}}
		for f := range strings.SplitSeq(files, " ") {
			name, text, _ := strings.Cut(strings.TrimSpace(f), "=")
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		tree, err := source.New(fsys, source.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		own, ok := Read(tree, "Dockerfile", c.context)
		if got := strings.Join(own.Made, " "); !ok || got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestMountedSecrets: what the build of the repository's own Dockerfile takes as secrets.
func TestMountedSecrets(t *testing.T) {
	t.Parallel()
	tree, err := source.New(fstest.MapFS{"Dockerfile": {Data: []byte(`FROM busybox
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=cache,target=/c,id=c true
RUN --mount=type=secret,dst=/run/secrets/token true
RUN --mount=id=pip,type=secret true
RUN --mount=type=secret true
`)}}, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	own, _ := Read(tree, "Dockerfile", "")
	if got := strings.Join(own.Secrets, " "); got != "pip token" {
		t.Error(got)
	}
}
