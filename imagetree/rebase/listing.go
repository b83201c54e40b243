package rebase

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Bounds of one layer, in files and unpacked bytes.
const (
	maxFiles    = 2_000_000
	maxUnpacked = 32 << 30
	maxFact     = 64 << 10 // of a file that tells a version
)

// listing is what a layer holds: its paths without a leading slash, and the few files that tell a version.
type listing struct {
	folders  map[string]bool
	files    map[string]bool
	links    map[string]string // symbolic links
	removed  []string          // files of lower layers that a whiteout takes away
	emptied  []string          // folders whose lower content is hidden (opaque whiteouts)
	versions map[string]string // text of os-release and release files by path
}

// list reads a layer once for all images that have it.
func (r *rebaser) list(l v1.Layer) (*listing, error) {
	id, err := l.DiffID()
	if err != nil {
		return nil, err
	}
	return r.lists.get(id.String(), func() (*listing, error) {
		stream, err := l.Uncompressed()
		if err != nil {
			return nil, err
		}
		list, err := read(io.LimitReader(stream, maxUnpacked))
		return list, errors.Join(err, stream.Close())
	})
}

// read lists a layer (OCI image specification, "Image Layer Filesystem Changeset").
func read(stream io.Reader) (*listing, error) {
	out := &listing{folders: map[string]bool{}, files: map[string]bool{}, links: map[string]string{}, versions: map[string]string{}}
	archive := tar.NewReader(stream)
	for n := 0; ; n++ {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("a layer is no tar archive: %w", err)
		}
		if n > maxFiles {
			return nil, fmt.Errorf("a layer holds more than %d files", maxFiles)
		}
		file := strings.TrimPrefix(path.Clean("/"+h.Name), "/")
		dir, base := path.Split(file)
		switch rest, hidden := strings.CutPrefix(base, ".wh."); {
		case base == ".wh..wh..opq":
			out.emptied = append(out.emptied, strings.TrimSuffix(dir, "/"))
		case hidden:
			out.removed = append(out.removed, dir+rest)
		case h.Typeflag == tar.TypeDir:
			out.folders[file] = true
		default:
			out.files[file] = true
			if h.Typeflag == tar.TypeSymlink {
				out.links[file] = h.Linkname
			}
			if tells(file) && h.Typeflag == tar.TypeReg {
				text, err := io.ReadAll(io.LimitReader(archive, maxFact))
				if err != nil {
					return nil, err
				}
				out.versions[file] = string(text)
			}
		}
	}
}

// tells says whether a file names a version: the distribution's (os-release(5)), or a JDK's (its file "release").
func tells(file string) bool {
	return file == "etc/os-release" || file == "usr/lib/os-release" || path.Base(file) == "release" && strings.Count(file, "/") <= 4
}

// below is what the layers of a base show together.
func (r *rebaser) below(layers []v1.Layer) (*listing, error) {
	out := &listing{folders: map[string]bool{}, files: map[string]bool{}, links: map[string]string{}, versions: map[string]string{}}
	for _, l := range layers {
		one, err := r.list(l)
		if err != nil {
			return nil, err
		}
		for _, gone := range one.removed {
			out.forget(gone)
		}
		for _, dir := range one.emptied {
			out.forget(dir)
		}
		for f := range one.folders {
			out.folders[f] = true
			delete(out.files, f)
			delete(out.links, f)
		}
		for f := range one.files {
			out.files[f] = true
			delete(out.links, f)
		}
		maps.Copy(out.links, one.links)
		maps.Copy(out.versions, one.versions)
	}
	return out, nil
}

// forget drops a path and all below it.
func (l *listing) forget(gone string) {
	inside := func(f string) bool { return f == gone || strings.HasPrefix(f, gone+"/") }
	for f := range l.files {
		if inside(f) {
			delete(l.files, f)
			delete(l.links, f)
			delete(l.versions, f)
		}
	}
	for f := range l.folders {
		if inside(f) {
			delete(l.folders, f)
		}
	}
}

// resolve follows the symbolic links of the folders of a path, as a file system does when a layer is laid over it: /lib/x is
// /usr/lib/x where /lib is a link.
func (l *listing) resolve(file string) string {
	for range 16 {
		at := -1
		var target string
		for i := 0; i < len(file); i++ {
			if file[i] != '/' {
				continue
			}
			if to, ok := l.links[file[:i]]; ok {
				at, target = i, to
				break
			}
		}
		if at < 0 {
			return file
		}
		if !path.IsAbs(target) {
			target = path.Join(path.Dir("/"+file[:at]), target)
		}
		file = strings.TrimPrefix(path.Join(target, file[at:]), "/")
	}
	return file
}
