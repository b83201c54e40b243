package maven

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// candidate is a module with something to run.
type candidate struct {
	x *module
	a *artifact
}

// demoWords name folders whose programs show something and are deployed by nobody; sampleWords do so when they belong to a library.
var (
	demoWords   = []string{"demo", "demos", "example", "examples", "tutorial", "tutorials", "playground", "docs", "documentation"}
	sampleWords = []string{"sample", "samples", "quickstart", "quickstarts", "benchmark", "benchmarks", "integration-tests", "itest", "itests", "it", "tests", "test"}
)

// deployed drops what only shows or tests other modules of the repository:
// demos beside applications or libraries, samples beside libraries alone. A module with a Dockerfile of its own is deployed.
// When the whole repository is demos, they are what there is.
func (r *reactor) deployed(all []candidate) []candidate {
	applications, libraries := 0, 0
	for _, c := range all {
		if !named(c.x.p.dir, demoWords) && !named(c.x.p.dir, sampleWords) {
			applications++
		}
	}
	for _, file := range r.files {
		p := r.poms[file]
		if p.resolved.packaging().text == "jar" && !named(p.dir, demoWords) && !named(p.dir, sampleWords) && !isCandidate(all, p) {
			libraries++
		}
	}
	var kept []candidate
	for _, c := range all {
		dir := c.x.p.dir
		demo, sample := named(dir, demoWords), named(dir, sampleWords)
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

// named says whether a folder of the path is one of these words, or ends or begins with one (zlt-demo, demo-app, order_samples).
func named(dir string, words []string) bool {
	if dir == "." {
		return false
	}
	for part := range strings.SplitSeq(strings.ToLower(dir), "/") {
		for _, w := range words {
			if part == w || strings.HasSuffix(part, "-"+w) || strings.HasSuffix(part, "_"+w) || strings.HasPrefix(part, w+"-") || strings.HasPrefix(part, w+"_") || strings.Contains(part, "-"+w+"-") {
				return true
			}
		}
	}
	return false
}
