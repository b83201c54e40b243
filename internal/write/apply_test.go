package write

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// killed is what a test's step panics with: nothing of the run happens after it, as after SIGKILL.
type killed struct{}

var oldSet = map[string]string{"Dockerfile": "old\n", "Jenkinsfile": "old\n", "deploy/chart/gone.yaml": "old\n"}

var newSet = map[string]string{"Dockerfile": "new\n", "Jenkinsfile": "new\n", "deploy/kubernetes/base/a.yaml": "new\n"}

func newFiles() []string {
	return []string{"Dockerfile", "new\n", "Jenkinsfile", "new\n", "deploy/kubernetes/base/a.yaml", "new\n"}
}

// started returns a folder with the old set, and the changes that make the new one.
func started(t *testing.T) (dir string, d *Destination, cs *Changes) {
	t.Helper()
	dir = t.TempDir()
	run(t, dir, Options{}, "Dockerfile", "old\n", "Jenkinsfile", "old\n", "deploy/chart/gone.yaml", "old\n")
	d, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	cs, err = d.Compare(rendered(newFiles()...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return dir, d, cs
}

// TestKilledAtAnyStep stops a run at each of its steps in turn. The next run must find the old or the new set whole.
func TestKilledAtAnyStep(t *testing.T) {
	t.Parallel()
	for at := 0; ; at++ {
		dir, d, cs := started(t)
		if !killAt(t, d, cs, at) {
			if at < 15 {
				t.Fatalf("the run has only %d steps: is the hook still called?", at)
			}
			return
		}
		next, err := Open(t.Context(), dir) // finishes or drops what was left
		if err != nil {
			t.Fatalf("step %d: %v", at, err)
		}
		next.Close()
		if got := fmt.Sprint(onDisk(t, dir)); got != fmt.Sprint(oldSet) && got != fmt.Sprint(newSet) {
			t.Errorf("step %d: neither the old nor the new set: %s", at, got)
		}
		run(t, dir, Options{}, newFiles()...)
		same(t, onDisk(t, dir), newSet)
	}
}

// killAt says whether the run had a step of that number.
func killAt(t *testing.T, d *Destination, cs *Changes, at int) (was bool) {
	t.Helper()
	n := 0
	d.step = func(string) error {
		if n == at {
			panic(killed{})
		}
		n++
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(killed); !ok {
				panic(r)
			}
			was = true
		}
		d.Close()
	}()
	if err := cs.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	return false
}

// TestEmptyWorkingFolder: a run that was killed at its first or last step leaves the folder, empty or with its ignore file: the next run
// removes it, and leaves one that holds something else.
func TestEmptyWorkingFolder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files []string
		stays bool
	}{
		"empty":            {nil, false},
		"its ignore file":  {[]string{".gitignore"}, false},
		"an ephemeral run": {[]string{".gitignore", "Dockerfile"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, State), 0o755); err != nil {
				t.Fatal(err)
			}
			for _, f := range c.files {
				put(t, dir, State+"/"+f, "*\n")
			}
			run(t, dir, Options{})
			if _, err := os.Stat(filepath.Join(dir, State)); (err == nil) != c.stays {
				t.Errorf("there: %v, want %v", err == nil, c.stays)
			}
		})
	}
}

// TestFullDiskAtAnyStep fails each step in turn with the disk's error: the old set must stay, and nothing else.
func TestFullDiskAtAnyStep(t *testing.T) {
	t.Parallel()
	for at := 0; ; at++ {
		dir, d, cs := started(t)
		n, last := 0, ""
		d.step = func(what string) error {
			n++
			if n-1 != at || what == "clean" {
				return nil
			}
			last = what
			return syscall.ENOSPC
		}
		err := cs.Apply(t.Context())
		d.Close()
		if last == "" {
			return
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: got %v", last, err)
		}
		same(t, onDisk(t, dir), oldSet)
		if _, err := os.Stat(filepath.Join(dir, "deploy/kubernetes")); !os.IsNotExist(err) {
			t.Errorf("%s: the new folder is still there", last)
		}
	}
}

