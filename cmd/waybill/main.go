// Command waybill turns a source repository into what it needs to run on Kubernetes.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	_ "github.com/waybill-dev/waybill/cmd/waybill/memory" // its initialisation is its use
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	a := &app{stdin: os.Stdin, terminal: terminal{stdout: os.Stdout, stderr: os.Stderr}}
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
