package rules

import (
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it108() Rule {
	return Rule{finding.Rule{
		ID: "IT108", Severity: finding.Warning, Title: "a Dockerfile names another tag than the tree",
		Why: "What is built is not what the tree says.",
		Fix: "take the tag of the tree",
	}, func(p *Pass) {
		repositories := p.repositories()
		p.built(func(i *imagetree.Image, file *dockerfile.File) {
			for _, r := range append(file.External(), file.Final().From) {
				repo, tag := splitTag(r.Image)
				for _, other := range repositories[canonical(repo)] {
					if want := tagOf(other.TagRef()); r.Image != "" && !r.Args && tag != want && !other.External() {
						p.on(i, detail{place: in(i, r.Line), key: other.Name, fix: "write " + other.TagRef()}, "%s names %s:%s, the tree says %s", i.DockerfilePath(), other.Name, tag, want)
					}
				}
			}
		})
	}}
}

// repositories maps each repository to the images that live there.
func (p *Pass) repositories() map[string][]*imagetree.Image {
	found := map[string][]*imagetree.Image{}
	p.each(func(i *imagetree.Image) {
		repo, _ := splitTag(i.TagRef())
		found[canonical(repo)] = append(found[canonical(repo)], i)
	})
	return found
}

// splitTag returns the repository and the tag of a reference, without its digest.
func splitTag(ref string) (repo, tag string) {
	ref, _, _ = strings.Cut(ref, "@")
	if at := strings.LastIndex(ref, ":"); at > strings.LastIndex(ref, "/") {
		return ref[:at], ref[at+1:]
	}
	return ref, ""
}
