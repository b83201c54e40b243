package pomsource

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPOM(t *testing.T) {
	t.Parallel()
	var s Source
	s.AddRepository(fstest.MapFS{
		"org/acme/service-parent/7/service-parent-7.pom": {Data: []byte("a")},
		"org/acme/big/1/big-1.pom":                       {Data: []byte(strings.Repeat("x", maxPOM+1))},
		"outside/x/1/x-1.pom":                            {Data: []byte("b")},
	})
	err := s.AddParents(fstest.MapFS{
		"parent/pom.xml": {Data: []byte("<project><groupId>org.acme</groupId><artifactId>base</artifactId><version>1</version></project>")},
		"child.pom":      {Data: []byte("<project><parent><groupId>org.acme</groupId><version>2</version></parent><artifactId>child</artifactId></project>")},
		"notes.txt":      {Data: []byte("no POM")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for coordinates, want := range map[string]bool{
		"org.acme:service-parent:7": true, "org.acme:base:1": true, "org.acme:child:2": true, "org.acme:base:2": false, "org.acme:big:1": false,
		"org/acme:service-parent:7": false, "org.acme:..:7": false, "org.acme:service-parent:${revision}": false, "..outside:x:1": false,
	} {
		part := strings.SplitN(coordinates, ":", 3)
		if data, ok := s.POM(t.Context(), part[0], part[1], part[2]); ok != want || ok == (len(data) == 0) {
			t.Errorf("%s: got %t with %d bytes", coordinates, ok, len(data))
		}
	}
	if err := s.AddParents(fstest.MapFS{"pom.xml": {Data: []byte("<project>\n<broken")}}); err == nil || !strings.Contains(err.Error(), "pom.xml") {
		t.Errorf("a broken file: %v", err)
	}
	if _, ok := (*Source)(nil).POM(t.Context(), "a", "b", "1"); ok {
		t.Error("nothing is given")
	}
}

// manager is a repository manager with what its cache and its server have.
type manager struct {
	cache, server map[string]string
	down          bool
	asked         int
}

func (m *manager) Cached(name string) ([]byte, error) {
	if text, ok := m.cache[name]; ok {
		return []byte(text), nil
	}
	return nil, fs.ErrNotExist
}

func (m *manager) Fetch(_ context.Context, name string) ([]byte, error) {
	if m.asked++; m.down {
		return nil, errors.New("no route to host")
	}
	if text, ok := m.server[name]; ok {
		return []byte(text), nil
	}
	return nil, fs.ErrNotExist
}

func TestRemotes(t *testing.T) {
	t.Parallel()
	const name = "org/acme/base/1/base-1.pom"
	old, changed := digest([]byte("old")), digest([]byte("other"))
	for what, c := range map[string]struct {
		remotes []Remote
		locked  string
		want    string
		err     string
	}{
		"the first that has it":        {[]Remote{&manager{}, &manager{server: map[string]string{name: "old"}}}, "", "old", ""},
		"the cache before any server":  {[]Remote{&manager{down: true}, &manager{cache: map[string]string{name: "old"}}}, "", "old", ""},
		"a locked one":                 {[]Remote{&manager{server: map[string]string{name: "old"}}}, old, "old", ""},
		"another than the locked one":  {[]Remote{&manager{server: map[string]string{name: "old"}}}, changed, "", "not the one that the lock"},
		"a cache that is not the lock": {[]Remote{&manager{cache: map[string]string{name: "other"}, server: map[string]string{name: "old"}}}, old, "old", ""},
		"a server that is down":        {[]Remote{&manager{down: true}}, "", "", "no route"},
		"none":                         {[]Remote{&manager{}}, "", "", ""},
	} {
		s := Source{Locked: map[string]string{}, remotes: c.remotes}
		if c.locked != "" {
			s.Locked["org.acme:base:1"] = c.locked
		}
		data, ok := s.POM(t.Context(), "org.acme", "base", "1")
		_, _ = s.POM(t.Context(), "org.acme", "base", "1")
		if string(data) != c.want || ok != (c.want != "") || (s.Err() == nil) != (c.err == "") || s.Err() != nil && !strings.Contains(s.Err().Error(), c.err) {
			t.Errorf("%s: %q, %v", what, data, s.Err())
		}
		if ok != (s.Digests()["org.acme:base:1"] == digest(data)) {
			t.Errorf("%s: %v", what, s.Digests())
		}
		if m := c.remotes[0].(*manager); m.asked > 1 {
			t.Errorf("%s: asked %d times", what, m.asked)
		}
	}
}
