package source

import (
	"errors"
	"fmt"
	"io"
	"path"
)

// Head returns at most the first n bytes of a file. It keeps nothing, so a detector can look at the first lines of every file of a large repository.
func (t *Tree) Head(file string, n int) ([]byte, error) {
	file = path.Clean(file)
	t.mu.Lock()
	c, ok := t.cache[file]
	t.mu.Unlock()
	if ok && c.err == nil {
		return c.data[:min(n, len(c.data))], nil
	}
	f, _, err := t.openRegular(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, n)
	read, err := io.ReadFull(f, data)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return data[:read], nil
}
