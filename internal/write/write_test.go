package write

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/templates"
)

// rendered makes the files of a run: path, content, path, content, …
func rendered(pairs ...string) []templates.File {
	var files []templates.File
	for i := 0; i < len(pairs); i += 2 {
		files = append(files, templates.File{Path: pairs[i], Mode: 0o644, Data: []byte(pairs[i+1])})
	}
	return files
}

// run is one whole generate into a folder; it returns the status of each file.
func run(t *testing.T, dir string, o Options, pairs ...string) (statuses map[string]Status, notes []string) {
	t.Helper()
	d, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cs, err := d.Compare(rendered(pairs...), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := cs.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	statuses = map[string]Status{}
	for _, c := range cs.Files {
		statuses[c.Path] = c.Status
	}
	return statuses, cs.Notes
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// onDisk reads all files of a folder but the lock.
func onDisk(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(file string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == LockName {
			return err
		}
		name, _ := filepath.Rel(dir, file)
		if e.Type()&os.ModeSymlink != 0 {
			target, err := os.Readlink(file)
			found[filepath.ToSlash(name)] = "-> " + target
			return err
		}
		data, err := os.ReadFile(file)
		found[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if d := diff.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "web/Dockerfile", "written by hand\n")
	first, _ := run(t, dir, Options{}, "Dockerfile", "v1\n", "Jenkinsfile", "v1\n", "deploy/init.sh", "v1\n", "deploy/kubernetes/old.yaml", "v1\n", "deploy/kubernetes/mine.yaml", "v1\n", "web/Dockerfile", "v1\n")
	same(t, first["Dockerfile"], Create)
	same(t, first["web/Dockerfile"], Foreign)

	put(t, dir, "Jenkinsfile", "edited\n")
	put(t, dir, "deploy/kubernetes/mine.yaml", "edited\n")
	second, _ := run(t, dir, Options{}, "Dockerfile", "v2\n", "Jenkinsfile", "v2\n", "deploy/init.sh", "v1\n", "web/Dockerfile", "v2\n")
	same(t, second, map[string]Status{
		"Dockerfile": Update, "Jenkinsfile": Edited, "deploy/init.sh": Unchanged,
		"deploy/kubernetes/old.yaml": Remove, "deploy/kubernetes/mine.yaml": Left, "web/Dockerfile": Foreign,
	})
	same(t, onDisk(t, dir), map[string]string{
		"Dockerfile": "v2\n", "Jenkinsfile": "edited\n", "deploy/init.sh": "v1\n",
		"deploy/kubernetes/mine.yaml": "edited\n", "web/Dockerfile": "written by hand\n",
	})

	third, _ := run(t, dir, Options{Keep: []string{"web"}, Force: true}, "Dockerfile", "v2\n", "Jenkinsfile", "v2\n", "deploy/init.sh", "v1\n", "web/Dockerfile", "v2\n")
	same(t, third, map[string]Status{"Dockerfile": Unchanged, "Jenkinsfile": Update, "deploy/init.sh": Unchanged, "web/Dockerfile": Kept})
}

// TestDiffers: a check fails for what a run would write, for what somebody edited, and for what stands where a file should be.
func TestDiffers(t *testing.T) {
	t.Parallel()
	for status, want := range map[Status]bool{Create: true, Update: true, Remove: true, Edited: true, Foreign: true, Merged: true, Conflict: true, Unchanged: false, Kept: false, Left: false} {
		if got := (Change{Status: status}).Differs(); got != want {
			t.Errorf("%s: %v, want %v", status, got, want)
		}
	}
}

func TestPartialRunsRemoveNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{}, "Dockerfile", "v1\n", "Jenkinsfile", "v1\n")
	got, _ := run(t, dir, Options{Partial: true}, "Dockerfile", "v2\n")
	same(t, got, map[string]Status{"Dockerfile": Update})
	again, _ := run(t, dir, Options{}, "Dockerfile", "v2\n", "Jenkinsfile", "v2\n")
	same(t, again, map[string]Status{"Dockerfile": Unchanged, "Jenkinsfile": Update}) // still known as ours
}

func TestCarriageReturnsAreNoEdit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{}, "Dockerfile", "FROM a\nUSER 1\n")
	put(t, dir, "Dockerfile", "FROM a\r\nUSER 1\r\n")
	got, _ := run(t, dir, Options{}, "Dockerfile", "FROM b\nUSER 1\n")
	same(t, got, map[string]Status{"Dockerfile": Update})
}

