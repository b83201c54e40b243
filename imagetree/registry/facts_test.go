package registry

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/layers/layertest"
	"github.com/waybill-dev/waybill/internal/fault"
)

func configured(tb testing.TB, img v1.Image, change func(*v1.ConfigFile)) v1.Image {
	tb.Helper()
	config, err := img.ConfigFile()
	if err != nil {
		tb.Fatal(err)
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", "amd64"
	change(config)
	img, err = mutate.ConfigFile(img, config)
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

func texts(tb testing.TB, tree *imagetree.Tree, o Options, offline bool) string {
	tb.Helper()
	found, err := Verify(context.Background(), tree, o, time.Unix(1_800_000_000, 0))
	if offline {
		found, err = Offline(tree)
	}
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, f := range found {
		text := f.Text
		if _, short, ok := strings.Cut(text, "not what the tree says: "); ok {
			text = short
		}
		out = append(out, f.Rule+" "+f.Image+": "+text)
	}
	return strings.Join(out, "\n")
}

// TestFacts holds that what an image shows is compared with what the tree says, from a registry and from the lock alike.
func TestFacts(t *testing.T) {
	t.Parallel()
	s := serve(t)
	noble := layertest.Of(t,
		"usr/lib/os-release=ID=ubuntu\nVERSION_ID=\"24.04\"\n", "etc/os-release -> ../usr/lib/os-release",
		"etc/passwd=root:x:0:0:root:/root:/bin/bash\nubuntu:x:1000:1000::/home/ubuntu:/bin/bash\n", "bin -> usr/bin", "usr/bin/sh=x",
	)
	jdk := layertest.Of(t, "opt/java/release=JAVA_VERSION=\"17.0.12\"\n")
	base, err := mutate.AppendLayers(empty.Image, noble)
	if err != nil {
		t.Fatal(err)
	}
	base = configured(t, base, func(*v1.ConfigFile) {})
	java, err := mutate.AppendLayers(base, jdk)
	if err != nil {
		t.Fatal(err)
	}
	java = configured(t, java, func(c *v1.ConfigFile) {
		c.Config.User = "1000"
		c.Config.Entrypoint = []string{"/entry"}
		c.Config.Labels = map[string]string{"team": "a"}
		c.Config.Env = []string{"JAVA_HOME=/opt/java", "JAVA_VERSION=jdk-17.0.11+9", "NODE_VERSION=v22.1.0"}
	})
	s.push(t, "os:1", base)
	s.push(t, "java:1", java)
	for _, c := range []struct {
		name, os, java, want string
		contents             bool
	}{
		{
			name: "as declared", contents: true,
			os:   `{from: scratch, tag: "1", provides: {ubuntu: noble, sh: ""}}`,
			java: `{from: os, tag: "1", user: "1000", uid: 1000, entrypoint: [/entry], labels: {team: a}, provides: {java: "17", node: "22.1"}}`,
		},
		{
			name: "configuration alone",
			os:   `{from: scratch, tag: "1", provides: {debian: "13"}}`,
			java: `{from: os, tag: "1", user: root, entrypoint: [/other], labels: {team: b, cost: "1"}, provides: {java: "17.0.12", node: "20"}}`,
			want: "IT615 java: it starts as user 1000, the tree says root\n" +
				"IT615 java: its entrypoint is [\"/entry\"], the tree says [\"/other\"]\n" +
				"IT615 java: it has no label cost, the tree says \"1\"\nIT615 java: its label team is \"a\", the tree says \"b\"\n" +
				"IT615 java: it has java 17.0.11 (JAVA_VERSION), the tree says 17.0.12\n" +
				"IT615 java: it has node 22.1.0 (NODE_VERSION), the tree says 20",
		},
		{
			name: "files", contents: true,
			os:   `{from: scratch, tag: "1", provides: {debian: "13"}}`,
			java: `{from: os, tag: "1", user: app, uid: 1000, removes: [sh], provides: {java: "17.0.11"}}`,
			want: "IT615 os: its distribution is ubuntu (os-release), the tree says debian\n" +
				"IT615 java: it starts as user 1000, the tree says app\nIT615 java: uid 1000 belongs to ubuntu in /etc/passwd, the tree says app\n" +
				"IT615 java: it has /bin/sh, the tree says that it removes sh\n" +
				"IT615 java: it has java 17.0.12 (/opt/java/release), the tree says 17.0.11",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			images := "  os: " + c.os + "\n  java: " + c.java + "\n"
			o := options(t)
			o.Contents = c.contents
			if got := sortedLines(texts(t, s.tree(t, images, nil), o, false)); got != sortedLines(c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			lock, _, err := Lock(context.Background(), s.tree(t, images, nil), o, false)
			if err != nil {
				t.Fatal(err)
			}
			data, err := lock.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if got := sortedLines(texts(t, s.tree(t, images, data), o, true)); got != sortedLines(c.want) {
				t.Errorf("offline\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func sortedLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines { // few lines: insertion keeps the test plain
		for j := i; j > 0 && lines[j] < lines[j-1]; j-- {
			lines[j], lines[j-1] = lines[j-1], lines[j]
		}
	}
	return strings.Join(lines, "\n")
}

// TestOffline holds what the lock alone tells: a child that is not rebuilt, a platform, an image that was never locked, a root on an older
// parent outside.
func TestOffline(t *testing.T) {
	t.Parallel()
	s := serve(t)
	up := build(t, empty.Image, nil, layer(t, "up", 1))
	s.push(t, "up:1", up)
	s.push(t, "os:1", build(t, up, nil, layer(t, "os", 1)))
	s.push(t, "old:1", build(t, build(t, empty.Image, nil, layer(t, "older", 1)), nil, layer(t, "old", 1)))
	s.push(t, "app:1", build(t, up, nil, layer(t, "app", 1)))
	images := "  os: {from: '" + s.host + "/base/up:1', tag: '1'}\n  old: {from: '" + s.host + "/base/up:1', tag: '1'}\n" +
		"  app: {from: os, tag: '1', platforms: [linux/amd64, linux/arm64]}\n"
	lock, _, err := Lock(context.Background(), s.tree(t, images, nil), options(t), false)
	if err != nil {
		t.Fatal(err)
	}
	data, err := lock.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	s.handler = http.NotFoundHandler()
	found, err := Offline(s.tree(t, images+"  late: {from: os, tag: '1'}\n", data))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Image+" "+f.Rule)
	}
	if want := "old " + notBegin + ", app " + notBegin + ", app " + noPlatform + ", late " + notLocked; strings.Join(got, ", ") != want {
		t.Errorf("got %v", got)
	}
	if _, err := Offline(s.tree(t, images, nil)); fault.KindOf(err) != fault.Usage {
		t.Errorf("without a lock: %v", err)
	}
}

// TestUpstreamMoved holds that a pinned parent whose tag names something newer is told with its age, and is no error.
func TestUpstreamMoved(t *testing.T) {
	t.Parallel()
	s := serve(t)
	old := build(t, empty.Image, nil, layer(t, "old", 1))
	s.push(t, "up:1", old)
	digest, err := old.Digest()
	if err != nil {
		t.Fatal(err)
	}
	s.push(t, "os:1", build(t, old, nil, layer(t, "os", 1)))
	fresh := configured(t, build(t, empty.Image, nil, layer(t, "new", 1)), func(c *v1.ConfigFile) { c.Created = v1.Time{Time: time.Unix(1_800_000_000-9*86400-10, 0)} })
	s.push(t, "up:1", fresh)
	tree := s.tree(t, "  os: {from: '"+s.host+"/base/up:1@"+digest.String()+"', tag: '1'}\n  taken: {ref: '"+s.host+"/base/up:1@"+digest.String()+"'}\n", nil)
	got := texts(t, tree, options(t), false)
	for _, want := range []string{"IT616 os: upstream moved 9 days ago: ", "IT616 taken: upstream moved 9 days ago: "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Count(got, "\n") != 1 {
		t.Errorf("got\n%s", got)
	}
}

// TestOneRegistryIsDown holds that many images of a registry which does not answer hide nothing of another registry.
func TestOneRegistryIsDown(t *testing.T) {
	t.Parallel()
	up, down := serve(t), serve(t)
	down.handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	images := ""
	for n := range 30 {
		images += "  a" + string(rune('a'+n%26)) + strings.Repeat("x", n/26) + ": {ref: '" + down.host + "/base/a" + strings.Repeat("b", n+1) + ":1'}\n"
	}
	tree := up.tree(t, images+"  z: {from: scratch, tag: '1'}\n", nil)
	o := options(t)
	o.Jobs = 1
	found, err := Verify(context.Background(), tree, o, time.Unix(0, 0))
	if len(found) != 1 || found[0].Image != "z" || fault.KindOf(err) != fault.Unreachable || !strings.Contains(err.Error(), "20 more of "+down.host) {
		t.Errorf("found %+v, error %v", found, err)
	}
}
