package scaffold

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
)

// family finds the image of the folder that a reference means. A reference is taken for an image of the folder when a build file publishes
// it, when a label names it, when its name is that of a Dockerfile and its registry is not one of public images, or when its tag spells the
// path of a Dockerfile. A folder that is called like a public image does not make that image its own.
type family struct {
	nodes    []*node
	byRef    map[string][]*node // repository → images that build files publish there
	named    map[string][]*node // spelling without capitals, dashes, underscores and dots → images of that name
	labelled map[string][]*node // the same of the label name, whole and its last part (Red Hat's guide for container images)
	repos    map[string]bool    // repositories whose tags spell paths of the folder
}

func newFamily(nodes []*node) *family {
	f := &family{nodes: nodes, byRef: map[string][]*node{}, named: map[string][]*node{}, labelled: map[string][]*node{}, repos: map[string]bool{}}
	for _, n := range nodes {
		for _, ref := range n.published {
			repo, _ := split(canonical(ref))
			f.byRef[repo] = append(f.byRef[repo], n)
		}
		for _, word := range n.spellings() {
			f.named[word] = append(f.named[word], n)
		}
		if label := n.label(); label != "" {
			whole, last := spelling(label), spelling(path.Base(label))
			f.labelled[whole] = append(f.labelled[whole], n)
			if last != whole {
				f.labelled[last] = append(f.labelled[last], n)
			}
		}
	}
	f.findRepositories()
	return f
}

// label is the name that the image carries; some keep it in an argument of that name only.
func (n *node) label() string {
	final := n.parsed.Final()
	if label := final.Labels["name"]; label != "" {
		return label
	}
	if word := final.Vars["NAME"]; strings.Contains(word, "-") {
		return word
	}
	return ""
}

// spellings are the names that a Dockerfile may be published under by custom: its path, its last folder, and what its file name adds.
func (n *node) spellings() []string {
	dir, suffix := stemOf(n.file)
	all := []string{spelling(n.name), spelling(dir + suffix), spelling(suffix)}
	if suffix == "" {
		all = append(all, spelling(path.Base(dir)))
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}

func spelling(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_./", r) {
			return -1
		}
		return r
	}, strings.ToLower(text))
}

// connect finds parents and copies, and what the images are called by others.
func (f *family) connect() {
	for _, n := range f.nodes {
		for _, ref := range n.published {
			if n.repo == "" {
				n.repo, n.tag = split(ref)
			}
		}
	}
	for _, n := range f.nodes {
		f.choose(n)
		if p := f.means(n.parsed.Final().From.Image, n); p != nil && !p.under(n) {
			n.parent = p
			p.children++
		}
	}
	for _, n := range f.nodes {
		for _, r := range n.parsed.External() {
			if c := f.means(r.Image, n); c != nil && c != n.parent && !slices.Contains(n.copies, c.name) && !c.needs(n, map[*node]bool{}) {
				n.copies, c.copied = append(n.copies, c.name), true
			}
		}
		slices.Sort(n.copies)
	}
}

// means is find, with what a bake file puts in the place of a name.
func (f *family) means(ref string, by *node) *node {
	target, ok := strings.CutPrefix(by.contexts[ref], "target:")
	if !ok {
		return f.find(ref, by)
	}
	for _, n := range f.nodes {
		if n != by && slices.Contains(n.targets, target) {
			return n
		}
	}
	return nil
}

// choose takes other arguments of the folder build-args where they, and not the first ones, lead to an image of the folder.
func (f *family) choose(n *node) {
	if len(n.otherArgs) == 0 || f.find(n.parsed.Final().From.Image, n) != nil {
		return
	}
	first := n.args
	for _, args := range n.otherArgs {
		if n.args = args; n.parse() == nil && f.find(n.parsed.Final().From.Image, n) != nil {
			return
		}
	}
	n.args = first
	_ = n.parse()
}

