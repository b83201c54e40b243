package registry

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

// The labels that Verify reads (OCI image specification, "Pre-Defined Annotation Keys"; waybill's own).
const (
	baseName      = "org.opencontainers.image.base.name"
	providesLabel = "waybill.provides"
)

// Verify compares the tree with its registries, and roots with their parents outside of the tree. What is wrong is a finding; what cannot
// be asked is an error of kind fault.Unreachable and never a finding, beside the findings of all that could be. now is compared with
// policy.rebuildWithin and with the days on which parents were made.
func Verify(ctx context.Context, t *imagetree.Tree, o Options, now time.Time) ([]finding.Finding, error) {
	o.Jobs = cmp.Or(o.Jobs, 8)
	c := newClient(o)
	list := present(t)
	found, failed := c.images(ctx, slices.Concat(requests(list), outside(list), unpinned(list)), o.Jobs)
	v := verifier{client: c, reporter: reporter{tree: t}, found: found, now: now}
	c.readLayers(ctx, v.built(list))
	for _, i := range list {
		v.upstream(ctx, i)
		p := found[i.TagRef()]
		if p == nil {
			continue // told by the error
		}
		if err := v.image(ctx, i, p); err != nil {
			failed = cmp.Or(failed, unreachableImage(i, err))
		}
	}
	v.mismatches()
	finding.Sort(v.findings)
	return v.findings, failed
}

// built are the platforms of the images that Verify compares.
func (v *verifier) built(list []*imagetree.Image) []*variant {
	var out []*variant
	for _, i := range list {
		p := v.found[i.TagRef()]
		for _, platform := range i.BuildPlatforms() {
			if p == nil {
				continue
			}
			if own, ok := p.variant(platform); ok {
				out = append(out, own)
			}
		}
	}
	return out
}

func unreachableImage(i *imagetree.Image, err error) error {
	ref, parsed := imagetree.ParseReference(i.TagRef())
	if parsed != nil {
		return err
	}
	return unreachable(ref, err)
}

func requests(list []*imagetree.Image) []request {
	out := make([]request, len(list))
	for n, i := range list {
		out[n] = request{i, i.TagRef()}
	}
	return out
}

// outside are the parents of the roots, each once.
func outside(list []*imagetree.Image) []request {
	var out []request
	seen := map[string]bool{}
	for _, i := range list {
		if i.Parent() == nil && i.FromExternal() && !i.External() && !seen[i.From] {
			seen[i.From] = true
			out = append(out, request{i, i.From})
		}
	}
	return out
}

// unpinned are the tags of parents that are pinned by digest, each once: a tag that has moved tells what is newer.
func unpinned(list []*imagetree.Image) []request {
	var out []request
	for _, r := range outside(list) {
		if tag, _, ok := strings.Cut(r.ref, "@"); ok && !slices.ContainsFunc(out, func(o request) bool { return o.ref == tag }) && hasTag(tag) {
			out = append(out, request{r.image, tag})
		}
	}
	return out
}

// hasTag says whether a reference without a digest names a tag: a digest alone follows no line.
func hasTag(ref string) bool { return strings.LastIndex(ref, ":") > strings.LastIndex(ref, "/") }

// parentOf returns what is pushed of an image's parent, in the tree or outside; nil when there is none or it could not be asked for.
func parentOf(found map[string]*pushed, i *imagetree.Image) *pushed {
	switch {
	case i.Parent() != nil:
		return found[i.Parent().TagRef()]
	case i.FromExternal():
		return found[i.From]
	}
	return nil
}

// present are the images that are meant to be in the registry.
func present(t *imagetree.Tree) []*imagetree.Image {
	var list []*imagetree.Image
	for _, name := range t.Names() {
		if i := t.Image(name); i.Status != imagetree.Withdrawn {
			list = append(list, i)
		}
	}
	return list
}

// reporter collects findings with the severities that the tree's policy gives them.
type reporter struct {
	tree     *imagetree.Tree
	findings []finding.Finding
	shown    []shown
}

type verifier struct {
	reporter
	client *client
	found  map[string]*pushed // by reference
	now    time.Time
}

