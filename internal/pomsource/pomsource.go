// Package pomsource finds POMs of parents and bills of materials that a repository names and does not hold.
//
// In go folders that an organisation names, out come the bytes of a POM for its coordinates. A folder is either a local repository, where the
// place of a POM follows from its coordinates (Maven, "Repository Layout"), or a folder of POM files, whose coordinates stand in them. Nothing
// is fetched. Coordinates come from repositories and are not trusted: a folder is read through an fs.FS that nothing leads out of.
package pomsource

import (
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Source holds the folders in the order that they are asked.
type Source struct {
	repositories []fs.FS
	parents      map[string][]byte // group:artifact:version → POM
}

// Bounds of what is read.
const (
	maxPOM   = 4 << 20 // bytes of one file
	maxFiles = 5000    // of one folder of POM files
)

// AddRepository adds a folder in the layout of a local repository: GROUP/AS/FOLDERS/ARTIFACT/VERSION/ARTIFACT-VERSION.pom.
func (s *Source) AddRepository(folder fs.FS) { s.repositories = append(s.repositories, folder) }

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

// POM returns the POM of these coordinates; ok is false when no folder holds a readable one.
func (s *Source) POM(group, artifact, version string) (data []byte, ok bool) {
	if s == nil || !plain.MatchString(group) || !plain.MatchString(artifact) || !plain.MatchString(version) {
		return nil, false
	}
	if data, ok := s.parents[group+":"+artifact+":"+version]; ok {
		return data, true
	}
	name := path.Join(strings.ReplaceAll(group, ".", "/"), artifact, version, artifact+"-"+version+".pom")
	for _, r := range s.repositories {
		if data, err := read(r, name); err == nil {
			return data, true
		}
	}
	return nil, false
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
