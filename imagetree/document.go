// Package imagetree declares, checks and searches the base images of an organisation: one flat map from name to image,
// each with its parent, so that "which image is nearest to what this application needs" has one answer that can be explained.
// Everything here works offline and without a clock; what is pushed is the business of imagetree/registry.
package imagetree

// Document is the form of imagetree.yaml. A file that is included may hold version, capabilities and images only.
type Document struct {
	Version      int                   `yaml:"version" jsonschema:"enum=1" jsonschema_description:"The version of this form."`
	Registry     string                `yaml:"registry" jsonschema_description:"Prefix of every image: its reference is registry/NAME:TAG."`
	Platforms    []string              `yaml:"platforms" jsonschema_description:"Platforms that every image is built for, unless it names its own."`
	Include      []string              `yaml:"include" jsonschema_description:"Further files with images, relative to this one; * matches within one folder."`
	Capabilities map[string]Capability `yaml:"capabilities" jsonschema_description:"How versions of a capability are compared. A capability that is not listed here needs no entry."`
	Policy       Policy                `yaml:"policy" jsonschema_description:"What the organisation asks of every image."`
	Images       map[string]*Image     `yaml:"images" jsonschema_description:"The images by name. A node is one concrete release line."`
}

// Capability says how versions of one thing that images provide are compared.
type Capability struct {
	Compat Compat   `yaml:"compat" jsonschema:"enum=any,enum=same-major" jsonschema_description:"same-major: a newer major counts as another product. For an open range it is used, with a warning, only where no image has the major of the lower bound. any (default): a newer major serves."`
	Prefer Prefer   `yaml:"prefer" jsonschema:"enum=nearest,enum=newest" jsonschema_description:"nearest (default): the fewest majors above the lower bound. newest: the other way round."`
	EOL    string   `yaml:"eol" jsonschema_description:"Product of the end-of-life table, by its endoflife.date id, for example eclipse-temurin."`
	Alias  []string `yaml:"alias" jsonschema_description:"Other names of the capability, for example the Debian package python3 for python."`
}

// Policy is what the organisation asks of its tree and of every application.
type Policy struct {
	Name          string            `yaml:"name" jsonschema_description:"Regular expression (RE2) that every image name matches."`
	MaxDepth      int               `yaml:"maxDepth" jsonschema_description:"Most levels from a root to a leaf."`
	MaxChildren   int               `yaml:"maxChildren" jsonschema_description:"Most children of one image; 30 when not given."`
	MaxLayers     int               `yaml:"maxLayers" jsonschema_description:"Most layers of a chain, checked with the lock; 100 when not given (the limit of overlay2 is 128)."`
	Registries    []string          `yaml:"registries" jsonschema_description:"Prefixes that external references may start with, for example docker.io/library."`
	Require       map[Role][]string `yaml:"require" jsonschema_description:"Capabilities that every image picked for a role must have, for example run: [tini]."`
	Excludes      [][]string        `yaml:"excludes" jsonschema_description:"Capabilities that no image may provide together, for example [java, node]."`
	Defaults      map[string]string `yaml:"defaults" jsonschema_description:"Range of a capability for applications that state none, for example java: '>=21'."`
	Rules         map[string]string `yaml:"rules" jsonschema_description:"Severity of a lint rule: error, warning, info or off."`
	RebuildWithin Duration          `yaml:"rebuildWithin" jsonschema_description:"How long an image may lag behind its parent, for example 72h."`
}

// Image is one node of the tree.
type Image struct {
	Name string `yaml:"-"`

	From       string            `yaml:"from" jsonschema_description:"The parent: an image of this tree, scratch, or an external reference (with @sha256 digest)."`
	Ref        string            `yaml:"ref" jsonschema_description:"Reference of an image that is taken as it is and never built here; then from, tag and dockerfile are left out. The tag of a release line (24-slim) moves: what provides says is the least that it has."`
	Tag        string            `yaml:"tag" jsonschema_description:"Immutable tag, by custom VERSION-rN."`
	Repository string            `yaml:"repository" jsonschema_description:"Where the image is pushed, when not under its own name: a path below the registry, or a whole one with its host. Many images may share a repository and differ in their tags."`
	Tags       []string          `yaml:"tags" jsonschema_description:"Further tags that are pushed with the image, such as 17 and 17.0; they may move."`
	Copies     []string          `yaml:"copies" jsonschema_description:"Images that the Dockerfile copies from or mounts: an edge for rebuilds, not for layers."`
	Provides   map[string]string `yaml:"provides" jsonschema_description:"Capability and its version; an empty version means present, * means any version on demand. Children inherit it."`
	Overrides  []string          `yaml:"overrides" jsonschema_description:"Inherited capabilities whose version this image means to change."`
	Removes    []string          `yaml:"removes" jsonschema_description:"Inherited capabilities that the Dockerfile deletes."`
	Use        []Role            `yaml:"use" jsonschema:"enum=run,enum=build" jsonschema_description:"What the image is picked for; without it the image is a parent only."`
	Status     Status            `yaml:"status" jsonschema:"enum=active,enum=deprecated,enum=withdrawn" jsonschema_description:"deprecated loses against active images; withdrawn is never picked."`
	ReplacedBy string            `yaml:"replacedBy" jsonschema_description:"The image to move to when this one is deprecated."`
	Until      Date              `yaml:"until" jsonschema:"format=date" jsonschema_description:"Last day on which the image may be used, as YYYY-MM-DD."`
	Dockerfile string            `yaml:"dockerfile" jsonschema_description:"Path of the Dockerfile relative to the file that declares the image."`
	Context    string            `yaml:"context" jsonschema_description:"Build context relative to the file that declares the image. Without it, the folder of the Dockerfile, or the nearest one above that has all that it copies."`
	Args       map[string]string `yaml:"args" jsonschema_description:"Build arguments: several images may be built from one Dockerfile."`
	Target     string            `yaml:"target" jsonschema_description:"The stage of the Dockerfile that is the image; the last one when not given."`
	User       string            `yaml:"user" jsonschema_description:"The user that containers of the image start as, a name or a number, with a group after a colon. Children inherit it; tree verify compares."`
	UID        int               `yaml:"uid" jsonschema_description:"The number of that user, for securityContext.runAsUser. Children inherit it; tree verify compares."`
	Entrypoint []string          `yaml:"entrypoint" jsonschema_description:"The ENTRYPOINT of the image in its exec form. Children inherit it; tree verify compares."`
	Labels     map[string]string `yaml:"labels" jsonschema_description:"Labels of the image. tree bake sets them; children inherit them; tree verify compares."`
	Owner      string            `yaml:"owner" jsonschema_description:"The team that answers for the image."`
	Platforms  []string          `yaml:"platforms" jsonschema_description:"Platforms of this image, when other than the tree's."`
	Allow      map[string]string `yaml:"allow" jsonschema_description:"Labels that an application must carry to be given this image."`
	Deny       map[string]string `yaml:"deny" jsonschema_description:"Labels that keep an application from being given this image."`
	Test       []string          `yaml:"test" jsonschema_description:"Commands that must succeed in this image and in every child."`
	Budget     Budget            `yaml:"budget" jsonschema_description:"Bounds that lint checks with the lock."`

	node
}

// Budget bounds what an image may grow to.
type Budget struct {
	Size   Size `yaml:"size" jsonschema:"oneof_type=string;integer" jsonschema_description:"Largest compressed size, for example 600MB."`
	Layers int  `yaml:"layers" jsonschema_description:"Most layers, parents included."`
}
