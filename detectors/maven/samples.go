package maven

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// candidate is a module with something to run.
type candidate struct {
	x *module
	a *artifact
}

// Folders of demos show something and are deployed by nobody; those of samples do so when they belong to a library.
const (
	demos   = aside.Example | aside.Documentation
	samples = aside.Sample | aside.Test
)

// deployed drops what only shows or tests other modules of the repository:
// demos beside applications or libraries, samples beside libraries alone. A module with a Dockerfile of its own is deployed.
// When the whole repository is demos, they are what there is.
func (r *repository) deployed(all []candidate) []candidate {
	applications, libraries := 0, 0
	for _, c := range all {
		if !aside.Named(c.x.p.dir, demos) && !aside.Named(c.x.p.dir, samples) {
			applications++
		}
	}
	for _, file := range r.files {
		p := r.poms[file]
		if p.resolved.packaging().text == "jar" && !aside.Named(p.dir, demos) && !aside.Named(p.dir, samples) && !isCandidate(all, p) {
			libraries++
		}
	}
	var kept []candidate
	for _, c := range all {
		dir := c.x.p.dir
		demo, sample := aside.Named(dir, demos), aside.Named(dir, samples)
		switch {
		case r.tree.Has(path.Join(dir, "Dockerfile")):
		case demo && applications+libraries > 0, sample && applications == 0 && libraries > 0:
			r.warnings = append(r.warnings, facts.Warning{File: c.x.p.file, Unit: dir, Text: dir + " shows how other modules are used: nothing is generated for it"})
			continue
		case sample:
			c.a.certainty = facts.Guess
		}
		kept = append(kept, c)
	}
	return kept
}

func isCandidate(all []candidate, p *pom) bool {
	for _, c := range all {
		if c.x.p == p {
			return true
		}
	}
	return false
}
