// Package write brings rendered files to disk: all files of a run or none, never over an edit of the user, never outside
// the destination. What it wrote it records in waybill.lock, and knows a file as its own only by that record.
package write

import (
	"bytes"
	"cmp"
	"context"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/templates"
)

// Status says what a run does with one file.
type Status string

// The statuses.
const (
	Create    Status = "create"
	Update    Status = "update"    // ours and not edited since: replaced
	Unchanged Status = "unchanged" // already as it should be
	Edited    Status = "edited"    // ours, and the user changed it since: kept
	Merged    Status = "merged"    // ours and edited: the changes of both sides are in it
	Conflict  Status = "conflict"  // ours and edited: both sides changed the same lines, which stand between marks
	Foreign   Status = "foreign"   // waybill never wrote it: not touched
	Kept      Status = "kept"      // listed under keep: in the settings
	Own       Status = "own"       // written once, and its user's since the first change
	Remove    Status = "remove"    // ours, not edited, and no longer generated
	Left      Status = "left"      // no longer generated, but edited: the user's from now on
)

// Change is the decision about one file.
type Change struct {
	Path     string `json:"path"` // slash path relative to the destination
	Status   Status `json:"status"`
	Artefact string `json:"artefact,omitempty"`
	Unit     string `json:"unit,omitempty"`

	From string `json:"from,omitempty"` // where waybill wrote the file that was moved here

	mode     fs.FileMode
	old, new []byte  // old is nil when there is no file
	rendered []byte  // what waybill makes of the plan: new, unless that is merged with an edit
	known    []entry // what the lock says of the file
	lostMode bool    // a script that cannot be run
}

// Writes says whether applying the change touches the disk.
func (c Change) Writes() bool {
	switch c.Status {
	case Create, Update, Remove, Merged, Conflict:
		return true
	}
	return false
}

// Differs says whether the file is not what the plan asks for, which is what --check reports.
func (c Change) Differs() bool { return c.Writes() || c.Status == Edited || c.Status == Foreign }

// Why says in brackets what is not to be seen in the text of a file; empty for most.
func (c Change) Why() string {
	switch {
	case c.Status == Update && c.lostMode:
		return " (cannot be run: its x bit is lost)"
	case c.Status == Update && c.mode&0o100 != 0 && bytes.Contains(c.old, []byte("\r\n")):
		return " (cannot be run: its lines end in CR LF)"
	case c.From != "":
		return " (moved from " + c.From + ")"
	}
	return ""
}

// Texts returns the file as it stands and as waybill would write it, for messages.
func (c Change) Texts() (standing, rendered []byte) { return c.old, c.rendered }

// Unresolved says whether the file holds the marks of a conflict.
func (c Change) Unresolved() bool { return conflicted(c.old) }

// Options says what a run knows beyond its files.
type Options struct {
	Tool    string            // waybill's version
	Tree    string            // digest of the image tree
	POMs    map[string]string // digests of the POMs of repository managers, as in the lock
	Facts   map[string]string // digest of the facts behind a unit, by its path; "" for the repository
	Keep    []string          // files that the user has taken over: paths, folders or patterns of path.Match
	Partial bool              // only some artefacts or units were rendered: what is missing is not stale
	Force   bool              // take edited and foreign files over
	Merge   bool              // bring edits and what is generated now together
	Clean   bool              // nothing is generated any more: the record goes as well
	Folder  string            // folder of the lock below the destination: "" or the folder of an ephemeral run
}

// Changes is what a run would do: the decision for each file, and the lock that records it.
type Changes struct {
	Files []Change // sorted by path
	Notes []string // what was met on the way: a damaged lock, a killed run
	lock  Change
	dest  *Destination

	lockDrift bool // the lock is damaged, or does not know a file
}

