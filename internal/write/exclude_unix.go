//go:build unix

package write

import (
	"context"
	"os"
	"syscall"
	"time"

	"github.com/waybill-dev/waybill/internal/fault"
)

// patience is how long a run waits for another one in the same folder.
const patience = 20 * time.Second

// exclude holds other runs off. The lock is on the folder itself: it leaves no file behind, and the system drops it
// when its owner ends in whatever way, so that there is no stale owner to find out about.
func exclude(ctx context.Context, dir string) (unlock func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cannot open the folder %s", dir)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if err != syscall.EWOULDBLOCK && err != syscall.EINTR {
			// some network file systems know no locks: a lone run must still work there
			return func() { f.Close() }, nil
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fault.New(fault.Internal, "another waybill is writing to %s", dir).WithHint("wait for it to end, then run this again")
		case <-time.After(50 * time.Millisecond):
		}
	}
}
