package hostile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

const service = "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":%d\", nil) }\n"

// app is a repository with several programs: its run writes some hundred files.
func app(port int) tree {
	f := tree{"go.mod": "module example.com/ferry\n\ngo 1.25\n"}
	for _, name := range []string{"api", "crew", "dock", "quay", "tide"} {
		f["cmd/"+name+"/main.go"] = fmt.Sprintf(service, port)
	}
	return f
}

// edit is what the user wrote into a generated file.
const edit = "// an edit of the user\n"

// scenario is one way to come to a run that is killed.
type scenario struct {
	name  string
	start func(t *testing.T, dir string) // before the run that is killed
	args  []string
	edits bool // a generated file holds an edit that must stay
}

func scenarios() []scenario {
	generated := func(t *testing.T, dir string) {
		t.Helper()
		app(8080).write(t, dir)
		if o := waybill(t, dir, "generate", "-q", "."); o.code != 0 {
			t.Fatalf("exit %d: %s", o.code, o.stderr)
		}
	}
	edited := func(t *testing.T, dir string) {
		t.Helper()
		generated(t, dir)
		data, err := os.ReadFile(filepath.Join(dir, "Jenkinsfile"))
		if err != nil {
			t.Fatal(err)
		}
		tree{"Jenkinsfile": edit + string(data)}.write(t, dir)
		app(9090).write(t, dir)
	}
	return []scenario{
		{"first run", func(t *testing.T, dir string) { t.Helper(); app(8080).write(t, dir) }, []string{"generate", "-q", "."}, false},
		{"changed sources", func(t *testing.T, dir string) { t.Helper(); generated(t, dir); app(9090).write(t, dir) }, []string{"generate", "-q", "."}, false},
		{"with an edit", edited, []string{"generate", "-q", "."}, true},
		{"merge", edited, []string{"generate", "-q", "--merge", "."}, true},
		{"clean", edited, []string{"generate", "-q", "--clean", "."}, true},
		{"force", generated, []string{"generate", "-q", "--force", "."}, false},
	}
}

// TestKills ends runs by SIGKILL at any moment. The next run finds a whole set, no edit is lost, and nothing of the working folder stays.
func TestKills(t *testing.T) {
	t.Parallel()
	kills(t, count(t, "WAYBILL_KILLS", 12), nil)
}

// slow has strace(1) hold up each system call that changes a folder or waits for the disk, as a disk does that is far too busy.
var slow = []string{
	"strace", "-f", "-o", os.DevNull, "-e", "trace=fsync,renameat,mkdirat,unlinkat,fchmod", "-e", "inject=fsync,renameat,mkdirat,unlinkat,fchmod:delay_enter=5000",
}

// TestKillsOnASlowDisk is TestKills where most of the time goes into writing, so that most kills meet a run that writes.
func TestKillsOnASlowDisk(t *testing.T) {
	t.Parallel()
	if err := exec.CommandContext(t.Context(), slow[0], append(slices.Clone(slow[1:]), binary, "version")...).Run(); err != nil {
		t.Skipf("no strace that may trace here: %v", err)
	}
	kills(t, count(t, "WAYBILL_SLOW", 3), slow)
}

// kills ends n runs of the program, below a command that it is given to.
func kills(t *testing.T, n int, below []string) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(count(t, "WAYBILL_SEED", 1)), 1))
	killed := 0
	all := scenarios()
	span := make([]time.Duration, len(all)) // how long a whole run takes
	for i := 0; killed < n && i < 6*n; i++ {
		at := i % len(all)
		s := all[at]
		dir := t.TempDir()
		s.start(t, dir)
		if span[at] == 0 {
			began := time.Now()
			if killAfter(t, dir, below, maxWait, s.args...) {
				t.Fatalf("%s does not end within %s", s.name, maxWait)
			}
			span[at] = time.Since(began)
			continue
		}
		// most kills in the later half, where files are written
		wait := time.Duration((0.3 + 0.8*random.Float64()) * float64(span[at]))
		if killAfter(t, dir, below, wait, s.args...) {
			killed++
		}
		whole(t, s, dir)
		_ = os.RemoveAll(dir)
		if t.Failed() {
			t.Fatalf("%s: killed after %s (number %d)", s.name, wait, i)
		}
	}
	t.Logf("%d kills", killed)
	if killed < n {
		t.Errorf("only %d of %d runs were killed before their end", killed, n)
	}
}