const scriptText = "#!/bin/sh\nexec \"$@\"\n"

// script is a run with one executable file.
func script(t *testing.T, dir string) Change {
	t.Helper()
	d, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cs, err := d.Compare([]templates.File{{Path: "deploy/init.sh", Mode: 0o755, Data: []byte(scriptText)}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := cs.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	return cs.Files[0]
}

// TestScriptsThatCannotRun: a script without its x bit or with CR LF is not what waybill wrote, and no edit either.
func TestScriptsThatCannotRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script(t, dir)
	file := filepath.Join(dir, "deploy/init.sh")
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	c := script(t, dir)
	same(t, c.Status, Update)
	if !strings.HasPrefix(string(c.Diff()), "diff --git a/deploy/init.sh b/deploy/init.sh\nold mode 100644\nnew mode 100755\n") {
		t.Errorf("the diff says nothing of the mode: %s", c.Diff())
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	put(t, dir, "deploy/init.sh", strings.ReplaceAll(scriptText, "\n", "\r\n"))
	same(t, script(t, dir).Status, Update)
	same(t, onDisk(t, dir)["deploy/init.sh"], scriptText)
	same(t, script(t, dir).Status, Unchanged)
}

// TestMovedFiles: what waybill wrote elsewhere is its own also after a move; an edit of it is kept and known as one.
func TestMovedFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{}, "old/Dockerfile", "FROM a\nCOPY old /\nUSER 1\n", "old/deploy/init.sh", "a\nb\nc\n")
	if err := os.Rename(filepath.Join(dir, "old"), filepath.Join(dir, "new")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "new/deploy/init.sh", "a\nmine\nc\n")
	put(t, dir, "web/Dockerfile", "FROM other\n")
	files := []string{"new/Dockerfile", "FROM a\nCOPY new /\nUSER 1\n", "new/deploy/init.sh", "a\nb\nC\n", "web/Dockerfile", "x\n"}
	got, _ := run(t, dir, Options{}, files...)
	same(t, got, map[string]Status{"new/Dockerfile": Update, "new/deploy/init.sh": Edited, "web/Dockerfile": Foreign})
	got, _ = run(t, dir, Options{Merge: true}, files...)
	same(t, got["new/deploy/init.sh"], Conflict)
	same(t, onDisk(t, dir)["new/Dockerfile"], "FROM a\nCOPY new /\nUSER 1\n")
}

// TestClean: what waybill wrote goes, with its record and its empty folders; what was edited or is kept stays.
func TestClean(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "web/Dockerfile", "by hand\n")
	run(t, dir, Options{}, "Dockerfile", "# Written by waybill.\n", "Jenkinsfile", "v1\n", "deploy/init.sh", "v1\n", "deploy/a.yaml", "v1\n", "web/Dockerfile", "v1\n")
	put(t, dir, "Jenkinsfile", "edited\n")
	got, _ := run(t, dir, Options{Clean: true, Keep: []string{"deploy/a.yaml"}})
	same(t, got, map[string]Status{"Dockerfile": Remove, "Jenkinsfile": Left, "deploy/init.sh": Remove})
	same(t, onDisk(t, dir), map[string]string{"Jenkinsfile": "edited\n", "deploy/a.yaml": "v1\n", "web/Dockerfile": "by hand\n"})
	if _, err := os.Stat(filepath.Join(dir, LockName)); !os.IsNotExist(err) {
		t.Errorf("the lock is still there: %v", err)
	}
	again, _ := run(t, dir, Options{Clean: true})
	same(t, again, map[string]Status{})
}

