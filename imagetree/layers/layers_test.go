package layers_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/imagetree/layers"
	"github.com/waybill-dev/waybill/imagetree/layers/layertest"
)

// read lists a layer of files as layertest writes them.
func read(t *testing.T, keep func(string, bool) bool, files ...string) *layers.Listing {
	t.Helper()
	stream, err := layertest.Of(t, files...).Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	l, err := layers.Read(stream, keep)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// told is a listing in one line: folders, files with their links and texts, and what the layer hides.
func told(l *layers.Listing) string {
	var words []string
	for _, d := range slices.Sorted(maps.Keys(l.Folders)) {
		words = append(words, d+"/")
	}
	for _, f := range slices.Sorted(maps.Keys(l.Files)) {
		if to, ok := l.Links[f]; ok {
			f += "->" + to
		} else if text, ok := l.Texts[f]; ok {
			f += "=" + text
		}
		words = append(words, f)
	}
	for _, r := range l.Removed {
		words = append(words, "-"+r)
	}
	for _, e := range l.Emptied {
		words = append(words, "-"+e+"/*")
	}
	return strings.Join(words, " ")
}

// TestRead: paths of the root, whiteouts as the OCI image specification has them, and texts of the files that tell what the image is.
func TestRead(t *testing.T) {
	t.Parallel()
	all := []string{"./app/", "/app/a.jar=jar", "lib -> usr/lib", "../etc/passwd=root", "etc/.wh.old=", "opt/.wh..wh..opq=", "opt/jdk/release=17", "a/b/c/d/e/release=deep"}
	if got := told(read(t, nil, all...)); got != "app/ a/b/c/d/e/release app/a.jar etc/passwd=root lib->usr/lib opt/jdk/release=17 -etc/old -opt/*" {
		t.Error(got)
	}
	links := func(_ string, link bool) bool { return link }
	if got := told(read(t, links, all...)); got != "lib->usr/lib -etc/old -opt/*" {
		t.Errorf("whiteouts are listed whatever is kept: %s", got)
	}
	if _, err := layers.Read(strings.NewReader(strings.Repeat("x", 1024)), nil); err == nil || !strings.HasPrefix(err.Error(), "a layer is no tar archive: ") {
		t.Errorf("no archive: %v", err)
	}
}

// TestTogether: an upper layer hides what it removes, empties or replaces, and never what it brings itself.
func TestTogether(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lower, upper []string
		want         string
	}{
		"added":              {[]string{"a/", "a/b=1"}, []string{"a/c=2"}, "a/ a/b a/c"},
		"a file removed":     {[]string{"a/b=1", "a/bc=1"}, []string{"a/.wh.b="}, "a/bc"},
		"a folder removed":   {[]string{"a/", "a/b=1", "ab/c=1"}, []string{".wh.a="}, "ab/c"},
		"a folder emptied":   {[]string{"a/", "a/b=1"}, []string{"a/", "a/.wh..wh..opq=", "a/c=1"}, "a/ a/c"},
		"removed and added":  {[]string{"a/b=1"}, []string{"a/.wh.b=", "a/b=2"}, "a/b"},
		"a text replaced":    {[]string{"etc/passwd=old"}, []string{"etc/passwd=new"}, "etc/passwd=new"},
		"a text by a link":   {[]string{"etc/os-release=old"}, []string{"etc/os-release -> ../usr/lib/os-release"}, "etc/os-release->../usr/lib/os-release"},
		"a link by a file":   {[]string{"etc/os-release -> x"}, []string{"etc/os-release=new"}, "etc/os-release=new"},
		"a link by a folder": {[]string{"lib -> usr/lib"}, []string{"lib/"}, "lib/"},
		"a folder by a file": {[]string{"a/", "a/b=1", "a/c/", "ab=1"}, []string{"a=2"}, "a ab"},
		"a folder by a link": {[]string{"bin/", "bin/sh=1"}, []string{"bin -> usr/bin"}, "bin->usr/bin"},
	} {
		if got := told(layers.Together(read(t, nil, c.lower...), read(t, nil, c.upper...))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestResolve: links of folders are followed as a file system does; a ring of them ends.
func TestResolve(t *testing.T) {
	t.Parallel()
	l := read(t, nil, "lib -> usr/lib", "usr/lib64 -> /usr/lib", "opt/java -> jdk-17", "a -> b", "b -> a", "etc/os-release -> ../usr/lib/os-release", "usr/lib/os-release=ID=debian", "up -> ../../lib")
	for file, want := range map[string]string{
		"lib/x": "usr/lib/x", "usr/lib64/x": "usr/lib/x", "opt/java/release": "opt/jdk-17/release", "usr/lib/x": "usr/lib/x", "lib": "lib", "etc/os-release": "etc/os-release", "up/x": "usr/lib/x",
	} {
		if got := l.Resolve(file); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
	if got := l.Resolve("a/x"); got != "a/x" && got != "b/x" {
		t.Errorf("a ring: %s", got)
	}
	for file, want := range map[string]string{"etc/os-release": "ID=debian", "lib/os-release": "ID=debian", "etc/passwd": "", "a": ""} {
		if got := l.Text(file); got != want {
			t.Errorf("the text of %s: %q, want %q", file, got, want)
		}
	}
}

// TestTells: the files that are read are few, and not deep.
func TestTells(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]bool{
		"etc/os-release": true, "usr/lib/os-release": true, "etc/passwd": true, "opt/java/openjdk/release": true, "a/b/c/d/release": true, "a/b/c/d/e/release": false, "etc/passwd-": false, "x/etc/os-release": false, "etc/lsb-release": false,
	} {
		if got := layers.Tells(file); got != want {
			t.Errorf("%s: %t", file, got)
		}
	}
}

// TestValue: assignments as os-release(5) writes them.
func TestValue(t *testing.T) {
	t.Parallel()
	const text = "# ID=x\nID=debian\nVERSION_ID=\"13\"\nNAME='Debian GNU/Linux'\nEMPTY=\n"
	var got []string
	for _, key := range []string{"ID", "VERSION_ID", "NAME", "EMPTY", "ID_LIKE"} {
		got = append(got, layers.Value(text, key))
	}
	if fmt.Sprintf("%q", got) != `["debian" "13" "Debian GNU/Linux" "" ""]` {
		t.Errorf("%q", got)
	}
}