// under says whether n hangs below another image, which then cannot hang below n.
func (n *node) under(o *node) bool {
	for at := n; at != nil; at = at.parent {
		if at == o {
			return true
		}
	}
	return false
}

// needs says whether n is built after another image, over both kinds of edges.
func (n *node) needs(o *node, seen map[*node]bool) bool {
	if n == nil || seen[n] {
		return false
	}
	seen[n] = true
	return n == o || n.parent.needs(o, seen)
}

// find returns the image that a reference means, nil when it is none of the folder or cannot be told. The first reference gives the image
// its repository and tag; one with another tag is then another image, an older one that lies in the registry.
func (f *family) find(ref string, by *node) *node {
	if ref == "" || ref == "scratch" {
		return nil
	}
	repo, tag := split(ref)
	n := f.lookup(repo, tag)
	if n == nil || n == by {
		return nil
	}
	tag = cmp.Or(tag, "latest") // what a reference without a tag means
	if n.repo == "" {
		n.repo = repo
	}
	n.tag = cmp.Or(n.tag, tag)
	if canonical(n.repo) != canonical(repo) || n.tag != tag {
		return nil
	}
	return n
}

func (f *family) lookup(repo, tag string) *node {
	if n := f.publishedAs(canonical(repo), tag); n != nil {
		return n
	}
	if f.repos[canonical(repo)] {
		if n := f.byTag(tag); n != nil {
			return n
		}
	}
	if n := narrow(f.labelled[spelling(withoutHost(repo))], tag); n != nil {
		return n
	}
	if !ours(repo) {
		return nil
	}
	for _, word := range []string{spelling(path.Base(repo)), spelling(path.Base(repo) + tag)} { // verse_4.6.1.Dockerfile is verse:4.6.1
		if n := narrow(f.named[word], tag); n != nil {
			return n
		}
	}
	return narrow(f.labelled[spelling(path.Base(repo))], tag)
}

// publishedAs returns the image that build files publish under a repository and tag. An image that is published without a clear tag is meant
// by every tag, unless the repository has several images.
func (f *family) publishedAs(repo, tag string) *node {
	list := f.byRef[repo]
	for _, want := range []string{tag, ""} {
		for _, n := range list {
			if (want != "" || tag == "" || onlyOne(list)) && slices.ContainsFunc(n.published, func(ref string) bool {
				r, t := split(canonical(ref))
				return r == repo && t == want
			}) {
				return n
			}
		}
	}
	return nil
}

func onlyOne(list []*node) bool {
	return !slices.ContainsFunc(list, func(n *node) bool { return n != list[0] })
}

// narrow returns the only image of a list, or the only one whose path has the tag: 39 is Dockerfile.f39, c9s is Dockerfile.c9s.
func narrow(list []*node, tag string) *node {
	if len(list) > 1 {
		list = slices.DeleteFunc(slices.Clone(list), func(n *node) bool {
			return !slices.ContainsFunc(tokens(n.path()), func(word string) bool {
				return word == tag || strings.TrimLeft(word, "abcdefghijklmnopqrstuvwxyz") == tag
			})
		})
	}
	if len(list) != 1 {
		return nil
	}
	return list[0]
}

func withoutHost(repo string) string {
	if first, rest, more := strings.Cut(repo, "/"); more && strings.ContainsAny(first, ".:") {
		return rest
	}
	return repo
}

// publicRegistries are places of public images: a folder of the same name builds another image.
var publicRegistries = []string{
	"docker.io/library", "docker.io/bitnami", "docker.io/cimg", "docker.io/circleci", "docker.io/amd64", "docker.io/arm64v8", "docker.io/nvidia", "docker.io/oven", "docker.io/rockylinux",
	"registry.access.redhat.com", "registry.redhat.io", "mcr.microsoft.com", "gcr.io/distroless", "public.ecr.aws", "cgr.dev", "nvcr.io", "quay.io/centos", "quay.io/fedora", "registry.fedoraproject.org", "ghcr.io/graalvm", "registry.suse.com",
}

