package rules

import (
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it301() Rule {
	return Rule{finding.Rule{
		ID: "IT301", Severity: finding.Error, Title: "FROM differs from the tree",
		Why:     "The image is not built on the parent that the tree tells everybody about.",
		Fix:     "make FROM and from: say the same",
		Command: "waybill tree sync --from-dockerfiles",
	}, func(p *Pass) {
		repositories := p.repositories()
		p.built(func(i *imagetree.Image, file *dockerfile.File) {
			from := file.Final().From
			if len(from.Unknown) > 0 {
				return
			}
			repo, _ := splitTag(canonical(from.Image))
			if p.same(from.Image, i, repositories[repo]) {
				return
			}
			p.on(i, detail{place: in(i, from.Line), key: from.Image + " " + i.From, fix: follow(i, from.Image, publishes(repositories[repo], from.Image))},
				"%s:%d is FROM %s%s, but the tree says from %s", i.DockerfilePath(), from.Line, from.Image, note(from), i.From)
		})
	}}
}

// same says whether a reference of a Dockerfile is the parent that the tree declares. A tag or a digest may be left out on one side;
// another tag of the parent's repository is IT108, unless it is the tag of another image of the tree.
func (p *Pass) same(ref string, i *imagetree.Image, list []*imagetree.Image) bool {
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
		other := publishes(list, ref)
		return other == nil || other == i.Parent()
	}
	return sameTag(ref, want) && !otherDigest(ref, want)
}

// follow says what to write when the Dockerfile is right: a bot that raises versions edits Dockerfiles only.
func follow(i *imagetree.Image, ref string, other *imagetree.Image) string {
	if i.Parent() == nil || other != nil {
		name := canonical(ref)
		if other != nil {
			name = other.Name
		}
		return "write from: " + name + " in the tree and raise the tag (waybill tree sync --from-dockerfiles does), or the other way round"
	}
	return ""
}
