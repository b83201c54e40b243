package rules

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
)

// repositories maps each repository to the images that live there. One repository may hold many images, each with a tag of its own.
func (p *Pass) repositories() map[string][]*imagetree.Image {
	found := map[string][]*imagetree.Image{}
	p.each(func(i *imagetree.Image) {
		repo, _ := splitTag(i.TagRef())
		found[canonical(repo)] = append(found[canonical(repo)], i)
	})
	return found
}

// publishes returns the image whose reference this is, nil when no image of the repository has the tag.
func publishes(list []*imagetree.Image, ref string) *imagetree.Image {
	for _, i := range list {
		if tagOf(i.TagRef()) == tagOf(ref) {
			return i
		}
	}
	return nil
}

// meantBy returns the image that a reference with an unknown tag means, among those of its repository: the one that i is built on or
// copies from, else the only one that is built here.
func meantBy(list []*imagetree.Image, i *imagetree.Image) *imagetree.Image {
	var built []*imagetree.Image
	for _, other := range list {
		if other == i.Parent() || slices.Contains(i.Copies, other.Name) {
			return other
		}
		if !other.External() {
			built = append(built, other)
		}
	}
	if len(built) == 1 {
		return built[0]
	}
	return nil
}

// splitTag returns the repository and the tag of a reference, without its digest.
func splitTag(ref string) (repo, tag string) {
	ref, _, _ = strings.Cut(ref, "@")
	if at := strings.LastIndex(ref, ":"); at > strings.LastIndex(ref, "/") {
		return ref[:at], ref[at+1:]
	}
	return ref, ""
}

// tagOf returns the tag that a reference means: without a tag and a digest it is latest (Docker documentation, FROM).
func tagOf(ref string) string {
	_, tag := splitTag(ref)
	if tag == "" && digestOf(ref) == "" {
		return "latest"
	}
	return tag
}

func digestOf(ref string) string {
	_, digest, _ := strings.Cut(ref, "@")
	return digest
}

// sameTag says whether two references of one repository can mean the same: a reference by digest alone names no tag.
func sameTag(a, b string) bool {
	x, y := tagOf(a), tagOf(b)
	return x == y || x == "" || y == ""
}

// otherDigest says whether two references name two digests; where one of them names none there is nothing to compare.
func otherDigest(a, b string) bool {
	x, y := digestOf(a), digestOf(b)
	return x != "" && y != "" && x != y
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

// note says that a reference was read with the defaults of its build arguments.
func note(r dockerfile.Ref) string {
	if r.Args {
		return " (with the defaults of its build arguments)"
	}
	return ""
}