// ours says whether a repository may be one of the organisation: it is in no place of public images. A bare name is a local build, unless
// Docker Hub has an official image of that name.
func ours(repo string) bool {
	full := canonical(repo)
	if name, ok := strings.CutPrefix(full, "docker.io/library/"); ok {
		_, official := known[name]
		return !official && !officials[name] && !strings.Contains(repo, "/")
	}
	return !slices.ContainsFunc(publicRegistries, func(p string) bool { return strings.HasPrefix(full, p+"/") })
}

// findRepositories looks for repositories whose tags spell paths of the folder: one repository, many tags. One number alone proves nothing.
func (f *family) findRepositories() {
	for _, n := range f.nodes {
		for _, r := range append(n.parsed.External(), n.parsed.Final().From) {
			repo, tag := split(r.Image)
			if tag == "" || f.repos[canonical(repo)] {
				continue
			}
			if found := f.byTag(tag); found != nil && found != n && len(tokens(found.path())) > 1 {
				f.repos[canonical(repo)] = true
			}
		}
	}
}

// path is what a tag would spell: folders and what the file name adds.
func (n *node) path() string {
	dir, suffix := stemOf(n.file)
	return dir + "/" + suffix
}

// byTag returns the image whose path a tag spells best. A number may be longer in the tag (9.0 in the path, 9.0.121 in the tag).
func (f *family) byTag(tag string) *node {
	var best *node
	most, twice := 0, false
	want := tokens(tag)
	for _, n := range f.nodes {
		own := tokens(n.path())
		score := spells(want, own)
		if score == 0 && len(own) > 1 {
			score = n.spellsWithout(tag, own)
		}
		switch {
		case score > most:
			best, most, twice = n, score, false
		case score == most && score > 0:
			twice = true
		}
	}
	if twice {
		return nil
	}
	return best
}

// spellsWithout compares a tag that starts with a version of the Dockerfile, as official images have them: MAVEN_VERSION 3.9.16 and the
// folder eclipse-temurin-17-noble give 3.9.16-eclipse-temurin-17. The name of the distribution's release may be left out, and so may the
// words that say the same as the version (maven-4).
func (n *node) spellsWithout(tag string, own []string) int {
	for _, stage := range n.parsed.Stages {
		for name, v := range stage.Vars {
			product, is := strings.CutSuffix(name, "_VERSION")
			rest, starts := strings.CutPrefix(tag, v+"-")
			if !is || !starts || v == "" {
				continue
			}
			major := tokens(strings.ReplaceAll(v, ".", "-"))[0]
			left := strings.Split(strings.Replace(strings.Join(own, " "), " "+strings.ToLower(product)+" "+major, "", 1), " ")
			left = slices.DeleteFunc(left, func(word string) bool { d, _ := imagetree.CodenameIn(word); return d != "" })
			if spells(tokens(rest), left) > 0 {
				return 1
			}
		}
	}
	return 0
}

var number = regexp.MustCompile(`^v?\d+(\.\d+)*$`)

func tokens(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune("-_/+", r) })
}

// spells compares token by token: 0 when they differ, more for each that is the same to the letter.
func spells(tag, own []string) int {
	if len(tag) != len(own) || len(tag) == 0 {
		return 0
	}
	score := 1
	for i := range tag {
		switch {
		case tag[i] == own[i]:
			score += 2
		case number.MatchString(tag[i]) && number.MatchString(own[i]) && strings.HasPrefix(tag[i], own[i]+"."):
			score++
		default:
			return 0
		}
	}
	return score
}

// registryOf returns the prefix under which most images of the folder are known; "" when none is.
func registryOf(nodes []*node) string {
	count := map[string]int{}
	for _, n := range nodes {
		if dir := path.Dir(canonical(n.repo)); n.repo != "" && dir != "." {
			count[dir]++
		}
	}
	best := ""
	for _, p := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[p] > count[best] {
			best = p
		}
	}
	return best
}
