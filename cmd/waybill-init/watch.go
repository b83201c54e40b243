package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// In exec mode the program replaces this process, so that somebody else has to watch it: this program again, started twice over,
// so that the watcher is no child of the program and leaves it no zombie.
const (
	watchVerb    = "-watch"
	seenVariable = "WB_LOG_SEEN" // handed from the start to the watcher
)

// alive returns the start time of a process (field 22 of /proc/PID/stat); a zombie is dead.
func (s *settings) alive(pid int) (since string, ok bool) {
	data, err := os.ReadFile(filepath.Join(s.proc, strconv.Itoa(pid), "stat"))
	if err != nil {
		return "", false
	}
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	if len(fields) < 20 || fields[0] == "Z" || fields[0] == "X" {
		return "", false
	}
	return fields[19], true
}

func (s *settings) lives(pid int, since string) bool {
	born, ok := s.alive(pid)
	return ok && born == since
}

// startWatcher starts the watcher of this process, which is about to become the program.
func (s *settings) startWatcher() error {
	pid := os.Getpid()
	since, ok := s.alive(pid)
	if !ok {
		return nil
	}
	return spawn(true, watchVerb, "2", strconv.Itoa(pid), since)
}

// spawn starts this program again, without the program's input and output.
func spawn(wait bool, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	//nolint:gosec // G702: it starts itself
	p, err := os.StartProcess(self, append([]string{"waybill-init"}, args...), &os.ProcAttr{Files: []*os.File{null, null, os.Stderr}})
	if err == nil && wait {
		_, err = p.Wait()
	}
	return err
}

// watchProcess is the watcher: the first process starts the second and leaves.
func watchProcess(s *settings, args []string) error {
	if len(args) != 3 {
		return fail(exitUsage, "USAGE", "%s is for this program itself", watchVerb)
	}
	if args[0] == "2" {
		return spawn(false, watchVerb, "1", args[1], args[2])
	}
	pid, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	ready, err := s.readiness()
	if err == nil && ready != nil {
		s.watch(pid, args[2], ready)
	}
	return err
}

// watch writes the marker once the program is ready, and leaves with the program.
func (s *settings) watch(pid int, since string, ready check) {
	interval := time.Duration(s.number("WB_READY_INTERVAL", 0.5) * float64(time.Second))
	limit := s.number("WB_READY_TIMEOUT", 300)
	late := time.Now().Add(time.Duration(limit * float64(time.Second)))
	for told := false; !ready(); time.Sleep(interval) {
		if !s.lives(pid, since) {
			say("ERROR", "APP_DIED", "the program ended before it was ready (%s): see its log", os.Getenv("WB_READY"))
			return
		}
		if told || time.Now().Before(late) {
			continue
		}
		told = true
		say("ERROR", "NOT_READY", "not ready in %v s (%s): see its log, or raise WB_READY_TIMEOUT", limit, os.Getenv("WB_READY"))
		if os.Getenv("WB_READY_ON_TIMEOUT") == "kill" {
			_ = syscall.Kill(pid, syscall.SIGTERM) // it may have ended by now
		}
	}
	if _, err := os.Stat(filepath.Join(s.runDir, "stopping")); err != nil && s.lives(pid, since) {
		// In one step: a probe must not find the marker empty.
		tmp := filepath.Join(s.runDir, ".started")
		err := os.WriteFile(tmp, []byte(strconv.Itoa(pid)+" "+since+"\n"), 0o664)
		if err == nil {
			err = os.Rename(tmp, filepath.Join(s.runDir, "started"))
		}
		if err != nil {
			say("ERROR", "RUN_DIR", "cannot write the readiness marker: %v", err)
		}
	}
}

// probe believes the marker when its process lives and is the one that wrote it: numbers come again.
func probe(s *settings) error {
	unready := &failure{code: 1}
	if _, err := os.Stat(filepath.Join(s.runDir, "stopping")); err == nil {
		return unready
	}
	data, err := os.ReadFile(filepath.Join(s.runDir, "started"))
	if err != nil {
		return unready
	}
	number, since, _ := strings.Cut(strings.TrimSpace(string(data)), " ")
	if pid, err := strconv.Atoi(number); err != nil || !s.lives(pid, since) {
		return unready
	}
	return nil
}