// TestLockThatLies: a digest in a lock proves nothing, since whoever writes the lock can take one of any file.
func TestLockThatLies(t *testing.T) {
	t.Parallel()
	const own, other = "# Written by waybill.\n", "by hand\n"
	hand := map[string]string{
		"sub/Dockerfile": other, "sub/deploy/init.sh": other, "deploy/kubernetes/base/a.yaml": other, "deploy/kubernetes/base/mine.yaml": other,
		"api/Dockerfile": other, "api/deploy/kubernetes/overlays/dev/a.yaml": other, "Jenkinsfile": other,
	}
	for name, c := range map[string]struct {
		o    Options
		data []string
	}{
		"generate": {Options{}, []string{"api/Dockerfile", own, "api/deploy/kubernetes/overlays/dev/a.yaml", "a\n", "deploy/kubernetes/base/a.yaml", own, "Jenkinsfile", own}},
		"merge":    {Options{Merge: true}, []string{"api/Dockerfile", own, "api/deploy/kubernetes/overlays/dev/a.yaml", "a\n", "deploy/kubernetes/base/a.yaml", own, "Jenkinsfile", own}},
		"clean":    {Options{Clean: true}, nil},
	} {
		dir := t.TempDir()
		lock := "version: 1\nwaybill: v1\ntree: x\nfiles:\n  .git/deploy/x: {sha256: " + digest([]byte(other)) + "}\n"
		for file, text := range hand {
			put(t, dir, file, text)
			lock += "  " + file + ": {sha256: " + digest([]byte(text)) + ", lines: " + lineDigests([]byte(text)) + "}\n"
		}
		put(t, dir, LockName, lock)
		run(t, dir, c.o, c.data...)
		got := onDisk(t, dir)
		for file := range hand {
			if got[file] != other {
				t.Errorf("%s: %s is %q", name, file, got[file])
			}
		}
	}
	// what waybill did write is still known, also where nothing in the file says so
	dir := t.TempDir()
	run(t, dir, Options{}, "api/Dockerfile", own, "api/deploy/kubernetes/overlays/dev/a.yaml", "a\n", "api/deploy/kubernetes/overlays/qa/a.yaml", "a\n")
	got, _ := run(t, dir, Options{}, "api/Dockerfile", own, "api/deploy/kubernetes/overlays/dev/a.yaml", "b\n")
	same(t, got, map[string]Status{"api/Dockerfile": Unchanged, "api/deploy/kubernetes/overlays/dev/a.yaml": Update, "api/deploy/kubernetes/overlays/qa/a.yaml": Remove})
}

func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{}, "deploy/kubernetes/base/a.yaml", "managed-by: waybill\n")
	if _, err := os.Stat(filepath.Join(dir, State)); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", State, err)
	}
	run(t, dir, Options{})
	if _, err := os.Stat(filepath.Join(dir, "deploy")); !os.IsNotExist(err) {
		t.Errorf("the empty folder is still there: %v", err)
	}
}

func TestRefusesWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string // put into the folder first
		link string // made a link to target
		to   string // "" for a file outside
		want string
	}{
		"file is a link":         {"", "Dockerfile", "", "Dockerfile is a symbolic link"},
		"folder is a link":       {"", "deploy", "..", "deploy is a symbolic link"},
		"link inside":            {"src/a", "deploy", "src", "deploy is a symbolic link"},
		"lock is a link":         {"", LockName, "", "waybill.lock is a symbolic link"},
		"working folder is one":  {"", State, "..", ".waybill is a symbolic link"},
		"folder named as a file": {"Dockerfile/a", "", "", "Dockerfile is not a regular file"},
		"file named as a folder": {"deploy", "", "", "deploy is not a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, outside := t.TempDir(), t.TempDir()
			put(t, outside, "x", "safe\n")
			if c.file != "" {
				put(t, dir, c.file, "")
			}
			if c.link != "" {
				link(t, cmp.Or(c.to, filepath.Join(outside, "x")), dir, c.link)
			}
			before := onDisk(t, dir)
			err := attempt(t, dir, rendered("Dockerfile", "v1\n", "deploy/init.sh", "v1\n"))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			same(t, onDisk(t, dir), before)
			same(t, onDisk(t, outside), map[string]string{"x": "safe\n"})
		})
	}
}

func TestRefusesPathsOutside(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../Dockerfile", "/etc/Dockerfile", "a/../../Dockerfile", ".", "", ".git/hooks/Dockerfile"} {
		if err := attempt(t, t.TempDir(), rendered(name, "x")); fault.KindOf(err) != fault.Usage || err == nil {
			t.Errorf("%q: got %v", name, err)
		}
	}
}

