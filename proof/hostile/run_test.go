package hostile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The bounds of one run.
const (
	maxCPU    = 10 * time.Second
	maxWait   = 90 * time.Second // by the clock: the machine may be busy
	maxMemory = 512 << 20        // bytes, resident
)

// binary is the program that all tests run.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "waybill-hostile")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "waybill")
	build := exec.Command("go", "build", "-o", binary, "./cmd/waybill")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v\n%s", err, out))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// count is a number of runs that the environment may raise.
func count(t *testing.T, name string, few int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s=%s is no number", name, text)
	}
	return n
}

// outcome is what one run did.
type outcome struct {
	code           int // exit code, -1 when a signal ended it
	stdout, stderr string
	cpu            time.Duration
	memory         int64 // bytes
	late           bool  // it did not end in time
}

// waybill runs the program in a folder.
func waybill(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), maxWait)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	o := outcome{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), late: ctx.Err() != nil}
	o.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		o.memory = usage.Maxrss
		if runtime.GOOS == "linux" {
			o.memory *= 1024 // getrusage(2): in kilobytes
		}
	}
	return o
}

var panicked = regexp.MustCompile(`goroutine \d+ |fatal error: |panic: |SIGSEGV`)

// wrong says what a run did that none may do.
func (o outcome) wrong() string {
	switch {
	case o.late:
		return fmt.Sprintf("did not end within %s", maxWait)
	case panicked.MatchString(o.stderr):
		return "panicked"
	case o.code != 0 && o.code != 2 && o.code != 3 && o.code != 4:
		return fmt.Sprintf("exit code %d", o.code)
	case o.code != 0 && !strings.Contains(o.stderr, "waybill: error: "):
		return "failed without an error"
	case o.cpu > maxCPU:
		return fmt.Sprintf("took %s of CPU", o.cpu)
	case o.memory > maxMemory:
		return fmt.Sprintf("took %d MiB of memory", o.memory>>20)
	case escape.MatchString(o.stderr), escape.MatchString(o.stdout):
		return "printed a control character"
	}
	return ""
}

// escape are bytes that a terminal takes for instructions: control characters but tab and line feed, and marks that turn text around.
var escape = regexp.MustCompile("[\\x00-\\x08\\x0b-\\x1f\\x7f\u0080-\u009f\u202a-\u202e\u2066-\u2069]")

// tree are the files of a folder: path to text, "-> target" for a link.
type tree map[string]string

// read takes a folder in; what leaves says by the slash path.
func read(t *testing.T, dir string, leave func(name string) bool) tree {
	t.Helper()
	out := tree{}
	err := filepath.WalkDir(dir, func(file string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		name = filepath.ToSlash(name)
		if err != nil || name == "." {
			return err
		}
		if leave(name) {
			if e.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		switch {
		case e.Type()&os.ModeSymlink != 0:
			target, err := os.Readlink(file)
			out[name] = "-> " + target
			return err
		case e.Type().IsRegular():
			if info, err := e.Info(); err != nil || info.Size() > maxMemory {
				out[name] = "a huge file" // whose bytes would count as memory of the programs that this one starts
				return err
			}
			data, err := os.ReadFile(file)
			out[name] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func nothing(string) bool { return false }

// write puts the files below a folder.
func (f tree) write(t *testing.T, dir string) {
	t.Helper()
	for name, text := range f {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			continue // a mutation made a file of the folder
		}
		var err error
		if target, link := strings.CutPrefix(text, "-> "); link {
			err = os.Symlink(target, file)
		} else {
			err = os.WriteFile(file, []byte(text), 0o644)
		}
		if err != nil && !os.IsExist(err) && !errors.Is(err, syscall.EISDIR) {
			t.Fatal(err)
		}
	}
}

// differs names a file that is in one tree and not, or otherwise, in another; "" when they are alike.
func (f tree) differs(other tree) string {
	for name, text := range f {
		if is, ok := other[name]; !ok || is != text {
			return name
		}
	}
	for name := range other {
		if _, ok := f[name]; !ok {
			return name
		}
	}
	return ""
}