// Compare decides about each file of a run. It writes nothing.
func (d *Destination) Compare(files []templates.File, o Options) (*Changes, error) {
	old, notes, err := d.readLock(o.Folder)
	if err != nil {
		return nil, err
	}
	cs := &Changes{Notes: append(slices.Clone(d.notes), notes...), dest: d}
	next := newLock(o)
	if o.Partial {
		next.retain(old)
	}
	d.prove(&old, files)
	for _, f := range files {
		c, err := d.decide(f, old, o)
		if err != nil {
			return nil, err
		}
		cs.Files = append(cs.Files, c)
		next.record(c, old, o.Facts[f.Unit])
	}
	if !o.Partial {
		if err := cs.stale(old, o.Keep); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(cs.Files, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	if err := cs.setLock(next, old, o.Folder); err != nil {
		return nil, err
	}
	if o.Clean && cs.lock.old != nil {
		cs.lock.Status = Remove
	}
	return cs, nil
}

// decide compares one file with what stands in its place.
func (d *Destination) decide(f templates.File, old lock, o Options) (Change, error) {
	c := Change{Path: f.Path, Artefact: f.Artefact, Unit: f.Unit, mode: f.Mode, new: f.Data, rendered: f.Data, known: old.files[f.Path]}
	if kept(f.Path, o.Keep) {
		c.Status = Kept
		return c, nil
	}
	data, exists, err := d.read(f.Path)
	if err != nil {
		return c, err
	}
	c.old = data
	c.lostMode = exists && d.lostMode(f)
	switch {
	case exists && len(c.known) == 0:
		c.From = d.moved(f.Path, data, old)
		c.known = old.files[c.From]
	case exists && !slices.Contains(old.digests(f.Path), digest(data)):
		if from := d.swapped(f.Path, data, old); from != "" {
			c.From, c.known = from, old.files[from]
		}
	}
	ours := slices.ContainsFunc(c.known, func(e entry) bool { return e.SHA256 == digest(data) })
	if ours && !old.believed(f.Path, data, signed(f.Data)) {
		ours, c.known = false, nil
	}
	switch {
	case !exists:
		c.Status = Create
	case digest(data) == digest(f.Data):
		c.Status = Unchanged
		if c.lostMode || brokenScript(f, data) {
			c.Status = Update
		}
	case ours:
		c.Status = Update
	case f.Once:
		c.Status = Own // whatever --force says: what runs in production is no mistake of an edit
	case o.Force:
		c.Status = Update
	case len(c.known) == 0:
		c.Status = Foreign
	default:
		c.Status = Edited
		if o.Merge {
			c.merge()
		}
	}
	return c, nil
}

// merge brings the user's edit and what is generated now together. What was generated last is what the lock knows; when that is what is
// generated now, the file has all of it.
func (c *Change) merge() {
	if conflicted(c.old) || len(c.known) != 1 || c.known[0].SHA256 == digest(c.rendered) {
		return
	}
	base, _ := splitDigests(c.known[0].Lines)
	m := merge(base, c.old, c.rendered)
	c.new, c.Status = m.data, Merged
	if m.conflicts > 0 {
		c.Status = Conflict
	}
}

// lostMode says whether a script is there but may not be run: an archive or a checkout on Windows lost that.
func (d *Destination) lostMode(f templates.File) bool {
	return runtime.GOOS != "windows" && f.Mode&0o100 != 0 && d.modeOf(f.Path)&0o100 == 0
}

// brokenScript says whether a script has line ends that the kernel takes for a part of the interpreter's name.
func brokenScript(f templates.File, data []byte) bool {
	return f.Mode&0o100 != 0 && bytes.Contains(data, []byte("\r\n"))
}

// moved finds the place that a file was moved from: waybill wrote a file of that name there, which is gone, and these are its bytes, or
// at least half of its lines.
func (d *Destination) moved(name string, data []byte, old lock) string {
	is := digest(data)
	var near []string
	for _, p := range old.paths() {
		if path.Base(p) != path.Base(name) || !old.generated(p) || d.exists(p) {
			continue
		}
		if slices.Contains(old.digests(p), is) {
			return p
		}
		if base, _ := splitDigests(old.files[p][0].Lines); len(base) > 0 && 2*len(common(base, digests(lines(data)))) >= len(base) {
			near = append(near, p)
		}
	}
	if len(near) == 1 {
		return near[0]
	}
	return ""
}

// swapped finds the place that a file was moved from while another took that place: these are the bytes that waybill wrote there, and what
// stands there now is something else. Of a copy the other one still stands where it did: whoever copies a file means that.
func (d *Destination) swapped(name string, data []byte, old lock) string {
	is := digest(data)
	for _, p := range old.paths() {
		if p == name || path.Base(p) != path.Base(name) || !old.generated(p) || !slices.Contains(old.digests(p), is) {
			continue
		}
		if there, exists, err := d.read(p); err == nil && exists && !slices.Contains(old.digests(p), digest(there)) {
			return p
		}
	}
	return ""
}

// stale finds files of earlier runs that nothing generates any more.
func (cs *Changes) stale(old lock, keep []string) error {
	for _, name := range old.paths() {
		if slices.ContainsFunc(cs.Files, func(c Change) bool { return c.Path == name }) || kept(name, keep) || !old.generated(name) {
			continue
		}
		data, exists, err := cs.dest.read(name)
		switch {
		case err != nil:
			return err
		case !exists:
			continue
		}
		c := Change{Path: name, Status: Left, old: data}
		if slices.Contains(old.digests(name), digest(data)) {
			c.Status = Remove
			if !old.believed(name, data, false) {
				c.Status = Foreign
			}
		}
		cs.Files = append(cs.Files, c)
	}
	return nil
}

// kept says whether a setting gives the file to the user.
func kept(name string, keep []string) bool {
	return slices.ContainsFunc(keep, func(k string) bool {
		k = path.Clean(k)
		match, err := path.Match(k, name)
		return err == nil && match || strings.HasPrefix(name, k+"/")
	})
}

// Unused lists the entries of keep that fit no file of the run: they keep nothing.
func (cs *Changes) Unused(keep []string) []string {
	return slices.DeleteFunc(slices.Clone(keep), func(k string) bool {
		return slices.ContainsFunc(cs.Files, func(c Change) bool { return kept(c.Path, []string{k}) })
	})
}

// Pending says whether applying would touch the disk.
func (cs *Changes) Pending() bool {
	return cs.lock.Writes() || slices.ContainsFunc(cs.Files, Change.Writes)
}

// Plainly writes files with no record of them, replacing what stands there: all or none, by the same rules on links.
func Plainly(ctx context.Context, dir string, files []templates.File) error {
	d, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	defer d.Close()
	cs := &Changes{dest: d, lock: Change{Status: Unchanged}}
	for _, f := range files {
		c, err := d.decide(f, lock{}, Options{Force: true})
		if err != nil {
			return err
		}
		cs.Files = append(cs.Files, c)
	}
	return cs.Apply(ctx)
}
