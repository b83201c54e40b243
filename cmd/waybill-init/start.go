package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// start prepares everything and becomes the program.
func start(s *settings, args []string) error {
	if len(args) == 0 {
		return fail(exitUsage, "USAGE", "start needs a command")
	}
	// Process 1 has no default handlers: without this, TERM during set-up would be lost.
	early := make(chan os.Signal, 1)
	signal.Notify(early, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		if n, ok := (<-early).(syscall.Signal); ok {
			os.Exit(128 + int(n))
		}
	}()
	app := os.Getenv("APP_NAME")
	if !safe(app) {
		return fail(exitEnv, "APP_NAME", "APP_NAME must be one plain word of at most 63 characters")
	}
	for _, step := range []func() error{s.prepareRunDir, s.environment, s.configure, func() error { return s.openLogs(app) }, s.limitFiles, s.home} {
		if err := step(); err != nil {
			return err
		}
	}
	args, err := s.command(args)
	if err != nil {
		return err
	}
	ready, err := s.readiness()
	if err != nil {
		return err
	}
	program, err := find(args[0])
	if err != nil {
		return err
	}
	if os.Getenv("WB_MODE") == "supervise" {
		signal.Stop(early)
		return supervise(s, program, args, ready)
	}
	if ready != nil {
		if err := s.startWatcher(); err != nil {
			return err
		}
	}
	if os.Getpid() == 1 && s.get("WB_SUBREAPER", "auto") == "auto" {
		for _, reaper := range []string{"/sbin/tini", "/usr/bin/tini", "/usr/bin/dumb-init"} {
			if info, err := os.Stat(reaper); err == nil && info.Mode()&0o111 != 0 {
				program, args = reaper, append([]string{reaper, "--"}, args...)
				break
			}
		}
	}
	return syscall.Exec(program, args, os.Environ()) //nolint:gosec // to run the given command is the job
}

// command adds what the program has to be told in its arguments: its environment, and the JVM its heap.
func (s *settings) command(args []string) ([]string, error) {
	if word := os.Getenv("WB_ARGUMENT"); word != "" && s.env != "" {
		if strings.Contains(word, "{file}") {
			first, _, _ := strings.Cut(os.Getenv("WB_CONFIG_FILES"), ":")
			file, err := s.findConfig(first)
			if err != nil {
				return nil, err
			}
			word = strings.ReplaceAll(word, "{file}", file)
		}
		args = append(args, strings.ReplaceAll(word, "{env}", s.spelling))
	}
	switch where := os.Getenv("WB_JVM"); where {
	case "":
	case "argv":
		if filepath.Base(args[0]) != "java" {
			break // docker run IMAGE sh is not a JVM
		}
		words, err := s.javaWords(args)
		if err != nil {
			return nil, err
		}
		args = slices.Concat(args[:1], words, args[1:])
	default:
		os.Setenv(where, strings.Join(strings.Fields(os.Getenv(where)+" "+s.jvmFlags()+" "+userHome(args)), " "))
	}
	return args, nil
}

// home gives a program whose HOME nobody can write to a folder that it can: a user without an entry in /etc/passwd has none, and on a
// read-only root that of an entry is of no use. Node, the JDK and browsers put caches and settings there.
func (s *settings) home() error {
	if mask, err := strconv.ParseUint(os.Getenv("WB_UMASK"), 8, 16); err == nil {
		syscall.Umask(int(mask))
	}
	if home := os.Getenv("HOME"); home != "" && home != "/" && writes(home) {
		return nil
	}
	home := filepath.Join(s.runDir, "home")
	makeFolder(home)
	return os.Setenv("HOME", home)
}

// writes says whether a folder is there, or can be made, and takes a file.
func writes(dir string) bool {
	makeFolder(dir)
	file := filepath.Join(dir, ".wb"+strconv.Itoa(os.Getpid()))
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return false
	}
	return os.Remove(file) == nil
}

// limitFiles brings the limit of open files between WB_NOFILE and WB_NOFILE_MAX: with a billion, programs that close all of them
// hang. The runtime of Go has raised the soft limit before main, so that what it was is not known: it is set.
func (s *settings) limitFiles() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return nil //nolint:nilerr // without a limit there is nothing to set
	}
	want, most := uint64(s.number("WB_NOFILE", 65536)), uint64(s.number("WB_NOFILE_MAX", 1048576))
	limit.Max = min(limit.Max, most)
	if limit.Max < want {
		say("WARN", "NOFILE_LOW", "only %d open files, %d are wanted: raise the limit of the container runtime", limit.Max, want)
	}
	limit.Cur = min(want, limit.Max)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		say("WARN", "NOFILE_LOW", "cannot set the limit of open files: %v", err)
	}
	return nil
}

// find looks the program up, with the codes that a shell gives.
func find(name string) (string, error) {
	p, err := exec.LookPath(name)
	switch {
	case err == nil:
		return p, nil
	case !strings.Contains(name, "/"):
		return "", fail(127, "APP_NOT_FOUND", "%s is not in PATH (%s)", name, os.Getenv("PATH"))
	case errors.Is(err, fs.ErrNotExist):
		return "", fail(127, "APP_NOT_FOUND", "%s does not exist in this image", name)
	}
	return "", fail(126, "APP_NOT_EXECUTABLE", "%s: chmod +x it when the image is built", name)
}

// prestop takes the pod out of service, runs the stop hook and waits for the drain.
func prestop(s *settings) error {
	if err := os.WriteFile(filepath.Join(s.runDir, "stopping"), nil, 0o664); err != nil {
		return fail(exitLink, "RUN_DIR", "cannot write %s as %s: mount an emptyDir", s.runDir, whoami())
	}
	os.Remove(filepath.Join(s.runDir, "started"))
	if hook := os.Getenv("WB_STOP_HOOK"); hook != "" {
		run := command(hook)
		if info, err := os.Stat(hook); err == nil && info.Mode()&0o111 != 0 {
			run.Path, run.Args, run.Err = hook, []string{hook}, nil
		}
		run.Stdout, run.Stderr = os.Stderr, os.Stderr
		if err := run.Run(); err != nil {
			say("WARN", "STOP_HOOK", "it ended with %v: %s", err, hook)
		}
	}
	time.Sleep(time.Duration(s.number("WB_DRAIN_SECONDS", 0) * float64(time.Second)))
	return nil
}
