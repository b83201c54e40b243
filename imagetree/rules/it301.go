package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it301() Rule {
	return Rule{finding.Rule{
		ID: "IT301", Severity: finding.Error, Title: "FROM differs from the tree",
		Why: "The image is not built on the parent that the tree tells everybody about.",
		Fix: "make FROM and from: say the same",
	}, func(p *Pass) {
		p.built(func(i *imagetree.Image, file *dockerfile.File) {
			from := file.Final().From
			if len(from.Unknown) > 0 || p.same(from.Image, i) {
				return
			}
			note := ""
			if from.Args {
				note = " (with the defaults of its build arguments)"
			}
			p.on(i, detail{place: in(i, from.Line)}, "%s:%d is FROM %s%s, but the tree says from %s", i.DockerfilePath(), from.Line, from.Image, note, i.From)
		})
	}}
}

// same says whether a reference of a Dockerfile is the parent that the tree declares. A digest may be added or left out; another tag of
// the same repository is IT108.
func (p *Pass) same(ref string, i *imagetree.Image) bool {
	want := i.From
	if parent := i.Parent(); parent != nil {
		want = parent.TagRef()
	}
	got, _ := splitTag(canonical(ref))
	expected, _ := splitTag(canonical(want))
	if got != expected {
		return false
	}
	if i.Parent() != nil {
		return true
	}
	return tagOf(ref) == tagOf(want)
}

func tagOf(ref string) string {
	_, tag := splitTag(ref)
	return tag
}

// canonical writes the names of Docker Hub in full.
func canonical(ref string) string {
	first, _, more := strings.Cut(ref, "/")
	switch {
	case ref == "scratch":
		return ref
	case !more:
		return "docker.io/library/" + ref
	case first == "index.docker.io":
		return "docker.io/" + strings.TrimPrefix(ref, "index.docker.io/")
	case !strings.ContainsAny(first, ".:") && first != "localhost":
		return "docker.io/" + ref
	}
	return ref
}
