package imagetree

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
)

var (
	capabilityForm = regexp.MustCompile(`^(apt:)?[a-z0-9][a-z0-9+._-]{0,127}$`)
	platformForm   = regexp.MustCompile(`^[a-z0-9]+/[a-z0-9]+(/[a-z0-9.]+)?$`)
	userForm       = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$`)
	argForm        = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)
	tagForm        = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`) // OCI distribution spec
)

// ParseReference reads a reference strictly: it must name its registry, and a tag or a digest (references without a registry mean Docker Hub
// to some tools and a local image to others).
func ParseReference(text string) (name.Reference, error) {
	return parse(text, name.StrictValidation)
}

// ValidReference says whether a text is a reference as Docker reads one, with a registry or without.
func ValidReference(text string) bool {
	_, err := parse(text, name.WeakValidation)
	return err == nil
}

// component is one part of a repository's path in the OCI distribution spec; go-containerregistry is wider and takes "..".
var component = regexp.MustCompile(`^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$`)

func parse(text string, strictness name.Option) (name.Reference, error) {
	ref, err := name.ParseReference(text, strictness)
	if err != nil {
		return nil, err
	}
	for part := range strings.SplitSeq(ref.Context().RepositoryStr(), "/") {
		if !component.MatchString(part) {
			return nil, fmt.Errorf("%q cannot be part of a repository's name", part)
		}
	}
	if tag, ok := ref.(name.Tag); ok && !tagForm.MatchString(tag.TagStr()) {
		return nil, fmt.Errorf("%q cannot be a tag", tag.TagStr())
	}
	return ref, nil
}

