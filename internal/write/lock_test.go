package write

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func readLock(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, LockName))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestLockForm(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := Options{Tool: "v1.0.0", Tree: "sha256:abc", Facts: map[string]string{"": "f0"}}
	run(t, dir, o, "b/Dockerfile", "b\n", "Jenkinsfile", "j\n", "yes: #/Dockerfile", "y\n")
	want := lockHeader + `version: 1
waybill: v1.0.0
tree: sha256:abc
files:
  Jenkinsfile: {sha256: ` + digest([]byte("j\n")) + `, facts: f0, lines: ` + lineDigests([]byte("j\n")) + `}
  b/Dockerfile: {sha256: ` + digest([]byte("b\n")) + `, facts: f0, lines: ` + lineDigests([]byte("b\n")) + `}
  'yes: #/Dockerfile': {sha256: ` + digest([]byte("y\n")) + `, facts: f0, lines: ` + lineDigests([]byte("y\n")) + `}
`
	same(t, readLock(t, dir), want)
	l, problem := parseLock(LockName, []byte(want))
	same(t, problem, "")
	same(t, l.paths(), []string{"Jenkinsfile", "b/Dockerfile", "yes: #/Dockerfile"})
}

func TestLockIsQuietAboutTheTool(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{Tool: "v1.0.0"}, "Dockerfile", "a\n")
	before := readLock(t, dir)
	run(t, dir, Options{Tool: "v1.1.0"}, "Dockerfile", "a\n")
	same(t, readLock(t, dir), before)
}

// TestDamagedLock spoils the lock in all the ways that happen. The edited file must survive each of them,
// the file that was not edited must be brought up to date where a line of the lock still knows it, and the lock must be whole again.
func TestDamagedLock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(lock string) string
		note  string
		want  Status // of the file that nobody edited
	}{
		"deleted":   {func(string) string { return "" }, "", Foreign},
		"truncated": {func(l string) string { return l[:strings.Index(l, "  Jenkinsfile")+20] }, "is damaged", Update},
		"conflict": {func(l string) string {
			return strings.Replace(l, "  Dockerfile", "<<<<<<< ours\n  Dockerfile: {sha256: "+strings.Repeat("0", 64)+"}\n=======\n  Dockerfile", 1) + ">>>>>>> theirs\n"
		}, "merge conflict", Update},
		"newer": {func(l string) string {
			return strings.Replace(l, "version: 1\n", "version: 2\ncolour: blue\n", 1)
		}, "another version", Update},
		"outside":  {func(l string) string { return l + "  ../x: {sha256: " + strings.Repeat("0", 64) + "}\n" }, "never writes", Update},
		"no hex":   {func(l string) string { return l + "  deploy/x: {sha256: zz}\n" }, "never writes", Update},
		"not yaml": {func(string) string { return "\t{[" }, "is damaged", Foreign},
		"binary":   {func(string) string { return "\x00\x01\x02" }, "is damaged", Foreign},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			run(t, dir, Options{}, "Dockerfile", "v1\n", "Jenkinsfile", "v1\n")
			put(t, dir, "Jenkinsfile", "edited\n")
			if spoilt := c.spoil(readLock(t, dir)); spoilt == "" {
				_ = os.Remove(filepath.Join(dir, LockName))
			} else {
				put(t, dir, LockName, spoilt)
			}
			got, notes := run(t, dir, Options{}, "Dockerfile", "v2\n", "Jenkinsfile", "v2\n")
			same(t, got["Dockerfile"], c.want)
			same(t, onDisk(t, dir)["Jenkinsfile"], "edited\n")
			if c.note != "" && (len(notes) != 1 || !strings.Contains(notes[0], c.note)) {
				t.Errorf("notes: %q, want %q", notes, c.note)
			}
			if data, err := os.ReadFile(filepath.Join(dir, LockName)); err == nil {
				if _, problem := parseLock(LockName, data); problem != "" {
					t.Errorf("the lock %s after the repair", problem)
				}
			}
		})
	}
}

