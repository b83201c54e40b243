package source

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/waybill-dev/waybill/internal/fault"
)

// packed is an object of a pack: its head says another size than its text has when claims is not 0.
func packed(kind plumbing.ObjectType, base []byte, text io.Reader, size, claims int64) []byte {
	if claims == 0 {
		claims = size
	}
	var b bytes.Buffer
	first, rest := byte(kind)<<4|byte(claims&15), claims>>4
	for rest > 0 {
		b.WriteByte(first | 0x80)
		first, rest = byte(rest&0x7f), rest>>7
	}
	b.WriteByte(first)
	b.Write(base)
	z := zlib.NewWriter(&b)
	_, _ = io.CopyN(z, text, size)
	_ = z.Close()
	return b.Bytes()
}

func packOfAll(objects ...[]byte) []byte {
	out := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(objects)))
	for _, o := range objects {
		out = append(out, o...)
	}
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestUnpackIsBounded: a pack is refused by what it makes, before that is made.
func TestUnpackIsBounded(t *testing.T) {
	t.Parallel()
	blob := packed(plumbing.BlobObject, nil, strings.NewReader("hello"), 5, 0)
	base := plumbing.ComputeHash(plumbing.BlobObject, []byte("hello"))
	delta := func(makes uint64, size int64) []byte {
		text := binary.AppendUvarint(binary.AppendUvarint(nil, 5), makes)
		text = append(text, 0x80|0x10, byte(min(makes, 5))) // copies that many bytes of the base
		return packed(plumbing.REFDeltaObject, base[:], io.MultiReader(bytes.NewReader(text), zeros{}), max(int64(len(text)), size), 0)
	}
	for _, c := range []struct {
		name string
		pack []byte
		want string // of the message, empty for none
	}{
		{"sound", packOfAll(blob, delta(5, 0)), ""},
		{"a large file", packOfAll(packed(plumbing.BlobObject, nil, zeros{}, maxServed+1, 0)), "more than"},
		{"a large folder", packOfAll(packed(plumbing.TreeObject, nil, zeros{}, maxServed+1, 0)), "more than"},
		{"a delta that makes a large file", packOfAll(blob, delta(maxServed+1, 0)), "more than"},
		{"a delta that makes more than there is", packOfAll(blob, delta(1<<62, 0)), "more than"},
		{"a large delta", packOfAll(blob, delta(5, maxServed+1)), "more than"},
		{"a head that lies", packOfAll(packed(plumbing.BlobObject, nil, zeros{}, maxServed+1, 10)), "size"},
		{"a head that names petabytes", packOfAll(packed(plumbing.BlobObject, nil, zeros{}, 10, 1<<59)), "any"},
		{"no pack", []byte("PACK"), "any"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			store, err := unpack(bytes.NewReader(c.pack))
			switch {
			case c.want == "any":
				if err == nil {
					t.Fatal("no error")
				}
			case c.want == "":
				if err != nil {
					t.Fatal(err)
				}
				if o, err := store.EncodedObject(plumbing.BlobObject, base); err != nil || o.Size() != 5 {
					t.Fatalf("%v", err)
				}
			case err == nil || !strings.Contains(err.Error(), c.want):
				t.Fatalf("%v", err)
			}
		})
	}
}

// TestLooseObjectsAreHonest: an object below .git that unpacks to more than its head says is refused before it fills the memory.
func TestLooseObjectsAreHonest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, head string
		size       int64 // of what follows
		sound      bool
	}{
		{"a file", "blob 1000000\x00", 1_000_000, true},
		{"a file that nothing reads", "blob 9000000000\x00", 1_000_000, true},
		{"more than it says", "blob 10\x00", 80 << 20, false},
		{"a large folder", "tree 90000000\x00", 90_000_000, false},
		{"a large commit", "commit 90000000\x00", 90_000_000, false},
		{"no end of the head", "blob ", 80 << 20, false},
		{"a negative size", "blob -1\x00", 1, false},
		{"nothing", "", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			z := zlib.NewWriter(&b)
			_, _ = io.WriteString(z, c.head)
			_, _ = io.CopyN(z, zeros{}, c.size)
			_ = z.Close()
			if err := honest(b.Bytes()); (err == nil) != c.sound {
				t.Fatalf("%v", err)
			}
		})
	}
}

// TestBaseIsBounded: a small file that is made from a large one is not read.
func TestBaseIsBounded(t *testing.T) {
	t.Parallel()
	text := append([]byte{}, bytes.Repeat([]byte{0}, maxServed+1)...)
	base := plumbing.ComputeHash(plumbing.BlobObject, text)
	delta := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(len(text))), 3)
	delta = append(delta, 0x80|0x10, 3)
	pack := packOfAll(packed(plumbing.BlobObject, nil, bytes.NewReader(text), int64(len(text)), 0),
		packed(plumbing.REFDeltaObject, base[:], bytes.NewReader(delta), int64(len(delta)), 0))
	held := &chunks{}
	_, _ = held.Write(pack)
	store, err := index(held)
	if err != nil {
		t.Fatal(err)
	}
	small := plumbing.ComputeHash(plumbing.BlobObject, []byte{0, 0, 0})
	if size, err := store.EncodedObjectSize(small); err != nil || size != 3 {
		t.Fatalf("%d, %v", size, err)
	}
	if _, err := (bounds{store}).EncodedObject(plumbing.BlobObject, small); err == nil || fault.KindOf(err) == fault.Interrupted {
		t.Fatalf("%v", err)
	}
}

func TestChunks(t *testing.T) {
	t.Parallel()
	want := bytes.Repeat([]byte("0123456789abcde"), chunkSize/5)
	c := &chunks{}
	for part := range slices.Chunk(want, 70_001) {
		if n, err := c.Write(part); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	if got, err := io.ReadAll(c.open("x")); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d bytes of %d, %v", len(got), len(want), err)
	}
	part := make([]byte, 10)
	if n, err := c.ReadAt(part, chunkSize-3); n != 10 || err != nil || !bytes.Equal(part, want[chunkSize-3:][:10]) {
		t.Errorf("%q, %v", part[:n], err)
	}
	if n, err := c.ReadAt(part, c.size-4); n != 4 || !errors.Is(err, io.EOF) {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := c.ReadAt(part, c.size+4); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("%d, %v", n, err)
	}
}