func (v *reporter) report(rule string, i *imagetree.Image, at, key, format string, args ...any) {
	for _, r := range Rules() {
		if r.ID != rule {
			continue
		}
		severity := r.Severity
		if s, ok := v.tree.Policy.Rules[rule]; ok {
			severity = finding.Severity(s)
		}
		if severity == finding.Off {
			return
		}
		v.findings = append(v.findings, finding.Finding{
			Rule: rule, Severity: severity, Position: i.At(strings.Fields(at)...), Image: i.Name, Text: fmt.Sprintf(format, args...), Fix: r.Fix, Key: key,
		})
	}
}

func (v *verifier) image(ctx context.Context, i *imagetree.Image, p *pushed) error {
	if p.missing {
		v.report(unknown, i, "tag", "", "%s: the registry has no such image", i.TagRef())
		return nil
	}
	if locked, ok := i.Locked(); ok && locked.Digest != p.digest && !i.External() {
		v.report(moved, i, "tag", "", "tag %s now has digest %s, the lock says %s: an immutable tag was moved", i.TagRef(), p.digest, locked.Digest)
	}
	if parent := parentOf(v.found, i); parent != nil && parent.missing && i.Parent() == nil {
		v.report(unknown, i, "from", i.From, "%s, which image %s is from: the registry has no such image", i.From, i.Name)
	}
	for _, platform := range i.BuildPlatforms() {
		own, ok := p.variant(platform)
		if !ok {
			v.report(noPlatform, i, "platforms", platform, "pushed image %s lacks platform %s", i.TagRef(), platform)
			continue
		}
		facts, err := v.client.facts(ctx, i, own)
		if err != nil {
			return err
		}
		v.facts(i, platform, facts)
		if i.External() {
			continue // what it is made of is not ours
		}
		stale, err := v.base(ctx, i, platform, own)
		if err != nil {
			return err
		}
		v.labels(i, platform, facts.Labels, stale)
	}
	return nil
}

// shown is what one platform of an image shows of itself.
type shown struct {
	image    *imagetree.Image
	platform string
	facts    imagetree.Facts
}

// facts notes what an image shows, for mismatches.
func (v *reporter) facts(i *imagetree.Image, platform string, f imagetree.Facts) {
	v.shown = append(v.shown, shown{i, platform, f})
}

// mismatches reports where images are not what the tree says. What an image has of its parent is reported of the parent alone.
func (v *reporter) mismatches() {
	type key struct {
		image          *imagetree.Image
		platform, text string
	}
	told := map[key]bool{}
	for _, s := range v.shown {
		for _, m := range s.image.Mismatches(s.facts) {
			told[key{s.image, s.platform, m.Text}] = true
		}
	}
	for _, s := range v.shown {
		for _, m := range s.image.Mismatches(s.facts) {
			if !told[key{s.image.Parent(), s.platform, m.Text}] {
				v.report(otherFacts, s.image, m.At, m.At+" "+s.platform, "%s (%s) is not what the tree says: %s", s.image.TagRef(), s.platform, m.Text)
			}
		}
	}
}

