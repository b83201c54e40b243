// Command sweeper frees lockers that were forgotten.
package main

import (
	"context"
	"log"
	"os/signal"
	"syscall"
	"time"

	"example.com/lockers/internal/lockers"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ticker := time.NewTicker(10 * time.Second)
	defer ticker.Stop()
	for {
		log.Print("free: ", lockers.Free())
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
