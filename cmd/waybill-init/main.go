// Command waybill-init is the container init for images without a shell: the contract of templates/init/init.sh.tmpl
// as a static program. It is held to the same table of behaviours (contract_test.go).
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

// version is the release of the contract; the script prints the same.
const version = "1"

// Exit codes of the contract (sysexits.h where one fits).
const (
	exitUsage  = 64
	exitConfig = 66
	exitLink   = 73
	exitLogs   = 74
	exitEnv    = 78
)

// failure ends a start: exit code, keyword and a text that says what to do.
type failure struct {
	code    int
	keyword string
	text    string
}

func (f *failure) Error() string { return f.text }

func fail(code int, keyword, format string, args ...any) error {
	return &failure{code, keyword, fmt.Sprintf(format, args...)}
}

// say writes one line to standard error: standard output is the program's.
func say(level, keyword, format string, args ...any) {
	fmt.Fprintf(os.Stderr, "waybill-init: %s %s: %s\n", level, keyword, fmt.Sprintf(format, args...))
}

// The first thread has to be the one that becomes the program: while another one does, the kernel shows the process as a zombie,
// and the watcher would take it for dead.
func init() { runtime.LockOSThread() }

func main() {
	s := readSettings()
	err := run(s, os.Args[1:])
	if err == nil {
		return
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{1, "USAGE", err.Error()}
	}
	if f.keyword != "" {
		say("ERROR", f.keyword, "%s", f.text)
		s.terminationLog(f)
	}
	os.Exit(f.code)
}

func run(s *settings, args []string) error {
	verb := ""
	if len(args) > 0 {
		verb, args = args[0], args[1:]
	}
	switch verb {
	case "start":
		return start(s, args)
	case "probe-start", "probe-ready":
		return probe(s)
	case "prestop":
		return prestop(s)
	case "config":
		if err := s.environment(); err != nil {
			return err
		}
		return s.configure()
	case "jvm-flags":
		flags := s.jvmFlags()
		if flags != "" {
			fmt.Println(flags)
		}
		return nil
	case "version":
		fmt.Println(version)
		return nil
	case watchVerb: // the second and third process of a start in exec mode
		return watchProcess(s, args)
	}
	return fail(exitUsage, "USAGE", "use start CMD..., probe-start, probe-ready, prestop, config, jvm-flags or version")
}

// terminationLog repeats a failure where `kubectl describe pod` shows it. The file is the kubelet's: it is never made here.
func (s *settings) terminationLog(f *failure) {
	file, err := os.OpenFile(s.get("WB_TERMINATION_LOG", "/dev/termination-log"), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return
	}
	defer file.Close()
	fmt.Fprintf(file, "waybill-init: ERROR %s: %s\n", f.keyword, f.text)
}

// whoami names the user for texts that ask for permissions.
func whoami() string {
	return "uid " + strconv.Itoa(os.Getuid()) + " gid " + strconv.Itoa(os.Getgid())
}
