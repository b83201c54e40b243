package source

import (
	"io/fs"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Bounded shows only folders and regular files of at most limit bytes of a file system. Anything else, such as a named pipe, is refused by
// name before it is opened: opening a pipe waits for a writer.
func Bounded(fsys fs.FS, limit int64) fs.FS { return boundedFS{fsys, limit} }

type boundedFS struct {
	fs.FS
	limit int64
}

// Open refuses what is neither a folder nor a regular file of at most the limit.
func (b boundedFS) Open(name string) (fs.File, error) {
	info, err := fs.Stat(b.FS, name)
	if err != nil {
		return nil, err
	}
	if err := b.fits(name, info); err != nil {
		return nil, err
	}
	f, err := b.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = b.fits(name, info)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func (b boundedFS) fits(name string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return nil
	case !info.Mode().IsRegular():
		return fault.New(fault.Usage, "%s is not a regular file", name)
	case info.Size() > b.limit:
		return fault.New(fault.Usage, "%s is larger than %d bytes", name, b.limit)
	}
	return nil
}

// Stat asks without opening.
func (b boundedFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(b.FS, name) }

// ReadDir lists one folder, sorted by name.
func (b boundedFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(b.FS, name) }

// ReadLink returns where a link leads to.
func (b boundedFS) ReadLink(name string) (string, error) { return fs.ReadLink(b.FS, name) }

// Lstat asks without following a link.
func (b boundedFS) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(b.FS, name) }

// Sub is a folder of a file system, with the same bounds.
func (b boundedFS) Sub(dir string) (fs.FS, error) {
	sub, err := fs.Sub(b.FS, dir)
	return boundedFS{sub, b.limit}, err
}