// checkHead refuses values of the first file that no rule could make sense of.
func (t *Tree) checkHead(file string, root *yaml.Node) error {
	where := func(keys ...string) fault.Position {
		pos := fault.Position{File: file, Line: root.Line, Column: root.Column}
		n := root
		for _, k := range keys {
			key, value := child(n, k)
			if key == nil {
				break
			}
			pos.Line, pos.Column, n = key.Line, key.Column, value
		}
		return pos
	}
	if t.Registry != "" {
		if _, err := ParseReference(t.Registry + "/x:1"); err != nil {
			return wrong(where("registry"), "registry %q cannot start a reference", t.Registry).WithHint("write it as registry.example.com/base")
		}
	}
	for _, p := range t.Platforms {
		if err := CheckPlatform(p); err != nil {
			return err.Where(where("platforms", p))
		}
	}
	if _, err := regexp.Compile(t.Policy.Name); err != nil {
		return wrong(where("policy", "name"), "policy.name is not a regular expression: %s", err)
	}
	for _, c := range slices.Sorted(maps.Keys(t.Policy.Defaults)) {
		if _, err := SchemeOf(c).Range(t.Policy.Defaults[c]); err != nil {
			return wrong(where("policy", "defaults", c), "policy.defaults: %s", err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.Policy.Rules)) {
		if s := t.Policy.Rules[id]; !slices.Contains([]string{"error", "warning", "info", "off"}, s) {
			return wrong(where("policy", "rules", id), "unknown severity %q of rule %s", s, id).WithHint("use error, warning, info or off")
		}
	}
	for _, c := range slices.Sorted(maps.Keys(t.Capabilities)) {
		if !capabilityForm.MatchString(c) {
			return wrong(where("capabilities", c), "%q cannot be the name of a capability", c).WithHint("use lower-case letters, digits and dashes")
		}
	}
	for _, role := range slices.Sorted(maps.Keys(t.Policy.Require)) {
		if role != Run && role != Build {
			return wrong(where("policy", "require", string(role)), "unknown role %q", role).WithHint("use run or build")
		}
	}
	return nil
}

// check refuses values of an image that would reach a Dockerfile or a registry as something else than they say.
func (i *Image) check() error {
	if i.Ref != "" {
		if _, err := ParseReference(i.Ref); err != nil {
			return wrong(i.At("ref"), "ref %q of image %s is not a complete reference", i.Ref, i.Name).WithHint("write registry, name and tag: docker.io/library/node:24-slim")
		}
		for _, key := range []string{"from", "tag", "tags", "repository", "dockerfile", "context", "args", "target"} {
			if k, _ := child(i.body, key); k != nil {
				return wrong(i.At(key), "image %s has a ref, so it cannot have %s", i.Name, key).WithHint("an image with a ref is taken as it is; leave %s out", key)
			}
		}
	}
	if i.Ref == "" && i.From == "" {
		return wrong(i.At(), "image %s says neither from nor ref", i.Name).WithHint("name its parent with from:, or give the reference of an external image with ref:")
	}
	if i.Tag != "" && !tagForm.MatchString(i.Tag) {
		return wrong(i.At("tag"), "%q of image %s cannot be a tag", i.Tag, i.Name).WithHint("use letters, digits, dots and dashes, at most 128")
	}
	for _, tag := range i.Tags {
		if !tagForm.MatchString(tag) {
			return wrong(i.At("tags", tag), "%q of image %s cannot be a tag", tag, i.Name).WithHint("use letters, digits, dots and dashes, at most 128")
		}
	}
	if i.Repository != "" {
		if _, err := parse(i.repository(), name.WeakValidation); err != nil || strings.ContainsAny(i.Repository, ":@") && !strings.Contains(i.Repository, "/") {
			return wrong(i.At("repository"), "repository %q of image %s cannot be part of a reference", i.Repository, i.Name).WithHint("write a path without a tag: base/java, or registry.example.com/base/java")
		}
	}
	if i.Context != "" && escapes(i.ContextPath()) {
		return wrong(i.At("context"), "context %q of image %s leads out of the tree's folder", i.Context, i.Name)
	}
	if i.User != "" && !userForm.MatchString(i.User) {
		return wrong(i.At("user"), "%q of image %s cannot be a user", i.User, i.Name).WithHint("write a name or a number, with a group after a colon: app or 10001:10001")
	}
	if i.UID < 0 || i.UID > math.MaxInt32 {
		return wrong(i.At("uid"), "%d of image %s cannot be the number of a user", i.UID, i.Name)
	}
	for _, key := range slices.Sorted(maps.Keys(i.Labels)) {
		if strings.TrimSpace(key) == "" || strings.ContainsAny(key, " \t\n=") {
			return wrong(i.At("labels", key), "%q cannot be the name of a label", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(i.Args)) {
		if !argForm.MatchString(key) {
			return wrong(i.At("args", key), "%q cannot be the name of a build argument", key).WithHint("use letters, digits and underscores")
		}
	}
	if i.FromExternal() {
		if _, err := parse(i.From, name.WeakValidation); err != nil {
			return wrong(i.At("from"), "from %q of image %s is neither an image of this tree nor a reference", i.From, i.Name)
		}
	}
	for _, p := range i.Platforms {
		if err := CheckPlatform(p); err != nil {
			return err.Where(i.At("platforms", p))
		}
	}
	for _, c := range slices.Sorted(maps.Keys(i.Provides)) {
		if !capabilityForm.MatchString(c) {
			return wrong(i.At("provides", c), "%q cannot be the name of a capability", c).WithHint("use lower-case letters, digits and dashes")
		}
	}
	if i.Dockerfile != "" && escapes(i.DockerfilePath()) {
		return wrong(i.At("dockerfile"), "dockerfile %q of image %s leads out of the tree's folder", i.Dockerfile, i.Name)
	}
	return nil
}

// FromExternal says whether the parent is an external reference rather than an image of the tree: it has a registry, tag or digest.
func (i *Image) FromExternal() bool {
	return i.From != "scratch" && strings.ContainsAny(i.From, "/:@") && i.tree.Images[i.From] == nil
}

func escapes(p string) bool {
	return p == ".." || strings.HasPrefix(p, "../") || strings.HasPrefix(p, "/")
}

// CheckPlatform refuses what is no platform of images: os/architecture, with a variant where there is one.
func CheckPlatform(text string) *fault.Error {
	if platformForm.MatchString(text) {
		return nil
	}
	return fault.New(fault.Usage, "%q is not a platform", text).WithHint("write it as linux/amd64")
}

func wrong(at fault.Position, format string, args ...any) *fault.Error {
	e := fault.New(fault.Usage, format, args...)
	e.At = at
	return e
}

func cutDigest(ref string) (name, digest string, found bool) {
	return strings.Cut(ref, "@")
}