// upstream reports a parent outside, or an image that is taken as it is, that is pinned by digest while its tag names something newer.
func (v *verifier) upstream(ctx context.Context, i *imagetree.Image) {
	at, ref := "from", i.From
	if i.External() {
		at, ref = "ref", i.TagRef()+"@"+i.Digest()
	} else if i.Parent() != nil {
		return
	}
	tag, pinned, ok := strings.Cut(ref, "@")
	now := v.found[tag]
	if !ok || pinned == "" || now == nil || now.missing || now.digest == pinned {
		return
	}
	age := ""
	if days := v.client.age(ctx, now, v.now); days >= 0 {
		age = fmt.Sprintf(" %s ago", plural(days, "day"))
	}
	v.report(upstream, i, at, tag, "upstream moved%s: %s is now %s, image %s is pinned to %s", age, tag, short(now.digest), i.Name, short(pinned))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// short is the start of a digest, as people compare it.
func short(digest string) string { return digest[:min(len(digest), len("sha256:")+12)] }

// variant finds a platform; linux/arm64/v8 is what some builders call linux/arm64.
func (p *pushed) variant(platform string) (*variant, bool) {
	v, ok := p.platforms[withoutVariant(platform)]
	return v, ok
}

func withoutVariant(platform string) string {
	parts := strings.SplitN(platform, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// base checks that the image begins with its parent's layers, and says whether it does not.
func (v *verifier) base(ctx context.Context, i *imagetree.Image, platform string, own *variant) (stale bool, err error) {
	parent := parentOf(v.found, i)
	if parent == nil || parent.missing {
		return false, nil
	}
	theirs, ok := parent.variant(platform)
	if !ok {
		return false, nil // said of the parent
	}
	at, err := v.client.differ(ctx, own, theirs)
	if err != nil || at == 0 {
		return false, err
	}
	config, err := v.client.configOf(ctx, theirs)
	if err != nil {
		return false, err
	}
	if grace, err := time.ParseDuration(string(v.tree.Policy.RebuildWithin)); err == nil && v.now.Sub(config.Created.Time) < grace {
		v.report(lags, i, "from", platform, "image %s is not rebuilt yet on %s (%s), which is new; policy.rebuildWithin allows %s", i.Name, parentName(i), platform, grace)
		return true, nil
	}
	age := ""
	if i.Parent() == nil { // a tag of somebody else: that it moves is no fault, and its age says how long fixes wait
		if days := v.client.age(ctx, parent, v.now); days >= 0 {
			age = fmt.Sprintf("; upstream moved %s ago", plural(days, "day"))
		}
	}
	v.report(notBegin, i, "from", platform, "%s does not begin with the layers of its parent %s (%s): layer %d of %d differs%s; rebuild it",
		i.TagRef(), parentName(i), platform, at, len(theirs.manifest.Layers), age)
	return true, nil
}

func parentName(i *imagetree.Image) string {
	if i.Parent() != nil {
		return i.Parent().Name
	}
	return i.From
}

// differ returns the first layer of the base, counted from 1, that the image does not begin with; 0 when it begins with all.
// Compressed digests of the manifests are compared first; only when they differ are the configurations fetched, because a mirror
// may compress the same content anew.
func (c *client) differ(ctx context.Context, image, base *variant) (int, error) {
	if prefix(digests(image.manifest), digests(base.manifest)) == 0 {
		return 0, nil
	}
	own, err := c.configOf(ctx, image)
	if err != nil {
		return 0, err
	}
	theirs, err := c.configOf(ctx, base)
	if err != nil {
		return 0, err
	}
	return prefix(own.RootFS.DiffIDs, theirs.RootFS.DiffIDs), nil
}

func digests(m *v1.Manifest) []v1.Hash {
	list := make([]v1.Hash, len(m.Layers))
	for i, l := range m.Layers {
		list[i] = l.Digest
	}
	return list
}

// prefix returns the first element of base, counted from 1, that list does not begin with; 0 when it begins with all.
func prefix(list, base []v1.Hash) int {
	for n, l := range base {
		if n >= len(list) || list[n] != l {
			return n + 1
		}
	}
	return 0
}

// labels compares what the image says of itself. Of an image with other layers only the layers are reported.
func (v *reporter) labels(i *imagetree.Image, platform string, labels map[string]string, stale bool) {
	if name := labels[baseName]; name != "" && !stale && i.Parent() != nil && repository(name) != repository(i.Parent().TagRef()) {
		v.report(wrongLabel, i, "from", platform, "label org.opencontainers.image.base.name of %s says %s, its layers and the tree say %s", i.TagRef(), name, i.Parent().Name)
	}
	text, ok := labels[providesLabel]
	if !ok {
		return
	}
	said := map[string]string{}
	for word := range strings.SplitSeq(text, ",") {
		if c, version, _ := strings.Cut(strings.TrimSpace(word), "="); c != "" {
			said[c] = version
		}
	}
	names := []string{}
	for c := range i.Own() {
		names = append(names, c)
	}
	slices.Sort(names)
	for _, c := range names {
		version, ok := said[c]
		switch declared := i.Own()[c].Text; {
		case !ok:
			v.report(wrongFacts, i, "provides", c+platform, "label waybill.provides of %s does not name %s, which the tree declares", i.TagRef(), c)
		case version != declared:
			v.report(wrongFacts, i, "provides", c+platform, "label waybill.provides of %s says %s %s, the tree says %s", i.TagRef(), c, cmp.Or(version, "without a version"), cmp.Or(declared, "no version"))
		}
	}
}

// repository drops tag and digest.
func repository(ref string) string {
	ref, _, _ = strings.Cut(ref, "@")
	if at := strings.LastIndex(ref, ":"); at > strings.LastIndex(ref, "/") {
		ref = ref[:at]
	}
	return ref
}
