package write

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
)

// State is the folder of waybill's own working files below the destination. Detection never looks into it.
const State = ".waybill"

// maxExisting bounds what is read of a file that stands where a generated one goes, in bytes.
const maxExisting = 16 << 20

// Destination is the folder that a run writes to. Everything goes through an os.Root: the operating system
// refuses links that lead outside, also when a folder is swapped for a link while the run is under way.
type Destination struct {
	root   *os.Root // nil when the folder does not exist and nothing is to be written
	name   string   // as the user wrote it
	made   bool     // Open made the folder
	unlock func()
	notes  []string

	step func(what string) error // nil but in tests: called before each step on disk
}

// Open prepares a folder for writing: it is made when it is missing, other runs wait, and what a killed run left is finished.
func Open(ctx context.Context, dir string) (*Destination, error) {
	_, err := os.Stat(dir)
	d := &Destination{name: dir, made: errors.Is(err, fs.ErrNotExist)}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cannot make the folder %s", dir)
	}
	if d.root, err = os.OpenRoot(dir); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cannot open the folder %s", dir)
	}
	if d.unlock, err = exclude(ctx, dir); err != nil {
		d.Close()
		return nil, err
	}
	if err := d.recover(); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// Look opens a folder for --diff and --check: nothing is written, not even what a killed run left is mended.
func Look(dir string) (*Destination, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return &Destination{name: dir}, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cannot open the folder %s", dir)
	}
	d := &Destination{root: root, name: dir}
	if _, exists, err := d.read(journalName); err == nil && exists {
		d.notes = append(d.notes, "an earlier run was interrupted: the next generate finishes it")
	}
	return d, nil
}

// Close lets other runs in. A folder that Open made and that stayed empty is removed.
func (d *Destination) Close() {
	if d.unlock != nil {
		d.unlock()
	}
	if d.root != nil {
		d.root.Close()
	}
	if d.made {
		_ = os.Remove(d.name) // fails when the folder holds something, which is what is wanted
	}
}

// read returns the regular file at a path. Anything else in its place, or a link on the way to it, is refused by name.
func (d *Destination) read(name string) (data []byte, exists bool, err error) {
	if d.root == nil {
		return nil, false, nil
	}
	exists, err = d.clear(name)
	if err != nil || !exists {
		return nil, false, err
	}
	f, err := d.root.Open(name)
	if err != nil {
		return nil, false, fault.Wrap(fault.Internal, err, "cannot read %s", name)
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, maxExisting))
	if err != nil {
		return nil, false, fault.Wrap(fault.Internal, err, "cannot read %s", name)
	}
	if data == nil {
		data = []byte{}
	}
	return data, true, nil
}

// clear checks the way to a path: folders, and at its end a regular file or nothing.
func (d *Destination) clear(name string) (exists bool, err error) {
	if !fs.ValidPath(name) || name == "." || throughGit(name) {
		return false, fault.New(fault.Usage, "%q is not a path inside the destination", name)
	}
	parts := strings.Split(name, "/")
	for i := range parts {
		at := path.Join(parts[:i+1]...)
		info, err := d.root.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return false, nil
		case err != nil:
			return false, fault.Wrap(fault.Internal, err, "cannot look at %s", at)
		case info.Mode()&fs.ModeSymlink != 0:
			return false, fault.New(fault.Usage, "%s is a symbolic link: waybill writes through none", at).
				WithHint("remove the link, or write elsewhere with --out")
		case i < len(parts)-1 && !info.IsDir():
			return false, fault.New(fault.Usage, "%s is not a folder, but %s goes there", at, name)
		case i == len(parts)-1 && !info.Mode().IsRegular():
			return false, fault.New(fault.Usage, "%s is not a regular file, but one goes there", at)
		}
	}
	return true, nil
}

// throughGit says whether a path leads into git's own folder, on file systems that fold case too.
func throughGit(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool { return strings.EqualFold(part, ".git") })
}

// before lets a test stop the run at a step.
func (d *Destination) before(what string) error {
	if d.step == nil {
		return nil
	}
	return d.step(what)
}
