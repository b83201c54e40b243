package write

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// LockName is the record of what waybill wrote, beside the repository's other files.
const LockName = "waybill.lock"

// lockVersion is the form of the lock that this program writes.
const lockVersion = 1

const lockHeader = "# written by waybill generate; commit it: with it waybill tells its own files from your edits\n"

// lockFile is the form on disk: one line a file, so that two branches merge, sorted.
type lockFile struct {
	Version int    `yaml:"version"`
	Waybill string `yaml:"waybill"`
	Tree    string `yaml:"tree"`
	// POMs are the digests of those that a repository manager gave, SHA-256 in hex by "group:artifact:version".
	POMs  map[string]string `yaml:"poms,omitempty"`
	Files map[string]entry  `yaml:"files"`
}

// entry is one file: the digest of its bytes and of the facts behind them, both SHA-256 in hex, and those of its lines (see lineDigests).
type entry struct {
	SHA256 string `yaml:"sha256"`
	Facts  string `yaml:"facts,omitempty"`
	Lines  string `yaml:"lines,omitempty"`
}

// lock holds several entries a path only when a merge conflict left two.
type lock struct {
	tool, tree string
	poms       map[string]string
	files      map[string][]entry
	units      map[string]bool // folders of units whose files are listed; see generated
	proven     map[string]bool // folders of units of which a signed file stands; see prove
	anybody    bool            // no template of this run signs what it makes; see prove
}

func newLock(o Options) lock {
	return lock{tool: o.Tool, tree: o.Tree, poms: maps.Clone(o.POMs), files: map[string][]entry{}}
}

// POMs reads what a lock says of the POMs of repository managers: SHA-256 in hex by "group:artifact:version". A damaged lock says nothing.
func POMs(data []byte) map[string]string {
	l, problem := parseLock(LockName, data)
	if problem != "" {
		return nil
	}
	return l.poms
}

// Written returns the question whether waybill wrote a file, as the lock of a repository knows it. The lock is read once.
func Written(read func(name string) ([]byte, error)) func(file string) bool {
	files := sync.OnceValue(func() map[string][]entry {
		data, err := read(LockName)
		if err != nil {
			return nil
		}
		l, _ := parseLock(LockName, data)
		return l.files
	})
	return func(file string) bool { return len(files()[file]) > 0 }
}

func (l lock) paths() []string { return slices.Sorted(maps.Keys(l.files)) }

func (l lock) digests(name string) []string {
	var ds []string
	for _, e := range l.files[name] {
		ds = append(ds, e.SHA256)
	}
	return ds
}

// retain carries the entries of another lock over.
func (l lock) retain(old lock) {
	maps.Copy(l.files, old.files)
}

// record notes a change: what will stand there as ours. An edited file keeps its old entry, so that it stays known as edited;
// so does an unchanged one, whose facts may have moved to another line without a meaning for it.
func (l lock) record(c Change, old lock, facts string) {
	now := entry{digest(c.rendered), facts, lineDigests(c.rendered)}
	for _, e := range old.files[c.Path] {
		if e.SHA256 == now.SHA256 {
			now.Facts = e.Facts
		}
	}
	switch c.Status {
	case Create, Update, Unchanged, Merged, Conflict:
		l.files[c.Path] = []entry{now}
	case Edited:
		l.files[c.Path] = c.known
	case Own:
		if len(c.known) > 0 {
			l.files[c.Path] = c.known
		}
	default:
		delete(l.files, c.Path)
	}
}

// digest ignores how lines end: a checkout on Windows is no edit.
func digest(data []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(sum[:])
}

// readLock returns what earlier runs wrote. A lock that cannot be trusted as a whole gives the lines that can be, with a note:
// a file is taken as ours only when its digest is among them, so the worst is that a file of ours is taken for the user's.
func (d *Destination) readLock(folder string) (lock, []string, error) {
	name := path.Join(folder, LockName)
	data, exists, err := d.read(name)
	if err != nil || !exists {
		return lock{files: map[string][]entry{}}, nil, err
	}
	l, problem := parseLock(name, data)
	if problem != "" {
		return l, []string{fmt.Sprintf("%s %s: %d of its entries are used, and generate writes it anew", name, problem, len(l.files))}, nil
	}
	return l, nil, nil
}

