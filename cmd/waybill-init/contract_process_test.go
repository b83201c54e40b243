package main

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func modes() []string { return []string{"exec", "supervise"} }

// within waits for something that must come by itself.
func within(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(soon); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s within %s", what, soon)
		}
	}
}

func (b *box) exists(name string) bool {
	_, err := os.Lstat(b.at(name))
	return err == nil
}

func TestSignalsReachTheProgram(t *testing.T) {
	t.Parallel()
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		for _, mode := range modes() {
			b := newBox(t, f)
			cmd := b.command(map[string]string{"WB_MODE": mode}, "start", "sh", "-c", `trap "echo got; exit 7" TERM; echo up; while :; do sleep 0.05; done`)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			lines.Scan()
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			got := lines.Scan() && lines.Text() == "got"
			if err := cmd.Wait(); !got || cmd.ProcessState.ExitCode() != 7 {
				t.Errorf("%s: TERM came %v, %v", mode, got, err)
			}
		}
	})
}

// The whole life of the marker: not before the program listens, while it does, not after its end, and not once it is to stop.
func TestReadinessMarker(t *testing.T) {
	t.Parallel()
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		for _, mode := range modes() {
			b := newBox(t, f)
			listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			address := listener.Addr().String()
			_, port, err := net.SplitHostPort(address)
			if err != nil {
				t.Fatal(err)
			}
			listener.Close()
			cmd := b.command(map[string]string{"WB_MODE": mode, "WB_READY": "tcp:" + port}, "start", "sleep", "60")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
			if b.exists("run/started") {
				t.Errorf("%s: ready before anything listens", mode)
			}
			listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			within(t, "the marker", func() bool { return b.exists("run/started") })
			if got := b.run(nil, "probe-ready"); got.code != 0 {
				t.Errorf("%s: not ready although it listens: %s", mode, got.errors)
			}
			b.write("hook", "#!/bin/sh\n: >\"$PWD/deregistered\"\n")
			if got := b.run(map[string]string{"WB_STOP_HOOK": "{box}/hook"}, "prestop"); got.code != 0 || !b.exists("deregistered") {
				t.Errorf("%s: prestop: %d %s", mode, got.code, got.errors)
			}
			if got := b.run(nil, "probe-ready"); got.code != 1 {
				t.Errorf("%s: ready while it stops", mode)
			}
			listener.Close()
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
		}
	})
}

func anyOf(programs ...string) bool {
	return slices.ContainsFunc(programs, func(program string) bool {
		_, err := exec.LookPath(program)
		return err == nil
	})
}

func TestReadinessByHTTP(t *testing.T) {
	t.Parallel()
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		if f.script && !anyOf("curl", "wget") {
			t.Skip("the script asks with curl or wget, and neither is installed")
		}
		var up atomic.Bool
		var asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			if !up.Load() {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}))
		defer server.Close()
		b := newBox(t, f)
		cmd := b.command(map[string]string{"WB_READY": server.URL + "/health", "http_proxy": "http://127.0.0.1:9/"}, "start", "sleep", "60")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		within(t, "two requests", func() bool { return asked.Load() > 1 })
		if b.exists("run/started") {
			t.Error("503 is taken for ready")
		}
		up.Store(true)
		within(t, "the marker", func() bool { return b.exists("run/started") })
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
}

func TestProgramThatDiesOrIsLate(t *testing.T) {
	t.Parallel()
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		b := newBox(t, f)
		if got := b.run(map[string]string{"WB_READY": "file:{box}/never"}, "start", "sh", "-c", "sleep 0.3; exit 9"); got.code != 9 || !strings.Contains(got.errors, "APP_DIED") || b.exists("run/started") {
			t.Errorf("dies: %+v", got)
		}
		b = newBox(t, f)
		if got := b.run(map[string]string{"WB_READY": "file:{box}/never", "WB_READY_TIMEOUT": "1", "WB_READY_ON_TIMEOUT": "kill"}, "start", "sleep", "60"); !strings.Contains(got.errors, "NOT_READY") {
			t.Errorf("late: %+v", got)
		}
	})
}

// Lines of a former start are not this start's.
func TestReadinessByNewLogLines(t *testing.T) {
	t.Parallel()
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		b := newBox(t, f)
		b.write("app.log", "Started orders in 3 s\n")
		cmd := b.command(map[string]string{"WB_READY": "log:{box}/app.log:Started .* in"}, "start", "sh", "-c", `until [ -e go ]; do sleep 0.05; done; echo "Started orders in 4 s" >>app.log; sleep 60`)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
		if b.exists("run/started") {
			t.Error("an old line is believed")
		}
		b.write("go", "")
		within(t, "the marker", func() bool { return b.exists("run/started") })
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		_ = cmd.Wait()
	})
}

func TestHooksAreSourcedInOrder(t *testing.T) {
	t.Parallel()
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		if !f.script {
			t.Skip("hooks are shell files: the static twin has none")
		}
		b := newBox(t, f)
		b.write("hooks/20.sh", "TRAIL=$TRAIL-two\n")
		b.write("hooks/10.sh", "TRAIL=one; export TRAIL\n")
		if got := b.run(map[string]string{"WB_HOOK_DIR": "{box}/hooks"}, "start", "sh", "-c", "printf %s $TRAIL"); got.out != "one-two" {
			t.Errorf("%+v", got)
		}
	})
}

func TestOpenFiles(t *testing.T) {
	t.Parallel()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Max < 4096 {
		t.Skip("the hard limit of this machine is below 4096")
	}
	eachForm(t, func(t *testing.T, f form) {
		t.Helper()
		b := newBox(t, f)
		if got := b.run(map[string]string{"WB_NOFILE": "2048", "WB_NOFILE_MAX": "4096"}, "start", "sh", "-c", "ulimit -Hn"); got.out != "4096\n" {
			t.Errorf("not lowered: %+v", got)
		}
		if got := b.run(map[string]string{"WB_NOFILE_MAX": "999999999", "WB_NOFILE": strconv.FormatUint(limit.Max+1, 10)}, "start", "true"); !strings.Contains(got.errors, "NOFILE_LOW") {
			t.Errorf("no word of a low limit: %+v", got)
		}
	})
}
