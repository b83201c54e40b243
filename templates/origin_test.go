package templates_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/templates"
)

// copies returns a copy of every embedded template.
func copies(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(templates.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := templates.Copy(name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCopiesRenderTheSame: the line that records the original changes no byte of what is rendered.
func TestCopiesRenderTheSame(t *testing.T) {
	t.Parallel()
	p := samplePlan(t)
	rendered := func(overrides fs.FS) []templates.File {
		r, err := templates.New(overrides)
		if err != nil {
			t.Fatal(err)
		}
		files, err := r.Render(p)
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	want, got := rendered(nil), rendered(copies(t))
	if len(want) != len(got) || len(want) < 10 {
		t.Fatalf("%d files, want %d", len(got), len(want))
	}
	for i := range want {
		if !bytes.Equal(want[i].Data, got[i].Data) {
			t.Errorf("%s differs", want[i].Path)
		}
	}
}

func TestOutdatedCopies(t *testing.T) {
	t.Parallel()
	const name, other, gone = "jenkins/Jenkinsfile.tmpl", "init/init.sh.tmpl", "jenkins/_old.tmpl"
	fresh := copies(t)
	old := bytes.Replace(fresh[name].Data, []byte("sha256:"), []byte("sha256:0"), 1)
	old = slices.Delete(old, bytes.IndexByte(old, ';')-1, bytes.IndexByte(old, ';')) // 16 digits, as before
	edited := append(slices.Clone(fresh[other].Data), "# ours\n"...)
	outdated, err := templates.Outdated(fstest.MapFS{
		name:                     {Data: old},
		other:                    {Data: edited},
		"kubernetes/_names.tmpl": {Data: []byte("no record")},
		gone:                     {Data: bytes.Replace(fresh[name].Data, []byte(name), []byte(gone), 1)},
	})
	if err != nil || strings.Join(outdated, " ") != name+" "+gone {
		t.Errorf("outdated: %s, %v", outdated, err)
	}
	now, err := templates.Reviewed(name, old)
	if err != nil || !bytes.Equal(templates.Body(now), templates.Body(old)) || bytes.Equal(now, old) {
		t.Errorf("%v\n%s", err, now)
	}
	if left, err := templates.Outdated(fstest.MapFS{name: {Data: now}}); err != nil || len(left) > 0 {
		t.Errorf("still outdated: %s, %v", left, err)
	}
	if left, err := templates.Outdated(nil); err != nil || left != nil {
		t.Errorf("no folder: %s, %v", left, err)
	}
}