// parseLock reads a lock; problem says what is wrong with it, "" when nothing is.
func parseLock(name string, data []byte) (l lock, problem string) {
	defer func() { l.units = unitFolders(l.files) }()
	var f lockFile
	err := strictyaml.Decode(name, data, &f)
	if err == nil && f.Version == lockVersion {
		l = lock{tool: f.Waybill, tree: f.Tree, poms: f.POMs, files: map[string][]entry{}}
		for file, e := range f.Files {
			if !valid(file, e) {
				return salvage(data), "holds an entry that waybill never writes"
			}
			l.files[file] = []entry{e}
		}
		return l, ""
	}
	switch l = salvage(data); {
	case conflicted(data):
		return l, "holds the marks of a merge conflict"
	case f.Version > lockVersion || bytes.Contains(data, []byte("\nversion: ")) && !bytes.Contains(data, []byte("\nversion: 1\n")):
		return l, "was written by another version of waybill"
	}
	return l, "is damaged"
}

// salvage takes every line that is one whole entry.
func salvage(data []byte) lock {
	l := lock{files: map[string][]entry{}}
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "  ") {
			continue
		}
		var one map[string]entry
		if yaml.Unmarshal([]byte(line), &one) != nil {
			continue
		}
		for file, e := range one {
			if valid(file, e) {
				l.files[file] = append(l.files[file], e)
			}
		}
	}
	return l
}

// valid refuses what waybill never writes: a path outside the repository, a digest of another form.
func valid(file string, e entry) bool {
	raw, err := hex.DecodeString(e.SHA256)
	_, whole := splitDigests(e.Lines)
	return err == nil && whole && len(raw) == sha256.Size && filepath.IsLocal(file) && path.Clean(file) == file && file != "." && !strings.Contains(file, "\\")
}

// bytes prints the lock.
func (l lock) bytes() ([]byte, error) {
	files := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range l.paths() {
		var value yaml.Node
		if err := value.Encode(l.files[name][0]); err != nil {
			return nil, err
		}
		value.Style = yaml.FlowStyle
		files.Content = append(files.Content, text(name), &value)
	}
	doc := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{
		text("version"),
		{Kind: yaml.ScalarNode, Value: strconv.Itoa(lockVersion)},
		text("waybill"), text(l.tool), text("tree"), text(l.tree),
	}}
	if len(l.poms) > 0 {
		var poms yaml.Node
		if err := poms.Encode(l.poms); err != nil { // sorted by key
			return nil, err
		}
		doc.Content = append(doc.Content, text("poms"), &poms)
	}
	doc.Content = append(doc.Content, text("files"), files)
	var b bytes.Buffer
	b.WriteString(lockHeader)
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	err := enc.Encode(doc)
	return b.Bytes(), err
}

func text(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

// setLock decides about the lock itself: written when an entry, the tree or its own form changed.
// A mere change of the tool's version is no reason.
func (cs *Changes) setLock(next, old lock, folder string) error {
	name := path.Join(folder, LockName)
	data, exists, err := cs.dest.read(name)
	if err != nil {
		return err
	}
	now, problem := parseLock(name, data)
	if exists && problem == "" && now.tree == next.tree && maps.Equal(now.poms, next.poms) && maps.EqualFunc(now.files, next.files, slices.Equal) {
		next.tool = now.tool
	}
	text, err := next.bytes()
	if err != nil {
		return err
	}
	cs.lock = Change{Path: name, Status: Update, mode: 0o644, old: data, new: text}
	cs.lockDrift = problem != "" || slices.ContainsFunc(next.paths(), func(name string) bool { return now.files[name] == nil })
	switch {
	case !exists && len(next.files) == 0, exists && bytes.Equal(data, text):
		cs.lock.Status = Unchanged
	case !exists:
		cs.lock.Status = Create
		cs.adopted(old)
	}
	return nil
}

// adopted says that files were taken up again although their record was gone.
func (cs *Changes) adopted(old lock) {
	n := 0
	for _, c := range cs.Files {
		if c.Status == Unchanged && len(old.files) == 0 {
			n++
		}
	}
	if n > 0 {
		cs.Notes = append(cs.Notes, fmt.Sprintf("%s is missing: %d files that are as generate would write them are taken up again", cs.lock.Path, n))
	}
}