func TestLyingLockRemovesNoSource(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"main.go", "src/main/java/com/example/deploy/Plan.java", "deploy/main.go", "docker/Dockerfile", "docker/Jenkinsfile", "deploy/compose.yaml",
		"deploy/kubernetes/operator.go", "tools/deploy/init.py", "deploy/chart/main.go", "vars/other.groovy", "a/deploy/kubernetes",
	} {
		dir := t.TempDir()
		put(t, dir, name, "mine\n")
		put(t, dir, "waybill.lock", "version: 1\nwaybill: x\ntree: x\nfiles:\n  "+name+": {sha256: "+digest([]byte("mine\n"))+"}\n")
		run(t, dir, Options{}, "Dockerfile", "v1\n")
		same(t, onDisk(t, dir), map[string]string{name: "mine\n", "Dockerfile": "v1\n"})
	}
}

func TestMissingLockIsSaid(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run(t, dir, Options{}, "Dockerfile", "v1\n")
	before := readLock(t, dir)
	_ = os.Remove(filepath.Join(dir, LockName))
	_, notes := run(t, dir, Options{}, "Dockerfile", "v1\n")
	same(t, notes, []string{"waybill.lock is missing: 1 files that are as generate would write them are taken up again"})
	same(t, readLock(t, dir), before)
}

func FuzzParseLock(f *testing.F) {
	f.Add([]byte("version: 1\nwaybill: x\ntree: x\nfiles:\n  Dockerfile: {sha256: 00}\n"))
	f.Add([]byte("<<<<<<< a\n  a: {sha256: b}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, problem := parseLock(LockName, data)
		for _, name := range l.paths() {
			if !filepath.IsLocal(name) {
				t.Errorf("took the path %q", name)
			}
		}
		if problem != "" {
			return
		}
		text, err := l.bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, problem := parseLock(LockName, text); problem != "" {
			t.Errorf("what it prints %s: %q", problem, text)
		}
	})
}

// TestLockKeepsTheDigestsOfPOMs: they go into the lock, come back out of it, and no order of a map shows.
func TestLockKeepsTheDigestsOfPOMs(t *testing.T) {
	t.Parallel()
	want := map[string]string{"org.acme:base:7": digest([]byte("a")), "org.acme:apex:1": digest([]byte("b"))}
	data, err := newLock(Options{Tool: "x", Tree: "y", POMs: want}).bytes()
	if err != nil {
		t.Fatal(err)
	}
	if got := POMs(data); !maps.Equal(got, want) {
		t.Errorf("got %v of\n%s", got, data)
	}
	if at := bytes.Index(data, []byte("apex")); at < 0 || at > bytes.Index(data, []byte("base")) {
		t.Errorf("not sorted:\n%s", data)
	}
	if got := POMs([]byte("version: 1\npoms: [")); got != nil {
		t.Errorf("a damaged lock says %v", got)
	}
}

// TestTheLockIsReadOnce: a repository asks about the Dockerfile of each of its units.
func TestTheLockIsReadOnce(t *testing.T) {
	t.Parallel()
	reads := 0
	written := Written(func(name string) ([]byte, error) {
		if name != LockName {
			t.Errorf("reads %s", name)
		}
		reads++
		return []byte("version: 1\nwaybill: v1.0.0\ntree: sha256:abc\nfiles:\n  a/Dockerfile: {sha256: " + strings.Repeat("0", 64) + "}\n"), nil
	})
	if reads != 0 || !written("a/Dockerfile") || written("b/Dockerfile") || written("Dockerfile") || reads != 1 {
		t.Errorf("%d reads", reads)
	}
	if Written(func(string) ([]byte, error) { return nil, fs.ErrNotExist })("a/Dockerfile") {
		t.Error("without a lock nothing was written")
	}
}
