package registry

import (
	"cmp"
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/name"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

// Upstream is what a registry has beside an image that the tree takes from outside: the parent of a root, or an image that is named
// by ref.
type Upstream struct {
	Image     string `json:"image"`             // of the tree
	Reference string `json:"reference"`         // as the tree names it
	Days      int    `json:"days"`              // age of what the reference names now; -1 where the image does not tell its day
	Missing   bool   `json:"missing,omitempty"` // the registry has no such image
	Moved     bool   `json:"moved"`             // the tag names something else than the digest of the tree
	Line      string `json:"line,omitempty"`
	Newest    string `json:"newest,omitempty"` // newest tag of the same line: the same first number
	Beyond    string `json:"beyond,omitempty"` // newest tag of all lines, when another
}

// Outdated says whether there is something to do within the line.
func (u Upstream) Outdated() bool { return u.Missing || u.Moved || u.Newest != "" }

// maxTags bounds the tags of one repository that are read.
const maxTags = 20_000

// Outdated asks registries what is newer than what the tree takes from outside. What could not be asked is an error of kind
// fault.Unreachable beside the answers of the others.
func Outdated(ctx context.Context, t *imagetree.Tree, o Options, now time.Time) ([]Upstream, error) {
	o.Jobs = cmp.Or(o.Jobs, 8)
	c := newClient(o)
	var list []request
	for _, i := range present(t) {
		if i.External() {
			list = append(list, request{i, i.TagRef()})
		}
	}
	list = append(list, outside(present(t))...)
	found, failed := c.images(ctx, list, o.Jobs)
	tags := map[string][]string{}
	var out []Upstream
	for _, r := range list {
		p := found[r.ref]
		if p == nil {
			continue // told by the error
		}
		if p.missing {
			out = append(out, Upstream{Image: r.image.Name, Reference: r.ref, Days: -1, Missing: true})
			continue
		}
		u := Upstream{Image: r.image.Name, Reference: r.ref, Days: c.age(ctx, p, now)}
		ref, err := name.ParseReference(r.ref, name.WeakValidation)
		if err != nil {
			return nil, fault.Wrap(fault.Usage, err, "image %s", r.image.Name)
		}
		plain, digest, pinned := strings.Cut(r.ref, "@")
		if pinned {
			if ref, err = name.NewTag(plain, name.WeakValidation); err != nil {
				continue // a digest alone has no line
			}
			u.Moved = c.names(ctx, ref, digest)
		}
		tag, ok := ref.(name.Tag)
		if !ok {
			continue
		}
		repo := tag.Context().Name()
		if _, asked := tags[repo]; !asked {
			tags[repo], err = c.tags(ctx, tag.Context())
			if err != nil {
				failed = cmp.Or(failed, unreachable(tag, err))
			}
		}
		u.Line, u.Newest, u.Beyond = newer(tag.TagStr(), tags[repo])
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b Upstream) int {
		return cmp.Or(strings.Compare(a.Image, b.Image), strings.Compare(a.Reference, b.Reference))
	})
	return out, failed
}

// age is the number of days since the first platform of an image was made.
func (c *client) age(ctx context.Context, p *pushed, now time.Time) int {
	for _, platform := range slices.Sorted(maps.Keys(p.platforms)) {
		config, err := c.configOf(ctx, p.platforms[platform])
		if err == nil && config.Created.Year() > 2000 { // reproducible builds say 1970 or 1980
			return int(now.Sub(config.Created.Time).Hours() / 24)
		}
	}
	return -1
}

// names says whether a tag names something else than a digest.
func (c *client) names(ctx context.Context, tag name.Reference, digest string) bool {
	puller, err := c.puller(ctx, tag.Context())
	if err != nil {
		return false
	}
	head, err := puller.Head(ctx, tag)
	return err == nil && head.Digest.String() != digest
}

func (c *client) tags(ctx context.Context, repo name.Repository) ([]string, error) {
	puller, err := c.puller(ctx, repo)
	if err != nil {
		return nil, err
	}
	lister, err := puller.Lister(ctx, repo)
	if err != nil {
		return nil, err
	}
	var all []string
	for lister.HasNext() && len(all) < maxTags {
		page, err := lister.Next(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Tags...)
	}
	return all, nil
}

var digits = regexp.MustCompile(`\d+`)

// newer finds the newest tag of the same shape (17.0.12_7-jre-noble for 17.0.11_9-jre-noble): the same words around as many numbers, so that
// neither a variant nor a moving tag counts. The first number is the line.
func newer(tag string, all []string) (line, newest, beyond string) {
	numbers := split(tag)
	if len(numbers) == 0 {
		return "", "", ""
	}
	line = strconv.Itoa(numbers[0])
	best, most := numbers, numbers
	for _, t := range all {
		n := split(t)
		if shape(t) != shape(tag) || len(n) != len(numbers) {
			continue
		}
		if n[0] == numbers[0] && slices.Compare(n, best) > 0 {
			best, newest = n, t
		}
		if slices.Compare(n, most) > 0 {
			most, beyond = n, t
		}
	}
	if beyond == newest || most[0] == numbers[0] {
		beyond = ""
	}
	return line, newest, beyond
}

func shape(tag string) string { return digits.ReplaceAllString(tag, "0") }

func split(tag string) []int {
	var out []int
	for _, d := range digits.FindAllString(tag, -1) {
		n, err := strconv.Atoi(d)
		if err != nil {
			return nil // longer than any version: a date with a commit
		}
		out = append(out, n)
	}
	return out
}
