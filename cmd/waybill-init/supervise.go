package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// supervise stays the program's parent: it hands signals on, and as process 1 it reaps orphans.
func supervise(s *settings, program string, args []string, ready check) error {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGUSR1, syscall.SIGUSR2)
	//nolint:gosec // G702: to run the given command is the job
	child, err := os.StartProcess(program, args, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		return fail(126, "APP_NOT_EXECUTABLE", "%v", err)
	}
	go func() {
		for n := range signals {
			_ = child.Signal(n)
		}
	}()
	if since, ok := s.alive(child.Pid); ok && ready != nil {
		go s.watch(child.Pid, since, ready)
	}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return err
		case pid != child.Pid: // an orphan
		case status.Signaled():
			os.Exit(128 + int(status.Signal()))
		default:
			os.Exit(status.ExitStatus())
		}
	}
}
