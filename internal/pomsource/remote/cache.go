package remote

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// CacheDir returns the folder for POMs: $XDG_CACHE_HOME/waybill/poms, or what the system uses for caches; "" when there is none.
func CacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "waybill", "poms")
}

// place is the file of a POM in the cache: one folder for each address, so that no repository answers for another.
func (c *Client) place(base *url.URL, name string) string {
	sum := sha256.Sum256([]byte(base.String()))
	return filepath.Join(c.Cache, hex.EncodeToString(sum[:12]), filepath.FromSlash(name))
}

func (c *Client) load(base *url.URL, name string) ([]byte, error) {
	if c.Cache == "" || !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, fs.ErrNotExist
	}
	data, err := os.ReadFile(c.place(base, name))
	if err != nil || len(data) > maxPOM || isPOM(data, name) != nil {
		return nil, fs.ErrNotExist // a damaged cache is fetched anew
	}
	return data, nil
}

// keep writes a file beside its place and renames it, so that no other run reads half of it.
func (c *Client) keep(base *url.URL, name string, data []byte) error {
	if c.Cache == "" {
		return nil
	}
	file := c.place(base, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".pom-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
