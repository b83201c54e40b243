package scaffold

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// write prints the tree by name, and last what is not in it.
func write(nodes []*node, registry string, skipped []Skipped) []byte {
	var b strings.Builder
	b.WriteString("# Written by `waybill tree init` from the Dockerfiles of this folder. Check what is marked as a guess, then `waybill tree lint`.\n")
	b.WriteString("version: 1\n")
	if registry == "" {
		registry = "registry.example.com/base"
		b.WriteString("registry: registry.example.com/base   # a guess: nothing names an image of this folder with its registry\n")
	} else {
		fmt.Fprintf(&b, "registry: %s\n", scalar(registry))
	}
	b.WriteString("platforms: [linux/amd64]   # a guess\n")
	writeCapabilities(&b, nodes)
	b.WriteString("\nimages:\n")
	for _, n := range nodes {
		n.write(&b, registry)
	}
	for _, s := range skipped {
		fmt.Fprintf(&b, "# left out: %s: %s\n", oneLine(s.File), oneLine(s.Why))
	}
	return []byte(b.String())
}

// oneLine keeps a text in its comment.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// writeCapabilities names the products of those capabilities that the end-of-life table knows.
func writeCapabilities(b *strings.Builder, nodes []*node) {
	products := map[string]string{
		"almalinux": "almalinux", "alpine": "alpine-linux", "amazonlinux": "amazon-linux", "centos": "centos", "centos-stream": "centos-stream", "debian": "debian", "dotnet": "dotnet",
		"fedora": "fedora", "go": "go", "gradle": "gradle", "java": "eclipse-temurin", "maven": "apache-maven", "nginx": "nginx", "node": "nodejs", "php": "php", "python": "python",
		"rhel": "rhel", "rocky": "rocky-linux", "ruby": "ruby", "tomcat": "tomcat", "ubi": "rhel", "ubuntu": "ubuntu",
	}
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

func (n *node) write(b *strings.Builder, registry string) {
	fmt.Fprintf(b, "  %s:\n", scalar(n.name))
	from := n.parsed.Final().From
	switch {
	case n.parent != nil:
		fmt.Fprintf(b, "    from: %s\n", scalar(n.parent.name))
	default:
		fmt.Fprintf(b, "    from: %s\n", scalar(full(from.Image)))
	}
	if repo := canonical(n.repo); n.repo != "" && strings.TrimPrefix(repo, registry+"/") != n.name {
		fmt.Fprintf(b, "    repository: %s\n", scalar(strings.TrimPrefix(repo, registry+"/")))
	}
	if len(n.copies) > 0 {
		words := make([]string, len(n.copies))
		for i, c := range n.copies {
			words[i] = scalar(c)
		}
		fmt.Fprintf(b, "    copies: [%s]\n", strings.Join(words, ", "))
	}
	if n.tag != "" {
		fmt.Fprintf(b, "    tag: %s\n", scalar(n.tag))
	} else {
		b.WriteString("    tag: 1-r1   # a guess: nothing names one\n")
	}
	if use, why := n.use(); use != "" {
		fmt.Fprintf(b, "    use: [%s]   # a guess: %s\n", use, why)
	}
	fmt.Fprintf(b, "    dockerfile: %s\n", scalar(n.file))
	if n.context != "" {
		fmt.Fprintf(b, "    context: %s\n", scalar(n.context))
	}
	if n.target != "" {
		fmt.Fprintf(b, "    target: %s\n", scalar(n.target))
	}
	writeMap(b, "args", n.args)
	provides, overrides := n.adds()
	if len(overrides) > 0 {
		fmt.Fprintf(b, "    overrides: [%s]\n", strings.Join(overrides, ", "))
	}
	writeMap(b, "provides", provides)
	b.WriteString("\n")
}

// use is what the image is picked for, and why: an image on which nothing is built, or one with a runtime. A system on which others are built
// is a parent alone, and so is what others only copy from.
func (n *node) use() (use, why string) {
	runtime := n.runtime()
	switch {
	case (n.children > 0 || n.copied) && runtime == "":
		return "", ""
	case n.children > 0:
		why = "it has " + runtime
	default:
		why = "nothing is built on it"
	}
	switch {
	case builds.MatchString(n.name) || n.compiles():
		return "build", why
	case n.both():
		return "run, build", why
	}
	return "run", why
}

func writeMap(b *strings.Builder, key string, values map[string]string) {
	if len(values) == 0 {
		return
	}
	var words []string
	for _, c := range slices.Sorted(maps.Keys(values)) {
		words = append(words, fmt.Sprintf("%s: %s", c, strconv.Quote(values[c])))
	}
	fmt.Fprintf(b, "    %s: {%s}\n", key, strings.Join(words, ", "))
}

var builds = regexp.MustCompile(`(^|-)(build|builder|maven|gradle|sdk|jdk|compiler|dev)(-|$|\d)`)

// full writes a reference with its registry, and with the tag that no tag means.
func full(ref string) string {
	if _, tag := split(ref); ref != "scratch" && tag == "" && !strings.Contains(ref, "@") {
		ref += ":latest"
	}
	return canonical(ref)
}

// canonical writes the names of Docker Hub in full.
func canonical(ref string) string {
	first, rest, more := strings.Cut(ref, "/")
	switch {
	case ref == "scratch":
		return ref
	case !more:
		return "docker.io/library/" + ref
	case first == "index.docker.io":
		return "docker.io/" + rest
	case !strings.ContainsAny(first, ".:") && first != "localhost":
		return "docker.io/" + ref
	}
	return ref
}

// scalar quotes a word where YAML would read it as something else.
func scalar(word string) string {
	data, err := yaml.Marshal(word)
	if err != nil {
		return fmt.Sprintf("%q", word)
	}
	return strings.TrimSuffix(string(data), "\n")
}
