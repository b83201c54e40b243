package write

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
)

const (
	stageName   = State + "/stage"
	journalName = State + "/journal.json"
	undoName    = State + "/undo.json" // a journal whose run failed: its steps are to be taken back
	ignoreName  = State + "/.gitignore"
)

// journal lists the steps of a run. Once it is on disk the run counts as decided: whoever finds it finishes it.
type journal struct {
	Seal  string `json:"seal"` // of this working folder: a journal that came with the repository has another one
	Steps []step `json:"steps"`
}

// step replaces, makes or removes one file. New and Old name the staged bytes.
type step struct {
	Path   string `json:"path"`
	New    string `json:"new,omitempty"`    // "" to remove
	Old    string `json:"old,omitempty"`    // "" when there was nothing
	Before string `json:"before,omitempty"` // digest of what stood there
	After  string `json:"after,omitempty"`  // digest of the new bytes
}

// Apply writes the changes: all of them, or none when it returns an error. Killed at any moment, it leaves the old files
// or a journal from which the next Open makes the new ones.
func (cs *Changes) Apply(ctx context.Context) error {
	if !cs.Pending() {
		return nil
	}
	d := cs.dest
	j, made, err := cs.stage()
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = d.commit(j)
	}
	if err != nil {
		err = errors.Join(err, d.abandon(j, made))
		return fault.Wrap(fault.Internal, err, "nothing was written to %s", d.name)
	}
	return d.clean()
}

// stage puts all bytes on disk beside their places, so that a full disk shows before anything is replaced.
func (cs *Changes) stage() (j journal, made []string, err error) {
	d := cs.dest
	if err := d.makeState(); err != nil {
		return j, nil, err
	}
	for i, c := range append(slices.Clone(cs.Files), cs.lock) {
		if !c.Writes() {
			continue
		}
		s := step{Path: c.Path}
		if c.Status != Remove {
			dirs, err := d.makeFolders(path.Dir(c.Path))
			made = append(made, dirs...)
			if err != nil {
				return j, made, err
			}
			s.New, s.After = fmt.Sprintf("%04d.new", i), digest(c.new)
			if err := d.put(path.Join(stageName, s.New), c.new, c.mode); err != nil {
				return j, made, err
			}
		}
		if c.old != nil {
			s.Old, s.Before = fmt.Sprintf("%04d.old", i), digest(c.old)
			if err := d.put(path.Join(stageName, s.Old), c.old, d.modeOf(c.Path)); err != nil {
				return j, made, err
			}
		}
		j.Steps = append(j.Steps, s)
	}
	return j, made, d.sync(stageName)
}

// commit writes the journal and does what it says.
func (d *Destination) commit(j journal) error {
	j.Seal = d.seal()
	data, err := json.Marshal(j)
	if err != nil {
		return err
	}
	if err := d.put(stageName+"/journal", data, 0o644); err != nil {
		return err
	}
	if err := d.before("journal"); err != nil {
		return err
	}
	if err := d.root.Rename(stageName+"/journal", journalName); err != nil {
		return err
	}
	if err := d.sync(State); err != nil {
		return err
	}
	folders := map[string]bool{}
	for _, s := range j.Steps {
		if err := d.do(s); err != nil {
			return err
		}
		folders[path.Dir(s.Path)] = true
	}
	for f := range folders {
		_ = d.sync(f) // the folder may be gone with its last file; the renames themselves have succeeded
	}
	return nil
}

func (d *Destination) do(s step) error {
	if _, err := d.clear(s.Path); err != nil {
		return err
	}
	if err := d.before(s.Path); err != nil {
		return err
	}
	if s.New == "" {
		if err := d.root.Remove(s.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		d.prune(path.Dir(s.Path))
		return nil
	}
	return d.root.Rename(path.Join(stageName, s.New), s.Path)
}

// abandon brings back what the steps so far replaced, and removes what was made.
func (d *Destination) abandon(j journal, made []string) error {
	failed := ignoreMissing(d.root.Rename(journalName, undoName))
	for _, s := range slices.Backward(j.Steps) {
		if s.New != "" && d.exists(path.Join(stageName, s.New)) {
			continue // this step was not done
		}
		if s.Old != "" && !d.exists(path.Join(stageName, s.Old)) {
			continue // taken back already
		}
		now, exists, err := d.read(s.Path)
		switch {
		case err != nil:
			failed = errors.Join(failed, err)
		case exists && digest(now) != s.After: // changed since by somebody else, who may also have brought the journal along
			d.notes = append(d.notes, s.Path+" is not as the failed run left it: kept")
		case s.Old == "":
			failed = errors.Join(failed, ignoreMissing(d.root.Remove(s.Path)))
		default:
			_, err := d.makeFolders(path.Dir(s.Path))
			failed = errors.Join(failed, err, d.root.Rename(path.Join(stageName, s.Old), s.Path))
		}
	}
	if failed != nil {
		return failed // the stage stays: it holds the only copy
	}
	failed = d.clean()
	for _, dir := range slices.Backward(made) {
		_ = d.root.Remove(dir) // fails when something else was put there, which is then kept
	}
	return failed
}

// put writes a file and waits until it is on disk.
func (d *Destination) put(name string, data []byte, mode fs.FileMode) error {
	if err := d.before("stage " + name); err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
}

// makeState makes the working folder, which git does not see.
func (d *Destination) makeState() error {
	if _, err := d.clear(stageName + "/x"); err != nil {
		return err
	}
	if err := d.root.MkdirAll(stageName, 0o755); err != nil {
		return err
	}
	if ignored, _, err := d.read(ignoreName); err != nil || bytes.Equal(ignored, []byte("*\n")) {
		return err
	}
	return d.put(ignoreName, []byte("*\n"), 0o644)
}

// makeFolders makes the folders of a path and returns those that were missing.
func (d *Destination) makeFolders(dir string) (made []string, err error) {
	if dir == "." {
		return nil, nil
	}
	parts := strings.Split(dir, "/")
	for i := range parts {
		at := path.Join(parts[:i+1]...)
		err := d.root.Mkdir(at, 0o755)
		switch {
		case err == nil:
			made = append(made, at)
		case !errors.Is(err, fs.ErrExist):
			return made, err
		}
	}
	return made, nil
}

// prune removes folders that a removal left empty.
func (d *Destination) prune(dir string) {
	for ; dir != "."; dir = path.Dir(dir) {
		if d.root.Remove(dir) != nil {
			return
		}
	}
}

// seal is that of the working folder, by the file in it that a run never replaces; "" when there is none.
func (d *Destination) seal() string {
	info, err := d.root.Lstat(ignoreName)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return sealOf(info)
}

func (d *Destination) exists(name string) bool {
	_, err := d.root.Lstat(name)
	return err == nil
}

func (d *Destination) modeOf(name string) fs.FileMode {
	info, err := d.root.Lstat(name)
	if err != nil {
		return 0o644
	}
	return info.Mode().Perm()
}

func (d *Destination) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
