// Command waybill turns a source repository into what it needs to run on Kubernetes.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	collectLess()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	a := &app{stdin: os.Stdin, terminal: terminal{stdout: os.Stdout, stderr: os.Stderr}}
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// collectLess lets the heap grow to five times what is in use before it is collected, up to a bound: most runs end before they would need it,
// and a sixth of their processor time went into collecting. Who sets GOGC or GOMEMLIMIT decides alone.
func collectLess() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(300 << 20)
}
