package evidence

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// written is a version that a person wrote, with the place.
type written struct {
	major int
	at    facts.Evidence
}

// releases are images whose tag begins with the release of the language (the page of each at Docker Hub or GitHub). An image of the same name
// by somebody else counts releases of its own.
var releases = map[string][]string{
	"java": {
		"openjdk", "eclipse-temurin", "amazoncorretto", "sapmachine", "bellsoft/liberica-openjdk-alpine", "bellsoft/liberica-openjdk-debian",
		"bellsoft/liberica-openjre-alpine", "bellsoft/liberica-openjre-debian", "azul/zulu-openjdk", "azul/zulu-openjdk-alpine", "azul/zulu-openjdk-debian",
		"graalvm/graalvm-community", "graalvm/jdk-community",
	},
	"node": {"node"},
}

// official is the name of an image without host and without the folder of the official images: node of docker.io/library/node.
func official(repository string) string {
	if host, rest, ok := strings.Cut(repository, "/"); ok && strings.ContainsAny(host, ".:") {
		repository = strings.TrimPrefix(rest, "docker/") // public.ecr.aws/docker/library/node
	}
	return strings.TrimPrefix(repository, "library/")
}

// inName finds the release where the image is another tool's: maven:3.9-eclipse-temurin-21, tomcat:9-jdk17, distroless/java17-debian12,
// ubi9/openjdk-17, nodejs-20.
var inName = map[string]*regexp.Regexp{
	"java": regexp.MustCompile(`(?:jdk|jre|java|temurin|corretto|semeru|open)-?(\d{1,2})(?:$|[^\d.])`),
	"node": regexp.MustCompile(`node(?:js)?-?(\d{2})(?:$|[^\d])`),
}

var leading = regexp.MustCompile(`^(\d{1,2})(?:$|[^\d])`)

// release reads the release of a language from the name of an image; 0 when it says none.
func release(language, name string) int {
	name, _, _ = strings.Cut(name, "@")
	repository, tag := name, ""
	if at := strings.LastIndex(name, ":"); at > strings.LastIndex(name, "/") {
		repository, tag = name[:at], name[at+1:]
	}
	m := leading.FindStringSubmatch(tag)
	if !slices.Contains(releases[language], official(repository)) || m == nil {
		re := inName[language]
		if re == nil {
			return 0
		}
		if m = re.FindStringSubmatch(path.Base(repository) + ":" + tag); m == nil {
			return 0
		}
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n == 1 {
		return 0 // 1.8: not a form of these tags
	}
	return n
}

// runtime confirms, settles or contradicts the version of Java or Node. What runs the program counts before what builds it, a Dockerfile
// before a CI file, and two that differ say nothing.
func runtime(u *facts.Unit, given []dockerfile, ci map[string][]written) []facts.Warning {
	language := u.Language.Value
	if language != "java" && language != "node" || u.Kind.Value == facts.Library {
		return nil
	}
	var all []written
	for _, d := range given {
		for _, im := range d.from {
			if n := release(language, im.name); n > 0 {
				all = append(all, written{n, im.at})
				break
			}
		}
	}
	if len(all) == 0 {
		all = ci[language]
	}
	if len(all) == 0 {
		return nil
	}
	first := all[0]
	if slices.ContainsFunc(all, func(w written) bool { return w.major != first.major }) {
		return nil
	}
	v := &u.RuntimeVersion
	has, _ := strconv.Atoi(v.Value)
	switch {
	case has == first.major:
		v.Evidence = append(slices.Clone(v.Evidence), first.at)
		if v.Confidence == facts.Guess {
			v.Confidence = facts.Likely
		}
	case v.Value == "" || v.Confidence == facts.Guess && first.major > has:
		settle(u, first)
	case first.major < has && v.Confidence != facts.Guess && len(v.Evidence) > 0 && first.at.Rule == "FROM":
		e := v.Evidence[0]
		return []facts.Warning{{File: first.at.File, Line: first.at.Line, Unit: u.Path, Text: fmt.Sprintf("FROM brings %s %d, and %s:%d asks for %d (%s): %d is used; runtimeVersion: in waybill.yaml says it",
			spelling[language], first.major, e.File, e.Line, has, v.Confidence, has)}}
	}
	return nil
}

var spelling = map[string]string{"java": "Java", "node": "Node"}

// settle takes the version of a person where the source says none. The nearest newer image serves when the tree has none of this release: the
// version is one that works, and no bound that the build checks.
func settle(u *facts.Unit, w written) {
	within := fmt.Sprintf(">=%d", w.major)
	if u.Language.Value == "node" {
		within = fmt.Sprintf("^%d", w.major)
	}
	u.RuntimeVersion = facts.Text{Value: strconv.Itoa(w.major), Constraint: within, Confidence: facts.Likely, Evidence: append([]facts.Evidence{w.at}, u.RuntimeVersion.Evidence...)}
	ask := func(list []facts.Require) []facts.Require {
		list = slices.Clone(list)
		for i := range list {
			if r := &list[i]; r.Capability == u.Language.Value && !r.AsBuilt {
				r.Range, r.Pin, r.Evidence = within, true, []facts.Evidence{w.at}
			}
		}
		return list
	}
	u.Image.Stages = slices.Clone(u.Image.Stages)
	for i := range u.Image.Stages {
		u.Image.Stages[i].Requires = ask(u.Image.Stages[i].Requires)
	}
	u.Image.Run.Requires = ask(u.Image.Run.Requires)
}

// health takes the path of a person's probe where the source shows none: one that asks the port that serves users, or no port.
func health(u *facts.Unit, given []dockerfile) {
	if u.Kind.Value != facts.Server || u.Health.Value != "" || len(u.Ports) == 0 {
		return
	}
	for _, d := range given {
		if p := d.alive; len(p.path) > 1 && (p.port == 0 || p.port == u.Ports[0].Value) {
			u.Health = facts.Health{Value: p.path, Evidence: []facts.Evidence{p.at}}
			return
		}
	}
}
