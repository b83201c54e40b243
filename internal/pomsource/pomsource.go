// Package pomsource finds POMs of parents and bills of materials that a repository names and does not hold.
//
// In go folders that an organisation names, out come the bytes of a POM for its coordinates. A folder is either a local repository, where the
// place of a POM follows from its coordinates (Maven, "Repository Layout"), or a folder of POM files, whose coordinates stand in them. A
// repository manager is a [Remote], asked when no folder and no cache has the POM. Coordinates come from repositories and are not trusted: a
// folder is read through an fs.FS that nothing leads out of.
package pomsource

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Source holds the folders and repository managers in the order that they are asked.
type Source struct {
	// Locked are the digests that earlier runs noted, SHA-256 in hex by "group:artifact:version". A POM of a repository manager that has
	// another digest is refused: the same input gives the same output.
	Locked map[string]string

	repositories []fs.FS
	parents      map[string][]byte // group:artifact:version → POM
	remotes      []Remote
	fetched      map[string][]byte // of remotes, by group:artifact:version; nil for one that no remote has
	err          error             // the first of a remote
}

// Remote is a repository manager. Both return fs.ErrNotExist for a POM that is not there; name is its place in Maven's layout.
type Remote interface {
	Cached(name string) ([]byte, error)
	Fetch(ctx context.Context, name string) ([]byte, error)
}

// Bounds of what is read.
const (
	maxPOM   = 4 << 20 // bytes of one file
	maxFiles = 5000    // of one folder of POM files
)

// AddRepository adds a folder in the layout of a local repository: GROUP/AS/FOLDERS/ARTIFACT/VERSION/ARTIFACT-VERSION.pom.
func (s *Source) AddRepository(folder fs.FS) { s.repositories = append(s.repositories, folder) }

// AddRemote adds a repository manager.
func (s *Source) AddRemote(r Remote) { s.remotes = append(s.remotes, r) }

// AddParents reads the POM files of a folder and of those below it: pom.xml and *.pom. The first of the same coordinates counts.
func (s *Source) AddParents(folder fs.FS) error {
	if s.parents == nil {
		s.parents = map[string][]byte{}
	}
	files := 0
	return fs.WalkDir(folder, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() != "pom.xml" && path.Ext(name) != ".pom" {
			return err
		}
		if files++; files > maxFiles {
			return fmt.Errorf("more than %d POM files", maxFiles)
		}
		data, err := read(folder, name)
		if err != nil {
			return err
		}
		var p project
		if err := xml.Unmarshal(data, &p); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if key := p.coordinates(); s.parents[key] == nil {
			s.parents[key] = data
		}
		return nil
	})
}

// project is as much of a POM as names it; group and version may be those of its parent (Maven, "POM Reference").
type project struct {
	GroupID    string `xml:"groupId"`
	ArtifactID string `xml:"artifactId"`
	Version    string `xml:"version"`
	Parent     struct {
		GroupID string `xml:"groupId"`
		Version string `xml:"version"`
	} `xml:"parent"`
}

func (p project) coordinates() string {
	group, version := p.GroupID, p.Version
	if group == "" {
		group = p.Parent.GroupID
	}
	if version == "" {
		version = p.Parent.Version
	}
	return strings.TrimSpace(group) + ":" + strings.TrimSpace(p.ArtifactID) + ":" + strings.TrimSpace(version)
}

// POM returns the POM of these coordinates; ok is false when nothing holds a readable one. What went wrong at a repository manager is
// said by Err.
func (s *Source) POM(ctx context.Context, group, artifact, version string) (data []byte, ok bool) {
	if s == nil || !plain.MatchString(group) || !plain.MatchString(artifact) || !plain.MatchString(version) {
		return nil, false
	}
	key := group + ":" + artifact + ":" + version
	if data, ok := s.parents[key]; ok {
		return data, true
	}
	name := path.Join(strings.ReplaceAll(group, ".", "/"), artifact, version, artifact+"-"+version+".pom")
	for _, r := range s.repositories {
		if data, err := read(r, name); err == nil {
			return data, true
		}
	}
	return s.remote(ctx, key, name)
}

// remote asks the caches of all repository managers and then the managers, each POM once a run.
func (s *Source) remote(ctx context.Context, key, name string) ([]byte, bool) {
	if data, asked := s.fetched[key]; asked || len(s.remotes) == 0 || s.err != nil {
		return data, data != nil
	}
	if s.fetched == nil {
		s.fetched = map[string][]byte{}
	}
	locked := s.Locked[key]
	for _, r := range s.remotes {
		if data, err := r.Cached(name); err == nil && (locked == "" || digest(data) == locked) {
			s.fetched[key] = data
			return data, true
		}
	}
	s.fetched[key] = nil
	for _, r := range s.remotes {
		data, err := r.Fetch(ctx, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			s.err = fmt.Errorf("cannot fetch the POM of %s: %w", key, err)
			return nil, false
		case locked != "" && digest(data) != locked:
			s.err = &ChangedError{Coordinates: key}
			return nil, false
		}
		s.fetched[key] = data
		return data, true
	}
	return nil, false
}

// Err returns what went wrong at a repository manager, nil when nothing did: a [ChangedError], or a server that cannot be reached.
func (s *Source) Err() error {
	if s == nil {
		return nil
	}
	return s.err
}

// ChangedError says that a repository manager gives another POM than it gave when the lock was written.
type ChangedError struct{ Coordinates string }

// Error says it in words.
func (e *ChangedError) Error() string {
	return "the POM of " + e.Coordinates + " is not the one that the lock was written with"
}

// Digests returns those of the POMs that repository managers gave, for the lock: SHA-256 in hex by "group:artifact:version".
func (s *Source) Digests() map[string]string {
	if s == nil {
		return nil
	}
	out := map[string]string{}
	for key, data := range s.fetched {
		if data != nil {
			out[key] = digest(data)
		}
	}
	return out
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// plain are coordinates that are one name each, and no way to another folder.
var plain = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*$`)

func read(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxPOM+1))
	if err == nil && len(data) > maxPOM {
		err = fmt.Errorf("%s is larger than %d bytes", name, maxPOM)
	}
	return data, err
}
