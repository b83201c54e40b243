package scaffold

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// write prints the tree, parents before their children as the names allow: by name.
func write(nodes []*node, registry string) []byte {
	var b strings.Builder
	b.WriteString("# Written by `waybill tree init` from the Dockerfiles of this folder. Check what is marked as a guess, then `waybill tree lint`.\n")
	b.WriteString("version: 1\n")
	if registry == "" {
		b.WriteString("registry: registry.example.com/base   # a guess: no FROM line names an image of this folder with its registry\n")
	} else {
		fmt.Fprintf(&b, "registry: %s\n", scalar(registry))
	}
	b.WriteString("platforms: [linux/amd64]   # a guess\n")
	writeCapabilities(&b, nodes)
	b.WriteString("\nimages:\n")
	for _, n := range nodes {
		n.write(&b)
	}
	return []byte(b.String())
}

// writeCapabilities names the products of those capabilities that the end-of-life table knows.
func writeCapabilities(b *strings.Builder, nodes []*node) {
	products := map[string]string{"java": "eclipse-temurin", "node": "nodejs", "go": "go", "tomcat": "tomcat", "debian": "debian", "ubuntu": "ubuntu", "alpine": "alpine-linux", "nginx": "nginx"}
	used := map[string]bool{}
	for _, n := range nodes {
		for c := range n.provides() {
			used[c] = true
		}
	}
	first := true
	for _, c := range slices.Sorted(maps.Keys(products)) {
		if !used[c] {
			continue
		}
		if first {
			b.WriteString("\ncapabilities:\n")
			first = false
		}
		fmt.Fprintf(b, "  %s: {eol: %s}\n", c, products[c])
	}
}

func (n *node) write(b *strings.Builder) {
	fmt.Fprintf(b, "  %s:\n", scalar(n.name))
	from := n.parsed.Final().From
	switch {
	case n.parent != nil:
		fmt.Fprintf(b, "    from: %s\n", scalar(n.parent.name))
	case len(from.Unknown) > 0:
		fmt.Fprintf(b, "    from: scratch   # a guess: %s has no default\n", strings.ReplaceAll(strings.Join(from.Unknown, ", "), "\n", " "))
	default:
		fmt.Fprintf(b, "    from: %s\n", scalar(full(from.Image)))
	}
	if len(n.copies) > 0 {
		words := make([]string, len(n.copies))
		for i, c := range n.copies {
			words[i] = scalar(c)
		}
		fmt.Fprintf(b, "    copies: [%s]\n", strings.Join(words, ", "))
	}
	if n.ref != "" {
		fmt.Fprintf(b, "    tag: %s\n", scalar(n.ref))
	} else {
		b.WriteString("    tag: 1-r1   # a guess: no FROM line names one\n")
	}
	if n.children == 0 {
		use := "run"
		if builds.MatchString(n.name) {
			use = "build"
		}
		fmt.Fprintf(b, "    use: [%s]   # a guess: nothing is built on it\n", use)
	}
	fmt.Fprintf(b, "    dockerfile: %s\n", scalar(n.file))
	if provides := n.provides(); len(provides) > 0 {
		var words []string
		for _, c := range slices.Sorted(maps.Keys(provides)) {
			words = append(words, fmt.Sprintf("%s: %q", c, provides[c]))
		}
		fmt.Fprintf(b, "    provides: {%s}\n", strings.Join(words, ", "))
	}
	b.WriteString("\n")
}

var builds = regexp.MustCompile(`(^|-)(build|builder|maven|gradle|sdk|jdk|compiler|dev)(-|$|\d)`)

// full writes a reference with its registry, as the tree wants it.
func full(ref string) string {
	first, _, more := strings.Cut(ref, "/")
	switch {
	case ref == "scratch":
		return ref
	case !more:
		ref = "docker.io/library/" + ref
	case !strings.ContainsAny(first, ".:") && first != "localhost":
		ref = "docker.io/" + ref
	}
	if _, tag := split(ref); tag == "" && !strings.Contains(ref, "@") {
		ref += ":latest"
	}
	return ref
}

var (
	leading = regexp.MustCompile(`^v?(\d+(?:\.\d+)*)`)
	// known maps the names of public images to what they provide.
	known = map[string]string{
		"debian": "debian", "ubuntu": "ubuntu", "alpine": "alpine", "fedora": "fedora", "eclipse-temurin": "java", "openjdk": "java", "amazoncorretto": "java",
		"node": "node", "golang": "go", "python": "python", "tomcat": "tomcat", "nginx": "nginx", "bun": "bun", "ubi8": "ubi", "ubi9": "ubi", "ubi-minimal": "ubi",
	}
	// variables maps what Dockerfiles call a version to the capability.
	variables = map[string]string{
		"JAVA_VERSION": "java", "NODE_VERSION": "node", "GOLANG_VERSION": "go", "GO_VERSION": "go", "PYTHON_VERSION": "python", "TOMCAT_VERSION": "tomcat",
		"MAVEN_VERSION": "maven", "NGINX_VERSION": "nginx", "TINI_VERSION": "tini", "BUN_VERSION": "bun",
	}
)

// provides guesses from the base image and from variables that hold versions.
func (n *node) provides() map[string]string {
	out := map[string]string{}
	final := n.parsed.Final()
	if n.parent == nil {
		repo, tag := split(final.From.Image)
		if c := known[path.Base(repo)]; c != "" {
			if m := leading.FindStringSubmatch(tag); m != nil {
				out[c] = m[1]
			} else {
				out[c] = ""
			}
		}
	}
	for name, c := range variables {
		if m := leading.FindStringSubmatch(final.Vars[name]); m != nil {
			out[c] = cmp.Or(m[1], out[c])
		}
	}
	return out
}

// scalar quotes a word where YAML would read it as something else.
func scalar(word string) string {
	data, err := yaml.Marshal(word)
	if err != nil {
		return fmt.Sprintf("%q", word)
	}
	return strings.TrimSuffix(string(data), "\n")
}
