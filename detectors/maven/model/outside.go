package model

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Outside returns the ancestor that cannot be read, as "group:artifact:version", and the place that names it: neither the repository holds its
// POM, nor is it one of the well-known parents.
func (p *POM) Outside() (string, facts.Evidence, bool) {
	for q, n := p, 0; q != nil && (q.external == "" || q.given) && n < MaxParents; q, n = q.Parent, n+1 {
		if q.Parent == nil && q.parentName != "" {
			line := q.parentLine
			if q.given {
				line = q.origin
			}
			return q.parentName, facts.Evidence{File: q.File, Line: line, Rule: "parent"}, true
		}
	}
	return "", facts.Evidence{}, false
}

// Given finds POMs that are not in the repository by group, artifact and version.
type Given func(group, artifact, version string) (data []byte, ok bool)

// parentOutside returns the parent that the repository does not hold: the POM that was given, with its own parents, or what is known of it.
func (r *Reactor) parentOutside(p *POM, depth int) *POM {
	ref := p.Root.Child("parent")
	if ref == nil || depth > MaxParents {
		return nil
	}
	line := ref.Line
	if p.given {
		line = p.origin
	}
	group, artifact, version := ref.Value("groupId"), ref.Value("artifactId"), ref.Value("version")
	if q := r.outside(group, artifact, version); q != nil {
		q.File, q.Dir, q.origin = p.File, p.Dir, line
		q.Parent = r.parentOutside(q, depth+1)
		return q
	}
	root := knownParent(group, artifact, version)
	if root == nil {
		return nil
	}
	return &POM{File: p.File, Dir: p.Dir, Root: root, external: p.parentName, origin: line}
}

// outside reads a given POM; nil when there is none, or one that cannot be read.
func (r *Reactor) outside(group, artifact, version string) *POM {
	if r.given == nil {
		return nil
	}
	data, ok := r.given(group, artifact, version)
	if !ok {
		return nil
	}
	name := group + ":" + artifact + ":" + version
	q, err := readPOM(name, data)
	if err != nil || q == nil {
		return nil
	}
	q.external, q.given = name, true
	return q
}

// Bill returns the model of a bill of materials that was given; nil when there is none.
func (r *Reactor) Bill(d Dependency) *Model {
	q := r.outside(d.Group, d.Artifact, d.Version)
	if q == nil {
		return nil
	}
	q.File, q.origin = d.At.File, d.At.Line
	q.Parent = r.parentOutside(q, 0)
	return New(q, CommandLine{}, nil, r.Exists)
}

// namedParent finds a parent elsewhere in the repository: Maven takes it from the modules that it builds (Maven, "Project Inheritance",
// with an empty or wrong relativePath).
func (r *Reactor) namedParent(p *POM) *POM {
	ref := p.Root.Child("parent")
	for _, file := range r.sorted() {
		q := r.POMs[file]
		if q == p || q.ArtifactID() != ref.Value("artifactId") {
			continue
		}
		group := q.Root.Value("groupId")
		if group == "" {
			group = q.Root.Child("parent").Value("groupId")
		}
		version := q.Root.Value("version")
		if version == "" {
			version = q.Root.Child("parent").Value("version")
		}
		if group == ref.Value("groupId") && (version == ref.Value("version") || strings.Contains(version+ref.Value("version"), "${")) {
			return q
		}
	}
	return nil
}
