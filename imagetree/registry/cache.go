package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
)

// cache keeps manifests and configurations by digest for ever: what a digest names never changes.
// It is a help only: a folder that cannot be written, or a file that lies, is the same as no cache.
type cache struct{ dir string }

func (c cache) path(digest string) (string, bool) {
	hash, ok := strings.CutPrefix(digest, "sha256:")
	if c.dir == "" || !ok || len(hash) != 2*sha256.Size {
		return "", false
	}
	return filepath.Join(c.dir, "sha256", hash), true
}

func (c cache) get(digest string) ([]byte, bool) {
	file, ok := c.path(digest)
	if !ok {
		return nil, false
	}
	data, err := os.ReadFile(file)
	if err != nil || sum(data) != digest {
		return nil, false
	}
	return data, true
}

func (c cache) put(digest string, data []byte) {
	file, ok := c.path(digest)
	if !ok || sum(data) != digest || os.MkdirAll(filepath.Dir(file), 0o700) != nil {
		return
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), "new-*")
	if err != nil {
		return
	}
	_, err = temporary.Write(data)
	if closed := temporary.Close(); err != nil || closed != nil || os.Rename(temporary.Name(), file) != nil {
		_ = os.Remove(temporary.Name()) // best effort: a leftover is never read
	}
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(s[:])
}

// CacheDir returns the folder for blobs: $XDG_CACHE_HOME/waybill/blobs, or what the system uses for caches; "" when there is none.
func CacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "waybill", "blobs")
}
