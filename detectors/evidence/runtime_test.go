package evidence

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

func TestRelease(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"java openjdk:8-jdk-alpine": 8, "java eclipse-temurin:21.0.1_12-jre": 21, "java maven:3.9-eclipse-temurin-17": 17, "java tomcat:9.0-jdk11": 11,
		"java gcr.io/distroless/java17-debian12": 17, "java registry.access.redhat.com/ubi8/openjdk-11:1.15": 11, "java azul/zulu-openjdk:17": 17,
		"java docker.io/library/openjdk:17": 17, "java adoptopenjdk/openjdk11:alpine": 11, "java alpine:3.20": 0, "java amazoncorretto:17@sha256:ab": 17,
		"node node:20.11-alpine": 20, "node public.ecr.aws/docker/library/node:18": 18, "node acme/node:3.0.1": 0, "node acme/node:3.0.1-node22.4": 22,
		"node ubi9/nodejs-20": 20, "node nginx:1.25": 0, "node node:lts": 0, "node node": 0, "go golang:1.22": 0, "node localhost:5000/node:16": 16,
	} {
		language, name, _ := strings.Cut(text, " ")
		if got := release(language, name); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

func TestVersionsAndProbes(t *testing.T) {
	t.Parallel()
	version := func(language, value string, c facts.Confidence) facts.Unit {
		u := server(".", "", certain(8080))
		u.Language.Value = language
		u.RuntimeVersion = facts.Text{Value: value, Confidence: c}
		if value != "" {
			u.RuntimeVersion.Evidence = []facts.Evidence{{File: "pom.xml", Line: 3}}
		}
		u.Image.Run.Requires = []facts.Require{{Capability: language}}
		u.Image.Stages = []facts.Stage{{Requires: []facts.Require{{Capability: language}}}}
		return u
	}
	job := func(steps string) string { return "jobs:\n  a:\n    steps:\n" + steps }
	node := func(v string) string {
		return "    - uses: actions/setup-node@v4\n      with: {node-version: " + v + "}\n"
	}
	for name, c := range map[string]struct {
		file, text string
		unit       facts.Unit
		want       string // version, confidence, range of the images, first place, health
		warns      string
	}{
		"settles what nothing says":   {"Dockerfile", "ARG V=20\nFROM node:${V} AS b\nFROM nginx\n", version("node", "", ""), "20 likely ^20 Dockerfile:2 ", ""},
		"the run stage counts":        {"Dockerfile", "FROM maven:3-eclipse-temurin-21\nFROM eclipse-temurin:17-jre\n", version("java", "", ""), "17 likely >=17 Dockerfile:2 ", ""},
		"raises a floor":              {"Dockerfile", "FROM eclipse-temurin:21\n", version("java", "17", facts.Guess), "21 likely >=21 Dockerfile:1 ", ""},
		"lowers no floor":             {"Dockerfile", "FROM openjdk:11\n", version("java", "17", facts.Guess), "17 guess  pom.xml:3 ", ""},
		"confirms":                    {"Dockerfile", "FROM openjdk:17\n", version("java", "17", facts.Guess), "17 likely  pom.xml:3 ", ""},
		"a newer one is no matter":    {"Dockerfile", "FROM openjdk:21\n", version("java", "17", facts.Certain), "17 certain  pom.xml:3 ", ""},
		"contradicts":                 {"Dockerfile", "FROM openjdk:8\n", version("java", "17", facts.Certain), "17 certain  pom.xml:3 ", "Dockerfile:1 FROM brings Java 8, and pom.xml:3 asks for 17 (certain): 17 is used; runtimeVersion: in waybill.yaml says it"},
		"of a workflow":               {".github/workflows/ci.yml", job(node("22")), version("node", "", ""), "22 likely ^22 .github/workflows/ci.yml:5 ", ""},
		"a matrix says nothing":       {".github/workflows/ci.yml", job(node("\"${{ matrix.node }}\"") + node("22")), version("node", "", ""), "   :0 ", ""},
		"two that differ say nothing": {".github/workflows/ci.yml", job(node("20") + node("22")), version("node", "", ""), "   :0 ", ""},
		"a health check":              {"Dockerfile", "FROM x\nHEALTHCHECK --interval=5s CMD curl -f http://localhost:8080/live || exit 1\n", version("java", "17", facts.Certain), "17 certain  pom.xml:3 /live", ""},
		"of another port":             {"Dockerfile", "FROM x\nHEALTHCHECK CMD curl -f http://localhost:9090/live\n", version("java", "17", facts.Certain), "17 certain  pom.xml:3 ", ""},
		"with a variable":             {"Dockerfile", "FROM x\nHEALTHCHECK CMD curl -f http://localhost:$PORT/live\n", version("java", "17", facts.Certain), "17 certain  pom.xml:3 ", ""},
		"a variable in the path":      {"Dockerfile", "FROM x\nHEALTHCHECK CMD curl -f http://localhost/a/${X}\n", version("java", "17", facts.Certain), "17 certain  pom.xml:3 ", ""},
	} {
		tree, err := source.New(fstest.MapFS{c.file: &fstest.MapFile{Data: []byte(c.text)}}, source.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		units := []facts.Unit{c.unit}
		var warns []string
		for _, w := range Apply(tree, units) {
			warns = append(warns, fmt.Sprintf("%s:%d %s", w.File, w.Line, w.Text))
		}
		v := units[0].RuntimeVersion
		at := facts.Evidence{}
		if len(v.Evidence) > 0 {
			at = v.Evidence[0]
		}
		within := units[0].Image.Run.Requires[0].Range
		got := fmt.Sprintf("%s %s %s %s:%d %s", v.Value, v.Confidence, within, at.File, at.Line, units[0].Health.Value)
		if got != c.want || strings.Join(warns, "; ") != c.warns || units[0].Image.Stages[0].Requires[0].Range != within {
			t.Errorf("%s: %q, warnings %q", name, got, warns)
		}
	}
}
