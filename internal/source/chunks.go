package source

import (
	"errors"
	"io"
	"os"

	"github.com/go-git/go-billy/v5"
)

// chunkSize is how much a growing file takes at a time, in bytes. A slice that grows would be copied, and need twice the memory.
const chunkSize = 1 << 20

// chunks is a file in memory that is written once, from its begin to its end.
type chunks struct {
	list [][]byte
	size int64
}

// Write appends.
func (c *chunks) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if c.size%chunkSize == 0 {
			c.list = append(c.list, make([]byte, 0, chunkSize))
		}
		last := &c.list[len(c.list)-1]
		n := min(len(rest), chunkSize-len(*last))
		*last = append(*last, rest[:n]...)
		c.size += int64(n)
		rest = rest[n:]
	}
	return len(p), nil
}

// ReadAt implements io.ReaderAt.
func (c *chunks) ReadAt(p []byte, at int64) (n int, err error) {
	if at < 0 {
		return 0, errors.New("a place before the begin")
	}
	for n < len(p) && at < c.size {
		copied := copy(p[n:], c.list[at/chunkSize][at%chunkSize:])
		n, at = n+copied, at+int64(copied)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// open is the file for a reader of its own.
func (c *chunks) open(name string) billy.File {
	return heldFile{io.NewSectionReader(c, 0, c.size), name}
}

// heldFile is a file in memory for go-git, which reads and never writes it.
type heldFile struct {
	*io.SectionReader
	name string
}

// again is the same file from its start, for another reader.
func (h heldFile) again() heldFile {
	return heldFile{io.NewSectionReader(h.SectionReader, 0, h.Size()), h.name}
}

func (h heldFile) Name() string              { return h.name }
func (h heldFile) Close() error              { return nil }
func (h heldFile) Lock() error               { return nil }
func (h heldFile) Unlock() error             { return nil }
func (h heldFile) Truncate(int64) error      { return os.ErrPermission }
func (h heldFile) Write([]byte) (int, error) { return 0, os.ErrPermission }

// packFS is a file system in memory with one file that is held in chunks; of that the file system itself knows the name alone.
type packFS struct {
	billy.Filesystem
	name string
	pack *chunks
}

// Open opens the pack, or a file of the file system.
func (p packFS) Open(name string) (billy.File, error) {
	if name == p.name {
		return p.pack.open(name), nil
	}
	return p.Filesystem.Open(name)
}