func link(t *testing.T, target, dir, name string) {
	t.Helper()
	if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// attempt is a run that may fail.
func attempt(t *testing.T, dir string, files []templates.File) error {
	t.Helper()
	d, err := Open(t.Context(), dir)
	if err != nil {
		return err
	}
	defer d.Close()
	cs, err := d.Compare(files, Options{})
	if err != nil {
		return err
	}
	return cs.Apply(t.Context())
}

// TestOnce: a file that is its user's from the first change on is neither replaced nor reported then, not even by --force; before that it
// is kept up to date as any other.
func TestOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, standing, next string // what the user leaves on disk, and what is generated then
		o                    Options
		lockGone             bool
		want                 Status
		left                 string
	}{
		{"never changed", "v1\n", "v2\n", Options{}, false, Update, "v2\n"},
		{"changed", "mine\n", "v2\n", Options{}, false, Own, "mine\n"},
		{"changed, nothing new", "mine\n", "v1\n", Options{}, false, Own, "mine\n"},
		{"forced", "mine\n", "v2\n", Options{Force: true}, false, Own, "mine\n"},
		{"merged", "mine\n", "v2\n", Options{Merge: true}, false, Own, "mine\n"},
		{"without a record", "mine\n", "v2\n", Options{}, true, Own, "mine\n"},
		{"changed to what is generated", "v2\n", "v2\n", Options{}, false, Unchanged, "v2\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			compare := func(text string, o Options) *Changes {
				d, err := Open(t.Context(), dir)
				if err != nil {
					t.Fatal(err)
				}
				defer d.Close()
				cs, err := d.Compare([]templates.File{{Path: "image.yaml", Mode: 0o644, Data: []byte(text), Once: true}}, o)
				if err != nil {
					t.Fatal(err)
				}
				if err := cs.Apply(t.Context()); err != nil {
					t.Fatal(err)
				}
				return cs
			}
			compare("v1\n", Options{})
			put(t, dir, "image.yaml", c.standing)
			if c.lockGone {
				if err := os.Remove(filepath.Join(dir, LockName)); err != nil {
					t.Fatal(err)
				}
			}
			cs := compare(c.next, c.o)
			same(t, cs.Files[0].Status, c.want)
			same(t, onDisk(t, dir)["image.yaml"], c.left)
			if c.want == Own && (len(cs.Drift()) > 0 || len(cs.Diff()) > 0) {
				t.Errorf("drift %v\n%s", cs.Drift(), cs.Diff())
			}
			compare(c.next, Options{})
			same(t, compare("v3\n", Options{}).Files[0].Status == Own, c.left != c.next) // an edit stays known as one
		})
	}
}

// TestSwapped: two units that took each other's folder are told as moved and brought up to date. A copy and an edit stay the user's.
func TestSwapped(t *testing.T) {
	t.Parallel()
	const one, two = "# written by waybill\nunit one\n", "# written by waybill\nunit two\n"
	for name, c := range map[string]struct {
		one, two   string // what stands in the two places
		want, from map[string]string
	}{
		"swapped":               {two, one, map[string]string{"one/Dockerfile": "update", "two/Dockerfile": "update"}, map[string]string{"one/Dockerfile": "two/Dockerfile", "two/Dockerfile": "one/Dockerfile"}},
		"copied":                {two, two, map[string]string{"one/Dockerfile": "edited", "two/Dockerfile": "unchanged"}, nil},
		"one of the two edited": {two, one + "mine\n", map[string]string{"one/Dockerfile": "update", "two/Dockerfile": "edited"}, map[string]string{"one/Dockerfile": "two/Dockerfile"}},
	} {
		dir := t.TempDir()
		run(t, dir, Options{}, "one/Dockerfile", one, "one/deploy/init.sh", one, "two/Dockerfile", two, "two/deploy/init.sh", two)
		put(t, dir, "one/Dockerfile", c.one)
		put(t, dir, "two/Dockerfile", c.two)
		d, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		cs, err := d.Compare(rendered("one/Dockerfile", one, "two/Dockerfile", two), Options{Partial: true})
		if err != nil {
			t.Fatal(err)
		}
		got, from := map[string]string{}, map[string]string(nil)
		for _, f := range cs.Files {
			got[f.Path] = string(f.Status)
			if f.From != "" {
				if from == nil {
					from = map[string]string{}
				}
				from[f.Path] = f.From
			}
		}
		if delta := diff.Diff(c.want, got) + diff.Diff(c.from, from); delta != "" {
			t.Errorf("%s: %s", name, delta)
		}
		d.Close()
	}
}
