package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// configure links or copies the environment's configuration to where the program looks.
func (s *settings) configure() error {
	link, files, copies := os.Getenv("WB_CONFIG_LINK"), os.Getenv("WB_CONFIG_FILES"), os.Getenv("WB_CONFIG_COPIES")
	if s.env == "" || link+files+copies == "" {
		return nil
	}
	if link != "" {
		if err := s.place("", link, relink); err != nil {
			return err
		}
	}
	dir := s.get("WB_CONFIG_DIR", filepath.Join(s.runDir, "config"))
	for _, group := range []struct {
		names string
		how   func(source, target, keyword string) error
	}{{files, relink}, {copies, duplicate}} {
		for name := range strings.SplitSeq(group.names, ":") {
			if name == "" {
				continue
			}
			if err := s.place(name, filepath.Join(dir, name), group.how); err != nil {
				return err
			}
		}
	}
	say("INFO", "CONFIG_LINK", "config env=%s %s %s %s", s.env, link, files, copies)
	return nil
}

func (s *settings) place(name, target string, how func(source, target, keyword string) error) error {
	source, err := s.findConfig(name)
	if err != nil || source == "" {
		return err
	}
	return how(source, target, "CONFIG_LINK")
}

// findConfig returns the first place that has a name ("" is the whole folder): mounted, mounted flat, in the image.
func (s *settings) findConfig(name string) (string, error) {
	mount, image := s.get("WB_CONFIG_MOUNT", "/config.d"), s.get("WB_CONFIG_SRC", "/app/config.d")
	for _, found := range []string{filepath.Join(mount, s.env, name), filepath.Join(mount, s.env, lastPart(name)), filepath.Join(image, s.env, name)} {
		if _, err := os.Lstat(found); err != nil {
			continue
		}
		if dead := dangling(found); dead != "" {
			return "", fail(exitConfig, "CONFIG_DANGLING", "%s is a link to nothing: mend it, or mount what it names", dead)
		}
		return found, nil
	}
	what := name
	if what == "" {
		what = "folder"
	}
	missing := fail(exitConfig, "CONFIG_MISSING", "no %s for %s below %s or %s: mount it at %s", what, s.env, mount, image, filepath.Join(mount, s.env))
	if s.required {
		return "", missing
	}
	say("WARN", "CONFIG_MISSING", "%s", missing.Error())
	return "", nil
}

func lastPart(name string) string {
	if name == "" {
		return ""
	}
	return filepath.Base(name)
}

// dangling returns the first link to nothing at or below a place.
func dangling(place string) string {
	dead := ""
	_ = filepath.WalkDir(place, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // what cannot be read is the program's matter, as it is without an init
		}
		if d.Type()&fs.ModeSymlink != 0 {
			if _, err := os.Stat(p); errors.Is(err, fs.ErrNotExist) {
				dead = p
				return fs.SkipAll
			}
		}
		return nil
	})
	return dead
}

// makeFolder makes a folder with its parents. What comes next fails with a better text when it could not.
func makeFolder(name string) { _ = os.MkdirAll(name, 0o775) }

// relink points link at target in one step, so that a reader always finds it. A right link is left alone.
func relink(target, link, keyword string) error {
	info, err := os.Lstat(link)
	switch {
	case err != nil: // nothing in the way
	case info.Mode()&fs.ModeSymlink != 0:
		if now, err := os.Readlink(link); err == nil && now == target {
			return nil
		}
	case info.IsDir():
		if os.Remove(link) != nil {
			return fail(exitLink, keyword, "%s is a non-empty folder: move its content to %s, or choose another link", link, target)
		}
	default:
		return fail(exitLink, keyword, "%s is a file, not a link: remove it from the image, or choose another link", link)
	}
	makeFolder(filepath.Dir(link))
	tmp := link + "." + strconv.Itoa(os.Getpid())
	if err := os.Symlink(target, tmp); err != nil {
		return fail(exitLink, keyword, "cannot make %s (%v): in a read-only image let it be a link into the run folder", link, err)
	}
	if err := os.Rename(tmp, link); err != nil {
		os.Remove(tmp)
		return fail(exitLink, keyword, "cannot replace %s (%v): make its folder writable for %s", link, err, whoami())
	}
	return nil
}

// duplicate copies what the program edits in place.
func duplicate(source, target, keyword string) error {
	if info, err := os.Lstat(target); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		os.Remove(target)
	}
	err := filepath.WalkDir(source, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(target, strings.TrimPrefix(p, source))
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		if info.IsDir() {
			return os.MkdirAll(to, 0o775)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o775); err != nil {
			return err
		}
		data, err := os.ReadFile(p) //nolint:gosec // G122: the configuration is the deployment's own, and a mounted one is made of links
		if err != nil {
			return err
		}
		return os.WriteFile(to, data, info.Mode().Perm()|0o600)
	})
	if err != nil {
		return fail(exitLink, keyword, "cannot copy %s to %s (%v): make its folder writable for %s", source, target, err, whoami())
	}
	return nil
}
