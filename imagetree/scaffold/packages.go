package scaffold

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// managers are the programs that install packages of a distribution, and the words with which they do.
var managers = map[string][]string{
	"apt": {"install"}, "apt-get": {"install"}, "apk": {"add"}, "dnf": {"install"}, "microdnf": {"install"}, "tdnf": {"install"}, "yum": {"install"}, "zypper": {"install", "in"},
}

// installed returns the packages that commands install in every build: not those that are removed, and not those that an if or an || installs
// only where something is missing.
func installed(runs []string) []string {
	var out []string
	for _, run := range runs {
		depth := 0
		for _, c := range steps(run) {
			words := strings.Fields(c.text)
			if len(words) > 0 && (words[0] == "if" || words[0] == "case") {
				depth++
			}
			if depth == 0 && !c.otherwise {
				out = append(out, packagesOf(words)...)
			}
			if len(words) > 0 && (words[0] == "fi" || words[0] == "esac") {
				depth--
			}
		}
	}
	return out
}

type shellCommand struct {
	text      string
	otherwise bool // it runs only when the command before it fails
}

var separator = regexp.MustCompile(`&&|\|\||[;|\n]`)

// steps splits a script at what separates commands. Quotes are not looked at: a package is never named in one that matters.
func steps(script string) []shellCommand {
	var out []shellCommand
	otherwise := false
	for {
		at := separator.FindStringIndex(script)
		if at == nil {
			return append(out, shellCommand{script, otherwise})
		}
		out = append(out, shellCommand{script[:at[0]], otherwise})
		otherwise = script[at[0]:at[1]] == "||"
		script = script[at[1]:]
	}
}

// packagesOf returns the packages that one command installs, without versions: nodejs=22.1-1 and openjdk-21-jre:arm64 are their names.
func packagesOf(words []string) []string {
	for i, w := range words {
		verbs := managers[w]
		if verbs == nil {
			continue
		}
		rest := words[i+1:]
		verb := slices.IndexFunc(rest, func(w string) bool { return slices.Contains(verbs, w) })
		if verb < 0 || slices.ContainsFunc(rest[:verb], func(w string) bool { return !strings.HasPrefix(w, "-") }) {
			return nil
		}
		var out []string
		for _, p := range rest[verb+1:] {
			if !strings.HasPrefix(p, "-") {
				name, _, _ := strings.Cut(strings.Trim(p, `"'`), "=")
				out = append(out, strings.TrimSuffix(strings.TrimSuffix(name, ":amd64"), ":arm64"))
			}
		}
		return out
	}
	return nil
}

// javaPackage finds the Java of a package: those of Debian and Ubuntu, Alpine, RHEL and Amazon, Adoptium, Azul and Microsoft. What follows
// the number tells a JDK from a JRE, except for Alpine's openjdk21 and Microsoft's, which are whole JDKs.
var javaPackage = regexp.MustCompile(`^(?:openjdk-(\d+)-(?:jdk|jre)|openjdk(\d+)(?:-jdk|-jre|$)|java-(\d+)(?:\.\d\.0)?-(?:openjdk|amazon-corretto)|temurin-(\d+)-(?:jdk|jre)|zulu(\d+)-(?:jdk|jre)|msopenjdk-(\d+))`)

var wholeJDK = regexp.MustCompile(`-jdk|-devel|^openjdk\d+$|^msopenjdk-`)

// defaultJava is what default-jre and default-jdk are (packages.debian.org and packages.ubuntu.com, package java-common).
var defaultJava = map[string]int{"debian 11": 11, "debian 12": 17, "debian 13": 21, "ubuntu 20.04": 11, "ubuntu 22.04": 11, "ubuntu 24.04": 21}

// ofPackages adds the Java and the Node that packages bring. Of several Javas the newest is the one that runs (Debian and RHEL rank their
// alternatives by version).
func ofPackages(out map[string]string, runs []string) {
	java, jdk := 0, false
	list := installed(runs)
	for _, p := range list {
		if n := javaOf(p, out); n > 0 {
			java, jdk = max(java, n), jdk || wholeJDK.MatchString(p)
		}
	}
	if java > 0 && out["java"] == "" {
		out["java"] = strconv.Itoa(java)
		if jdk {
			out["jdk"] = ""
		}
	}
	if v := nodeOf(runs); v != "" && slices.Contains(list, "nodejs") && out["node"] == "" {
		out["node"] = v
	}
}

// javaOf is the Java that a package is, on a distribution; 0 for another package.
func javaOf(name string, on map[string]string) int {
	if strings.HasPrefix(name, "default-jre") || strings.HasPrefix(name, "default-jdk") {
		return max(defaultJava["debian "+on["debian"]], defaultJava["ubuntu "+on["ubuntu"]])
	}
	m := javaPackage.FindStringSubmatch(name)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(strings.Join(m[1:], ""))
	switch {
	case err != nil:
		return 0
	case n == 1: // java-1.8.0-openjdk
		return 8
	}
	return n
}

// nodeStream finds the major of Node that a RUN sets up: the script of NodeSource, or a module stream of RHEL.
var nodeStream = regexp.MustCompile(`deb\.nodesource\.com/(?:setup_|node_)(\d+)\.x|rpm\.nodesource\.com/(?:setup_|pub_)(\d+)\.x|\bnodejs:(\d+)\b`)

func nodeOf(runs []string) string {
	for _, run := range runs {
		if m := nodeStream.FindStringSubmatch(run); m != nil {
			return m[1] + m[2] + m[3]
		}
	}
	return ""
}
