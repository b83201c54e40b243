// Command waybill turns a source repository into what it needs to run on Kubernetes.
package main

import (
	"context"
	"math"
	"os"
	"os/signal"
	"runtime"
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

// firstCollection is the size of the heap, in bytes, from which on memory is collected.
const firstCollection = 128 << 20

// collectLess lets the heap grow to firstCollection before anything is collected: most runs end before, and a fifth of their processor time went
// into collecting. From then on the heap is collected as usual. Who sets GOGC or GOMEMLIMIT decides alone.
func collectLess() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	usual := debug.SetGCPercent(-1)
	debug.SetMemoryLimit(firstCollection)
	sentinel := new([16]byte) // the first collection takes it
	runtime.AddCleanup(sentinel, func(percent int) {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(math.MaxInt64)
	}, usual)
}
