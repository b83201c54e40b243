package source

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/storage"

	"github.com/waybill-dev/waybill/internal/fault"
)

// maxObject bounds a commit, a tag or a tree, in bytes: a folder of some hundred thousand entries. Files have their own limit.
const maxObject = 64 << 20

// bounds refuses objects by the size that they are stored with, before they are unpacked.
type bounds struct{ storage.Storer }

// EncodedObject asks for the size first.
func (b bounds) EncodedObject(t plumbing.ObjectType, hash plumbing.Hash) (plumbing.EncodedObject, error) {
	size, err := b.EncodedObjectSize(hash)
	if err != nil {
		return nil, err
	}
	if size > maxObject && t != plumbing.BlobObject {
		return nil, fault.Wrap(fault.Usage, errTooLarge, "the object %s has more than %d bytes", hash, maxObject)
	}
	whole, large, err := b.chained(hash, size)
	if err != nil || large {
		return nil, cmp.Or(err, errTooLarge)
	}
	if whole != nil && (t == plumbing.AnyObject || t == whole.Type()) {
		return whole, nil
	}
	return b.Storer.EncodedObject(t, hash)
}

// Deflate makes a thousandth of a text at best, so that a loose object below this size is no bomb.
const smallLoose = maxObject / 1032

// maxHeader is the longest head of a loose object: its type, its size in decimal digits, and a zero byte.
const maxHeader = 32

// looseObject reads an object outside of the packs and closes its file: go-git leaves the file open when it asks for the size alone.
func looseObject(f billy.File) (billy.File, error) {
	data, err := io.ReadAll(io.LimitReader(f, maxGitFile))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(data) > smallLoose {
		if err := honest(data); err != nil {
			return nil, fmt.Errorf("%s %w", f.Name(), err)
		}
	}
	return heldFile{io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data))), f.Name()}, nil
}

// honest refuses a loose object that unpacks to more than its head says: go-git believes the head.
func honest(object []byte) error {
	z, err := zlib.NewReader(bytes.NewReader(object))
	if err != nil {
		return err
	}
	defer z.Close()
	head := make([]byte, maxHeader)
	n, err := io.ReadFull(z, head)
	if err != nil && err != io.ErrUnexpectedEOF { //nolint:errorlint // io.ReadFull returns it as it is
		return err
	}
	kind, rest, _ := bytes.Cut(head[:n], []byte(" "))
	digits, body, found := bytes.Cut(rest, []byte{0})
	size, err := strconv.ParseInt(string(digits), 10, 64)
	switch {
	case !found || err != nil || size < 0:
		return errors.New("is no object")
	case size > maxObject && string(kind) == "blob":
		return nil // nothing reads it
	case size > maxObject:
		return fmt.Errorf("is larger than %d bytes", maxObject)
	}
	unpacked, err := io.Copy(io.Discard, io.LimitReader(z, size+1))
	if err != nil {
		return err
	}
	if unpacked+int64(len(body)) > size {
		return errors.New("unpacks to more than it says")
	}
	return nil
}