// killAfter says whether the run was still there to be killed. A run that fails by itself ends the test.
func killAfter(t *testing.T, dir string, below []string, wait time.Duration, args ...string) bool {
	t.Helper()
	words := append(append(slices.Clone(below), binary), args...)
	cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the command above and the program die together
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatalf("%v\n%s", err, stderr.String())
		}
		return false
	case <-time.After(wait):
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // fails when it has just ended
	<-ended                                             //nolint:errcheck // the error is that of the kill
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled()
}

// whole checks a folder after a kill.
func whole(t *testing.T, s scenario, dir string) {
	t.Helper()
	holdsEdit := func() bool {
		data, err := os.ReadFile(filepath.Join(dir, "Jenkinsfile"))
		return err == nil && strings.Contains(string(data), edit)
	}
	if s.edits && !holdsEdit() {
		t.Error("the edit is lost by the kill")
	}
	o := waybill(t, dir, "generate", "-q", ".")
	if o.code != 0 {
		t.Errorf("the next run ends with %d: %s", o.code, o.stderr)
	}
	if s.edits && !holdsEdit() {
		t.Error("the edit is lost by the next run")
	}
	want := 0
	if s.edits {
		want = 3 // the edit itself is told
	}
	if o := waybill(t, dir, "generate", "--check", "."); o.code != want {
		t.Errorf("--check ends with %d, want %d: %s%s", o.code, want, o.stdout, o.stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, ".waybill")); err == nil {
		t.Error(".waybill is still there")
	}
	for name := range read(t, dir, nothing) {
		if strings.HasSuffix(name, ".new") || strings.HasSuffix(name, ".old") {
			t.Errorf("%s is left", name)
		}
	}
}

// TestFullDisk lets runs meet disks that are full at different moments: the old set stays whole, and the error says so.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", dir).Run(); err != nil {
		t.Skip("no file system of a given size can be made here")
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	full := 0
	for i, n := 0, count(t, "WAYBILL_FULL", 6); i < n; i++ {
		kilobytes := 24 + i*600/n
		if err := exec.CommandContext(t.Context(), "mount", "-o", fmt.Sprintf("remount,size=%dk", kilobytes+900), dir).Run(); err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(dir, "app")
		app(8080).write(t, at)
		if o := waybill(t, at, "generate", "-q", "."); o.code != 0 {
			t.Fatalf("%s", o.stderr)
		}
		before := read(t, at, nothing)
		delete(before, "go.mod")
		filler := filepath.Join(dir, "filler")
		if err := os.WriteFile(filler, make([]byte, 1<<20), 0o600); err == nil {
			t.Fatal("the disk is not full")
		}
		free(t, filler, i)
		app(9090).write(t, at) // of the same length
		o := waybill(t, at, "generate", "-q", ".")
		after := read(t, at, nothing)
		delete(after, "go.mod")
		switch o.code {
		case 0:
		case 1:
			full++
			for name := range app(0) {
				delete(before, name)
				delete(after, name)
			}
			if name := before.differs(after); name != "" {
				t.Errorf("%d KiB: %s is not as before", kilobytes, name)
			}
			if !strings.Contains(o.stderr, "nothing was written") && !strings.Contains(o.stderr, "no space left") {
				t.Errorf("%d KiB: the error does not say it: %s", kilobytes, o.stderr)
			}
		default:
			t.Errorf("%d KiB: exit %d: %s", kilobytes, o.code, o.stderr)
		}
		_ = os.RemoveAll(at)
		_ = os.Remove(filler)
	}
	t.Logf("%d runs met a full disk", full)
	if full == 0 {
		t.Error("no run met a full disk: this test shows nothing")
	}
}

// free leaves a few kilobytes on the full disk, more each time.
func free(t *testing.T, filler string, i int) {
	t.Helper()
	info, err := os.Stat(filler)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filler, max(0, info.Size()-int64(i)*8<<10)); err != nil {
		t.Fatal(err)
	}
}
