package source

import (
	"io/fs"
	"path"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Bounded shows only folders and regular files of at most limit bytes of a file system. Anything else, such as a named pipe, is refused by
// name before it is opened: opening a pipe waits for a writer.
func Bounded(fsys fs.FS, limit int64) fs.FS { return boundedFS{fsys, ".", limit} }

type boundedFS struct {
	fsys  fs.FS
	dir   string // that is shown; fs.Sub would open a file to ask what it is
	limit int64
}

// Open refuses what is neither a folder nor a regular file of at most the limit.
func (b boundedFS) Open(name string) (fs.File, error) {
	info, err := b.Stat(name)
	if err != nil {
		return nil, err
	}
	if err := b.fits(name, info); err != nil {
		return nil, err
	}
	f, err := b.fsys.Open(path.Join(b.dir, name))
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
func (b boundedFS) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	return fs.Stat(b.fsys, path.Join(b.dir, name))
}

// Lstat asks without following a link.
func (b boundedFS) Lstat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrInvalid}
	}
	return fs.Lstat(b.fsys, path.Join(b.dir, name))
}

// ReadDir lists one folder, sorted by name.
func (b boundedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	return fs.ReadDir(b.fsys, path.Join(b.dir, name))
}

// ReadLink returns where a link leads to.
func (b boundedFS) ReadLink(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return fs.ReadLink(b.fsys, path.Join(b.dir, name))
}

// Sub is a folder of a file system, with the same bounds.
func (b boundedFS) Sub(dir string) (fs.FS, error) {
	if !fs.ValidPath(dir) {
		return nil, &fs.PathError{Op: "sub", Path: dir, Err: fs.ErrInvalid}
	}
	return boundedFS{b.fsys, path.Join(b.dir, dir), b.limit}, nil
}
