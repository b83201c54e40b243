package model

import "github.com/waybill-dev/waybill/detectors/facts"

// Outside returns the ancestor that cannot be read, as "group:artifact:version", and the place that names it: neither the repository holds its
// POM, nor is it one of the well-known parents.
func (p *POM) Outside() (string, facts.Evidence, bool) {
	for q, n := p, 0; q != nil && q.external == "" && n < MaxParents; q, n = q.Parent, n+1 {
		if q.Parent == nil && q.parentName != "" {
			return q.parentName, facts.Evidence{File: q.File, Line: q.parentLine, Rule: "parent"}, true
		}
	}
	return "", facts.Evidence{}, false
}
