package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"

	"github.com/waybill-dev/waybill/internal/fault"
)

// tracks says whether git tracks a file, or something below a folder. What it tracks it does not ignore, whatever a .gitignore says
// (gitignore(5)): all of a commit, and of a folder what the index of its repository names. The index is read when it is first asked for.
func (t *Tree) tracks(name string, isDir bool) bool {
	if _, commit := t.fsys.(*gitFS); commit {
		return true
	}
	if t.index == nil {
		return false
	}
	names := t.index()
	if !isDir {
		_, found := slices.BinarySearch(names, name)
		return found
	}
	at := sort.SearchStrings(names, name+"/")
	return at < len(names) && strings.HasPrefix(names[at], name+"/")
}

// readIndex returns the files that git tracks in a folder, sorted; none where there is no repository or nothing was ever added to it.
func readIndex(dir string, limits Limits) ([]string, error) {
	at, err := gitFolder(dir)
	if err != nil {
		return nil, nil // as good a source as one with git
	}
	f, err := newRegularFiles(osfs.New(at)).Open("index")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxGitFile))
	if err != nil {
		return nil, err
	}
	return indexNames(data, limits.Files)
}

// Numbers of the index (gitformat-index(5)), in bytes but for the bits.
const (
	indexHeader   = 12
	entryHeader   = 62 // of an entry, up to the flags with them
	entryMode     = 24 // where the mode stands
	entryExtended = 0x4000
	modeFolder    = 0o040000
	indexHash     = 20
	maxIndexName  = 4096 // PATH_MAX of Linux: git checks out nothing longer
)

var errIndex = fault.New(fault.Usage, "it is no index that git writes")

// indexNames reads the names of an index of version 2 to 4, in their order. go-git's decoder keeps whole entries, and the names of version 4,
// each of which repeats the start of the one before, can grow with every entry without an end; here all are bounded.
func indexNames(data []byte, most int) ([]string, error) {
	if len(data) < indexHeader+indexHash || string(data[:4]) != "DIRC" {
		return nil, errIndex
	}
	version, count := binary.BigEndian.Uint32(data[4:]), binary.BigEndian.Uint32(data[8:])
	if version < 2 || version > 4 || int64(count) > int64(most) {
		return nil, errIndex
	}
	var names []string
	held, rest, last := 0, data[indexHeader:len(data)-indexHash], ""
	for range count {
		name, size, ok := indexEntry(rest, last, version)
		if held += len(name); !ok || held > maxGitFile || name < last || !safePath(name) {
			return nil, errIndex
		}
		if name != last { // the sides of a conflict bear one name
			names = append(names, name)
		}
		rest, last = rest[size:], name
	}
	return names, optional(rest)
}

// indexEntry returns the name of the first entry, and how many bytes the entry takes.
func indexEntry(rest []byte, last string, version uint32) (name string, size int, ok bool) {
	if len(rest) < entryHeader+2 {
		return "", 0, false
	}
	if binary.BigEndian.Uint32(rest[entryMode:])&0o170000 == modeFolder {
		return "", 0, false // a sparse index names folders instead of their files
	}
	at := entryHeader
	if version > 2 && binary.BigEndian.Uint16(rest[entryHeader-2:])&entryExtended != 0 {
		at += 2
	}
	kept := ""
	if version == 4 {
		drop, n := indexNumber(rest[at:])
		if n == 0 || drop > len(last) {
			return "", 0, false
		}
		kept, at = last[:len(last)-drop], at+n
	}
	end := bytes.IndexByte(rest[at:], 0)
	if end < 0 || len(kept)+end > maxIndexName {
		return "", 0, false
	}
	if size = at + end + 1; version < 4 {
		size = (size + 7) &^ 7 // filled up with zeros
	}
	return kept + string(rest[at:at+end]), size, size <= len(rest)
}

// indexNumber reads a number in git's form of variable width (that of OFS_DELTA, gitformat-pack(5)), and how many bytes it takes; 0 for none.
func indexNumber(data []byte) (number, size int) {
	for i, b := range data[:min(len(data), 4)] {
		number = number<<7 | int(b&0x7f)
		if b&0x80 == 0 {
			return number, i + 1
		}
		number++
	}
	return 0, 0
}

// optional looks through the extensions behind the entries. One whose name begins with no capital letter changes what the entries mean, such as
// the "link" of a split index, most of whose entries are in another file.
func optional(rest []byte) error {
	for len(rest) >= 8 {
		size := binary.BigEndian.Uint32(rest[4:])
		if rest[0] < 'A' || rest[0] > 'Z' || int64(size) > int64(len(rest)-8) {
			return errIndex
		}
		rest = rest[8+int(size):]
	}
	return nil
}

func safePath(name string) bool {
	return !slices.ContainsFunc(strings.Split(name, "/"), func(e string) bool { return !safeName(e) })
}
