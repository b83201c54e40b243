package write

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"

	"github.com/waybill-dev/waybill/internal/fault"
)

// recover mends what a killed run left. With a journal the run had been decided: it is finished, or taken back when it
// had failed before it was killed. Without one, nothing had been replaced yet: what it staged is dropped.
func (d *Destination) recover() error {
	if j, found, err := d.journal(undoName); err != nil || found {
		return errors.Join(err, d.abandon(j, nil))
	}
	j, found, err := d.journal(journalName)
	if err != nil {
		return err
	}
	if !found {
		if !d.exists(State) {
			return nil
		}
		return d.clean() // a run that was killed at its begin or its end leaves the folder without a stage
	}
	for _, s := range j.Steps {
		if err := d.redo(s); err != nil {
			return fault.Wrap(fault.Internal, err, "cannot finish the interrupted run at %s", s.Path)
		}
	}
	if len(j.Steps) > 0 {
		d.notes = append(d.notes, "an earlier run was interrupted: finished it")
	}
	return d.clean()
}

// journal reads a journal. One that waybill did not write in this very folder, which the repository may have brought along, counts as
// empty: nothing it says is done.
func (d *Destination) journal(name string) (j journal, found bool, err error) {
	data, found, err := d.read(name)
	if err != nil || !found {
		return j, found, err
	}
	if err := json.Unmarshal(data, &j); err != nil || !j.sound() || j.Seal == "" || j.Seal != d.seal() {
		d.notes = append(d.notes, name+" was not written by waybill in this folder: it was dropped")
		return journal{}, true, nil //nolint:nilerr // said in the notes
	}
	return j, true, nil
}

// sound says whether this program can have written the journal. A path into .git is the one thing that a repository
// cannot bring along by itself, and hooks there would run: clear refuses it for every write.
func (j journal) sound() bool {
	staged := func(name string) bool { return name == "" || name == path.Base(name) && name != ".." }
	for _, s := range j.Steps {
		if !fs.ValidPath(s.Path) || throughGit(s.Path) || !staged(s.New) || !staged(s.Old) {
			return false
		}
	}
	return true
}

// redo does a step that may have been done already. A file that changed in between is the user's and stays.
func (d *Destination) redo(s step) error {
	if s.New != "" && !d.exists(path.Join(stageName, s.New)) {
		return nil
	}
	now, exists, err := d.read(s.Path)
	if err != nil {
		return err
	}
	if exists && s.Before == "" || exists && digest(now) != s.Before {
		if s.New != "" {
			d.notes = append(d.notes, s.Path+" was changed after the interrupted run: kept")
		}
		return nil
	}
	if s.New != "" {
		if _, err := d.makeFolders(path.Dir(s.Path)); err != nil {
			return err
		}
	}
	return d.do(s)
}

// clean removes the working files, and their folder when nothing else is in it.
func (d *Destination) clean() error {
	if err := d.before("clean"); err != nil {
		return err
	}
	err := errors.Join(ignoreMissing(d.root.Remove(journalName)), ignoreMissing(d.root.Remove(undoName)), d.root.RemoveAll(stageName))
	if err != nil {
		return fault.Wrap(fault.Internal, err, "cannot remove waybill's working files")
	}
	f, err := d.root.Open(State)
	if err != nil {
		return ignoreMissing(err)
	}
	names, err := f.Readdirnames(2)
	f.Close()
	if errors.Is(err, io.EOF) {
		return ignoreMissing(d.root.Remove(State)) // empty
	}
	if err != nil || len(names) > 1 || names[0] != path.Base(ignoreName) {
		return nil //nolint:nilerr // the folder is in use, or cannot be listed: it may stay
	}
	return errors.Join(d.root.Remove(ignoreName), d.root.Remove(State))
}
