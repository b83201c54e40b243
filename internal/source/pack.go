package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/go-git/go-billy/v5/memfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/storage"
	"github.com/go-git/go-git/v5/storage/filesystem"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Bounds of what a server sends, in bytes. A small pack can hold very large objects.
const (
	maxServed   = 100 << 20 // of one object; the servers that people use refuse larger files (docs.github.com, "About large files on GitHub")
	maxUnpacked = 2 << 30   // of all objects: unpacking more takes minutes
	maxCache    = 32 << 20  // of objects that are kept unpacked
)

// unpack takes a pack into memory, within the bounds. Its objects stay packed until they are read.
func unpack(pack io.Reader) (storage.Storer, error) {
	held := &chunks{}
	if _, err := io.Copy(held, pack); err != nil {
		return nil, err
	}
	if err := weigh(held.open("pack")); err != nil {
		return nil, err
	}
	return index(held)
}

// index makes a store of the objects of a pack.
func index(pack *chunks) (storage.Storer, error) {
	var w idxfile.Writer
	parser, err := packfile.NewParser(packfile.NewScanner(pack.open("pack")), &w)
	if err != nil {
		return nil, err
	}
	sum, err := parser.Parse()
	if err != nil {
		return nil, err
	}
	offsets, err := w.Index()
	if err != nil {
		return nil, err
	}
	fsys, name := memfs.New(), "objects/pack/pack-"+sum.String()
	for file, write := range map[string]func(io.Writer) error{
		name + ".pack": func(io.Writer) error { return nil }, // for the list of the folder
		name + ".idx":  func(w io.Writer) error { _, err := idxfile.NewEncoder(w).Encode(offsets); return err },
	} {
		f, err := fsys.Create(file)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(write(f), f.Close()); err != nil {
			return nil, err
		}
	}
	return filesystem.NewStorage(packFS{fsys, name + ".pack", pack}, cache.NewObjectLRU(maxCache)), nil
}

// weigh refuses a pack by the sizes that the heads of its objects name, and its deltas by what they make; go-git unpacks no more than those.
func weigh(pack io.Reader) error {
	scanner := packfile.NewScanner(pack)
	_, count, err := scanner.Header()
	if err != nil {
		return err
	}
	var total int64
	for range count {
		head, err := scanner.NextObjectHeader()
		if err != nil {
			return err
		}
		size := head.Length
		if total += size; size > maxServed || total > maxUnpacked {
			return tooLarge()
		}
		first := &beginning{}
		if _, _, err := scanner.NextObject(first); err != nil {
			return err
		}
		if !head.Type.IsDelta() {
			continue
		}
		if size = first.makes(); size > maxServed || total+size > maxUnpacked {
			return tooLarge()
		}
		total += size
	}
	return nil
}

func tooLarge() error {
	return fault.New(fault.Usage, "the repository unpacks to more than %d bytes, or holds a file of more than %d", maxUnpacked, maxServed).
		WithHint("clone it and give the folder")
}

// beginning keeps the first bytes that are written to it: a delta begins with two sizes, that of its base and that of what it makes
// (gitformat-pack(5), "Deltified representation").
type beginning struct{ bytes.Buffer }

func (b *beginning) Write(p []byte) (int, error) {
	if room := 2*binary.MaxVarintLen64 - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// makes is the size of what a delta makes; more than any limit when it cannot be read.
func (b *beginning) makes() int64 {
	if _, err := binary.ReadUvarint(&b.Buffer); err != nil {
		return maxUnpacked + 1
	}
	size, err := binary.ReadUvarint(&b.Buffer)
	if err != nil || size > maxUnpacked {
		return maxUnpacked + 1
	}
	return int64(size)
}

// maxChain is more links than git makes from a delta to its base (git-pack-objects(1), --depth: 50 by default, 4095 at most).
const maxChain = 5000

// chained says whether an object of this size is made from others that are too large to be unpacked. An object that is stored whole comes
// back as well, because it has been read to learn that: a folder of ten thousand folders is ten thousand such objects.
func (b bounds) chained(hash plumbing.Hash, size int64) (whole plumbing.EncodedObject, large bool, err error) {
	deltas, ok := b.Storer.(interface {
		DeltaObject(plumbing.ObjectType, plumbing.Hash) (plumbing.EncodedObject, error)
	})
	if !ok {
		return nil, false, nil
	}
	for link := range maxChain {
		if link > 0 {
			size, err = b.EncodedObjectSize(hash)
		}
		if err != nil || size > maxServed {
			return nil, size > maxServed, err
		}
		object, err := deltas.DeltaObject(plumbing.AnyObject, hash)
		if err != nil {
			return nil, false, err
		}
		delta, ok := object.(plumbing.DeltaObject)
		if !ok && link == 0 {
			return object, false, nil
		}
		if !ok {
			return nil, false, nil
		}
		hash = delta.BaseHash()
	}
	return nil, true, nil
}
