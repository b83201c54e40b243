package write

import (
	"fmt"
	"io/fs"
	"strconv"
	"syscall"
)

// sealOf names a file in a way that nobody can bring along: the number that this file system gave it, and the time at which its entry last
// changed, which no program can set.
func sealOf(info fs.FileInfo) string {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf("%d:%d.%09d", s.Ino, s.Ctim.Sec, s.Ctim.Nsec)
	}
	return strconv.FormatInt(info.ModTime().UnixNano(), 10)
}
