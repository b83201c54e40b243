package scaffold

import (
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
)

// inName finds what images have in their names, where their tags count something else: the images of Red Hat's catalogue
// (catalog.redhat.com: ubi9/nodejs-22, ubi9/python-312), and distroless ones (github.com/GoogleContainerTools/distroless, "What images are
// available").
var inName = []struct {
	form       *regexp.Regexp
	capability string
}{
	{regexp.MustCompile(`^nodejs-?(\d+)(?:-|$)`), "node"},
	{regexp.MustCompile(`^python-(3\d+)(?:-|$)`), "python"},
	{regexp.MustCompile(`^java(\d+)(?:-debian\d+)?$`), "java"},
	{regexp.MustCompile(`^(?:static|base|base-nossl|cc|java\d+|java-base|nodejs\d+|python3)-debian(\d+)$`), "debian"},
}

// bare are the distroless images that hold nothing but certificates, time zones and, for some, a C library.
var bare = map[string][]string{
	"static": {"static", "ca-certificates", "tzdata"}, "base": {"static", "ca-certificates", "tzdata", "glibc"}, "base-nossl": {"static", "ca-certificates", "tzdata", "glibc"},
	"cc": {"static", "ca-certificates", "tzdata", "glibc"},
}

var (
	// semeru is the Java in a tag of IBM Semeru: open-21-jre.
	semeru = regexp.MustCompile(`^open-(\d+)`)
	// distributions are the capabilities that are whole systems: the tag of one names no other.
	distributions = map[string]bool{"almalinux": true, "alpine": true, "amazonlinux": true, "centos": true, "debian": true, "fedora": true, "rocky": true, "ubi": true, "ubuntu": true}
	// systems finds the distribution in a tag of another image: 22-alpine3.20, 21-ubi9-minimal, 21-al2023.
	systems = map[string]*regexp.Regexp{
		"alpine": regexp.MustCompile(`\balpine-?(\d+\.\d+)\b`), "ubi": regexp.MustCompile(`\bubi(\d+)\b`), "amazonlinux": regexp.MustCompile(`\bal(2023)\b`),
	}
)

// ofBase adds what an external image is known to have.
func ofBase(out map[string]string, ref string) {
	repo, tag := split(ref)
	base := path.Base(repo)
	version := func(text string) string {
		if m := leading.FindStringSubmatch(text); m != nil {
			return m[1]
		}
		return ""
	}
	c := known[base]
	if c != "" {
		out[c] = version(tag)
	}
	if m := ubiOf.FindStringSubmatch(repo); m != nil {
		out["ubi"] = m[1]
	}
	if m := stream.FindStringSubmatch(tag); base == "centos" && m != nil {
		delete(out, "centos")
		out["centos-stream"] = m[1]
	}
	if distribution, number := imagetree.CodenameIn(tag); distribution != "" && out["ubi"] == "" {
		if c == distribution || c != "" && !distributions[c] {
			out[distribution] = number
		}
	}
	for distribution, form := range systems {
		if m := form.FindStringSubmatch(tag); m != nil && c != "" && !distributions[c] {
			out[distribution] = m[1]
		}
	}
	if m := javaIn.FindStringSubmatch(tag); m != nil && (c == "maven" || c == "gradle" || c == "tomcat") {
		out["java"] = m[1]
	}
	if m := javaTag.FindStringSubmatch(tag); m != nil && c == "" {
		out["java"] = m[1]
	}
	if m := semeru.FindStringSubmatch(tag); m != nil && c == "java" {
		out["java"] = m[1]
	}
	if m := openjdkImage.FindStringSubmatch(repo); m != nil && c != "java" {
		if v := m[1]; v != "" {
			out["java"] = v
		} else if v := version(tag); v != "" {
			out["java"] = v
		}
	}
	ofName(out, repo, base)
	if c == "go" && base == "go-toolset" && out[c] == "" {
		delete(out, c)
	}
	if isJDK(out, c, repo, tag) {
		out["jdk"] = ""
	}
}

// ofName adds what the name of an image tells.
func ofName(out map[string]string, repo, base string) {
	distroless := strings.Contains(repo, "distroless/")
	for _, r := range inName {
		m := r.form.FindStringSubmatch(base)
		if m == nil || !distroless && out["ubi"] == "" {
			continue
		}
		out[r.capability] = m[1]
		if r.capability == "python" {
			out[r.capability] = m[1][:1] + "." + m[1][1:]
		}
	}
	if kind, _, _ := strings.Cut(base, "-debian"); distroless {
		for _, word := range bare[kind] {
			out[word] = ""
		}
	}
}

// isJDK says whether a Java image is a whole JDK. Images of build tools are; those of vendors are, unless their name or tag says JRE,
// runtime or headless.
func isJDK(out map[string]string, capability, repo, tag string) bool {
	_, java := out["java"]
	switch {
	case capability == "maven" || capability == "gradle":
		return true
	case !java || strings.Contains(repo, "distroless/"):
		return false
	case capability == "tomcat":
		return strings.Contains(tag, "jdk")
	case capability == "" && javaTag.MatchString(tag): // a server on a JDK: nothing is built with it
		return false
	}
	for _, part := range []string{"jre", "runtime", "headless"} {
		if strings.Contains(repo+":"+tag, part) {
			return false
		}
	}
	return true
}
