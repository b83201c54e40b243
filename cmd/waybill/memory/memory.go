// Package memory decides when a run collects memory. It acts when it is initialised: the other packages compile their tables then, which is
// enough to begin a first collection before main is reached. Its path stands before theirs, and it imports little, so that it comes first.
package memory

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
)

// firstCollection is the size of the heap, in bytes, from which on memory is collected.
const firstCollection = 128 << 20

// init lets the heap grow to firstCollection before anything is collected: most runs end before, and a fifth of their processor time went into
// collecting. From then on the heap is collected as usual. Who sets GOGC or GOMEMLIMIT decides alone.
func init() {
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
