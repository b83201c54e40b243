// Package layers knows what the layers of an image hold: paths, links, and the few files that tell what the image is. Layers are read as
// streams and never unpacked to disk.
package layers

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"strings"
)

// Bounds of one layer, in files and unpacked bytes.
const (
	maxFiles    = 2_000_000
	maxUnpacked = 32 << 30
	maxFact     = 256 << 10 // of a file that tells something; /etc/passwd of a large image
)

// Listing is what a layer holds, or what several show together: paths without a leading slash.
type Listing struct {
	Folders map[string]bool
	Files   map[string]bool
	Links   map[string]string // symbolic links, which are among the files too
	Removed []string          // files of lower layers that a whiteout takes away
	Emptied []string          // folders whose lower content is hidden (opaque whiteouts)
	Texts   map[string]string // files that tell what the image is; see Tells
}

func empty() *Listing {
	return &Listing{Folders: map[string]bool{}, Files: map[string]bool{}, Links: map[string]string{}, Texts: map[string]string{}}
}

// Read lists a layer, which is an uncompressed tar archive (OCI image specification, "Image Layer Filesystem Changeset"). With keep it lists
// only paths of files and folders for which keep is true, so that a layer of many files stays small; whiteouts are listed always.
func Read(stream io.Reader, keep func(file string, link bool) bool) (*Listing, error) {
	out := empty()
	archive := tar.NewReader(io.LimitReader(stream, maxUnpacked))
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
		if err := out.add(archive, h, keep); err != nil {
			return nil, err
		}
	}
}

func (l *Listing) add(archive *tar.Reader, h *tar.Header, keep func(string, bool) bool) error {
	file := strings.TrimPrefix(path.Clean("/"+h.Name), "/")
	dir, base := path.Split(file)
	rest, hidden := strings.CutPrefix(base, ".wh.")
	switch {
	case base == ".wh..wh..opq":
		l.Emptied = append(l.Emptied, strings.TrimSuffix(dir, "/"))
	case hidden:
		l.Removed = append(l.Removed, dir+rest)
	case keep != nil && !keep(file, h.Typeflag == tar.TypeSymlink):
	case h.Typeflag == tar.TypeDir:
		l.Folders[file] = true
	default:
		l.Files[file] = true
		if h.Typeflag == tar.TypeSymlink {
			l.Links[file] = h.Linkname
		}
		if Tells(file) && h.Typeflag == tar.TypeReg {
			text, err := io.ReadAll(io.LimitReader(archive, maxFact))
			if err != nil {
				return err
			}
			l.Texts[file] = string(text)
		}
	}
	return nil
}

// Tells says whether the text of a file is kept: what names the distribution (os-release(5)), a JDK's file "release", and the users.
func Tells(file string) bool {
	return file == "etc/os-release" || file == "usr/lib/os-release" || file == "etc/passwd" || path.Base(file) == "release" && strings.Count(file, "/") <= 4
}

// Together is what layers show when they lie on each other, the lowest first.
func Together(list ...*Listing) *Listing {
	out := empty()
	for _, one := range list {
		for _, gone := range one.Removed {
			out.forget(gone)
		}
		for _, dir := range one.Emptied {
			out.forget(dir)
		}
		for f := range one.Folders {
			out.Folders[f] = true
			delete(out.Files, f)
			delete(out.Links, f)
		}
		for f := range one.Files {
			if out.Folders[f] {
				out.forget(f) // a file or a link in the place of a folder takes what was in it away
			}
			out.Files[f] = true
			delete(out.Links, f)
			delete(out.Texts, f)
		}
		maps.Copy(out.Links, one.Links)
		maps.Copy(out.Texts, one.Texts)
	}
	return out
}

// forget drops a path and all below it.
func (l *Listing) forget(gone string) {
	inside := func(f string) bool { return f == gone || strings.HasPrefix(f, gone+"/") }
	for f := range l.Files {
		if inside(f) {
			delete(l.Files, f)
			delete(l.Links, f)
			delete(l.Texts, f)
		}
	}
	for f := range l.Folders {
		if inside(f) {
			delete(l.Folders, f)
		}
	}
}

// Resolve follows the symbolic links of the folders of a path, as a file system does when a layer is laid over it: /lib/x is
// /usr/lib/x where /lib is a link.
func (l *Listing) Resolve(file string) string {
	for range 16 {
		at := -1
		var target string
		for i := 0; i < len(file); i++ {
			if file[i] != '/' {
				continue
			}
			if to, ok := l.Links[file[:i]]; ok {
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

// Text returns the text of a file that Tells names, when the file is a link that leads to one too; "" when there is none.
func (l *Listing) Text(file string) string {
	for range 8 {
		file = l.Resolve(file)
		to, link := l.Links[file]
		if !link {
			break
		}
		if !path.IsAbs(to) {
			to = path.Join(path.Dir("/"+file), to)
		}
		file = strings.TrimPrefix(path.Clean(to), "/")
	}
	return l.Texts[file]
}

// Value reads KEY="value" of a file of shell assignments, such as os-release.
func Value(text, key string) string {
	for line := range strings.Lines(text) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), "="); ok && k == key {
			return strings.Trim(v, `"'`)
		}
	}
	return ""
}