// TestFailedThenKilled kills a run while it takes its steps back.
func TestFailedThenKilled(t *testing.T) {
	t.Parallel()
	dir, d, cs := started(t)
	d.step = func(what string) error {
		switch what {
		case "Jenkinsfile":
			return syscall.EIO
		case "clean":
			panic(killed{})
		}
		return nil
	}
	func() {
		defer func() { _ = recover() }()
		_ = cs.Apply(t.Context())
	}()
	d.Close()
	next, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	next.Close()
	same(t, onDisk(t, dir), oldSet)
}

func TestEditAfterAKilledRunIsKept(t *testing.T) {
	t.Parallel()
	dir, d, cs := started(t)
	d.step = func(what string) error {
		if what == "Jenkinsfile" {
			panic(killed{})
		}
		return nil
	}
	func() {
		defer func() { _ = recover() }()
		_ = cs.Apply(t.Context())
	}()
	d.Close()
	put(t, dir, "Jenkinsfile", "edited\n")
	statuses, notes := run(t, dir, Options{}, newFiles()...)
	same(t, statuses["Jenkinsfile"], Edited)
	same(t, onDisk(t, dir)["Jenkinsfile"], "edited\n")
	if len(notes) != 2 {
		t.Errorf("notes: %q", notes)
	}
}

func TestInterruptedRunWritesNothing(t *testing.T) {
	t.Parallel()
	dir, _, cs := started(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := cs.Apply(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	same(t, onDisk(t, dir), oldSet)
}

func TestRunsExcludeEachOther(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	impatient, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Open(impatient, dir); err == nil {
		t.Error("two runs at once")
	}
	first.Close()
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			if err := attempt(t, dir, rendered("Dockerfile", fmt.Sprint(i), "Jenkinsfile", fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := onDisk(t, dir)
	same(t, got["Dockerfile"], got["Jenkinsfile"])
}

func TestForeignJournalIsDropped(t *testing.T) {
	t.Parallel()
	for name, journal := range map[string]string{
		"outside":    `{"steps":[{"path":"../x","new":"a"}]}`,
		"hook":       `{"steps":[{"path":".git/hooks/post-checkout","new":"a"}]}`,
		"hook below": `{"steps":[{"path":"sub/.GIT/config","new":"a"}]}`,
		"stage path": `{"steps":[{"path":"Dockerfile","new":"../../main.go"}]}`,
		"no json":    `{"steps":`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "main.go", "package main\n")
			put(t, dir, ".waybill/journal.json", journal)
			put(t, dir, ".waybill/stage/a", "evil\n")
			_, notes := run(t, dir, Options{}, "Dockerfile", "new\n")
			same(t, notes, []string{".waybill/journal.json was not written by waybill in this folder: it was dropped"})
			same(t, onDisk(t, dir), map[string]string{"main.go": "package main\n", "Dockerfile": "new\n"})
		})
	}
}

// A repository may bring a journal along: what it says to take back is done only to files that are as that run would have left them.
func TestJournalThatLies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, journal string }{
		"removes an edit":    {".waybill/undo.json", `{"steps":[{"path":"notes.txt","new":"gone"}]}`},
		"replaces an edit":   {".waybill/undo.json", `{"steps":[{"path":"notes.txt","new":"gone","old":"a","after":"00"}]}`},
		"removes by redoing": {".waybill/journal.json", `{"steps":[{"path":"notes.txt","before":"00"}]}`},
		"writes by redoing":  {".waybill/journal.json", `{"steps":[{"path":"notes.txt","new":"a"}]}`},
		"makes a file":       {".waybill/journal.json", `{"steps":[{"path":"src/new.sh","new":"a"}]}`},
		"removes a source":   {".waybill/journal.json", `{"steps":[{"path":"notes.txt","before":"` + digest([]byte("mine\n")) + `"}]}`},
		"with a seal":        {".waybill/journal.json", `{"seal":"1:1.000000001","steps":[{"path":"src/new.sh","new":"a"}]}`},
		"takes back":         {".waybill/undo.json", `{"steps":[{"path":"notes.txt","old":"a","after":"` + digest([]byte("mine\n")) + `"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "notes.txt", "mine\n")
			put(t, dir, c.file, c.journal)
			put(t, dir, ".waybill/.gitignore", "*\n")
			put(t, dir, ".waybill/stage/a", "evil\n")
			run(t, dir, Options{}, "Dockerfile", "new\n")
			same(t, onDisk(t, dir), map[string]string{"notes.txt": "mine\n", "Dockerfile": "new\n"})
		})
	}
}
