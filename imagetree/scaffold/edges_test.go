package scaffold

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/waybill-dev/waybill/imagetree"
)

// treeOf reads a folder in txtar and returns the tree that is made of it.
func treeOf(t *testing.T, text string, o Options) (*imagetree.Tree, []Skipped) {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	written, skipped, err := Tree(fsys, o)
	if err != nil {
		t.Fatal(err)
	}
	fsys[imagetree.FileName] = &fstest.MapFile{Data: written}
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		t.Fatalf("%v\n%s", err, written)
	}
	if err := tree.Sound(); err != nil {
		t.Fatalf("%v\n%s", err, written)
	}
	return tree, skipped
}

// TestEdges holds by which conventions of organisations an image of the folder is recognised, and by which it must not be.
func TestEdges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files   string
		options Options
		want    string // image <- parent (copies), sorted, only those with an edge
	}{
		"the tag spells the path":          {files: "-- 3/java17/Dockerfile --\nFROM debian:13\n-- 3/java17-r/Dockerfile --\nFROM org/beam:3-java17\n", want: "3-java17-r <- 3-java17"},
		"a number is longer in the tag":    {files: "-- 9.0/jdk8/Dockerfile --\nFROM debian:13\n-- 9.0/jre8/Dockerfile --\nFROM debian:13\nCOPY --from=cat:9.0.121-jdk8 /a /a\n", want: "9.0-jre8 copies 9.0-jdk8"},
		"the version of the Dockerfile":    {files: "-- temurin-17-noble-ant-2/Dockerfile --\nFROM debian:13\nENV ANT_VERSION=2.1.0\n-- zulu-17/Dockerfile --\nFROM ant:2.1.0-temurin-17 AS up\nFROM debian:13\nCOPY --from=up /a /a\n", want: "zulu-17 copies temurin-17-noble-ant-2"},
		"capitals and dashes":              {files: "-- GridBase/Dockerfile --\nFROM debian:13\n-- GridHub/Dockerfile --\nARG VERSION=4\nFROM acme/grid-base:${VERSION}\n", want: "gridhub <- gridbase"},
		"name and tag in the file's name":  {files: "-- d/reef_4.6.Dockerfile --\nFROM debian:13\n-- d/reef_4.5.Dockerfile --\nFROM debian:12\n-- d/atoll_4.6.Dockerfile --\nFROM shoal/reef:4.6\n", want: "d-atoll-4.6 <- d-reef-4.6"},
		"a label names the image":          {files: "-- core/Dockerfile.c9 --\nFROM debian:13\nENV NAME=s2i-core\nLABEL name=\"org/$NAME-c9\"\n-- base/Dockerfile.c9 --\nFROM quay.io/org/s2i-core-c9:c9\n", want: "base-c9 <- core-c9"},
		"labels of one name, told by tags": {files: "-- core/Dockerfile.f41 --\nFROM debian:13\nLABEL name=fedora/core\n-- core/Dockerfile.f42 --\nFROM debian:13\nLABEL name=fedora/core\n-- app/Dockerfile --\nFROM quay.io/fedora/core:42\n", want: "app <- core-f42"},
		"the own registry":                 {files: "-- debian/Dockerfile --\nFROM debian:13\n-- tools/Dockerfile --\nFROM registry.example.com/base/debian:13\n", want: "tools <- debian"},
		"bake in JSON":                     {files: "-- docker-bake.json --\n{\"target\": {\"x\": {\"context\": \"images/a\", \"tags\": [\"reg.example.com/b/core:13\"]}}}\n-- images/a/Dockerfile --\nFROM debian:13\n-- images/b/Dockerfile --\nFROM reg.example.com/b/core:13\n", want: "images-b <- images-a"},
		"bake in HCL":                      {files: "-- docker-bake.hcl --\nvariable \"REG\" {\n  default = \"reg.example.com/b\"\n}\ntarget \"core\" {\n  context = \"images/a\"\n  tags = [\"${REG}/core:13\"]\n}\n-- images/a/Dockerfile --\nFROM debian:13\n-- images/b/Dockerfile --\nFROM reg.example.com/b/core:13\n", want: "images-b <- images-a"},
		"tags in a Makefile":               {files: "-- Makefile --\nREG ?= reg.example.com/b\nall:\n\tdocker build -t $(REG)/core:13 \\\n\t  -f a/Dockerfile a\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM reg.example.com/b/core:13\n", want: "b <- a"},
		"tags in a workflow":               {files: "-- .github/workflows/x.yml --\njobs:\n  a:\n    steps:\n      - run: docker buildx build --push -t reg.example.com/b/core:13 a\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM reg.example.com/b/core:13\n", want: "b <- a"},
		"build-args beside the Dockerfile": {files: "-- base/Dockerfile --\nFROM debian:13\n-- min/Dockerfile --\nARG BASE\nFROM ${BASE}\n-- min/build-args/cpu.conf --\n# how\nBASE=reg.example.com/nb/base:1\nOTHER=x\n", want: "min <- base"},
		"names of bake contexts":           {files: "-- docker-bake.hcl --\nvariable \"TAG\" { default = \"13\" }\ntarget \"os\" {\n  context = \"a\"\n  tags = [\"reg.example.com/b/linux:${TAG}\"]\n}\ntarget \"java\" {\n  name = \"java-${v}\"\n  matrix = { v = [\"17\", \"21\"] }\n  context = \"b\"\n  contexts = { base = \"target:os\" }\n  tags = [\"reg.example.com/b/java:${v}\"]\n}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM base\n-- c/Dockerfile --\nFROM reg.example.com/b/linux:13\n", want: "b <- a, c <- a"},
		"a bake matrix":                    {files: "-- docker-bake.hcl --\nfunction \"ref\" {\n  params = [n, v]\n  result = [\"reg.example.com/b/${n}:${v}-r3\"]\n}\ntarget \"os\" {\n  context = \"a\"\n  tags = ref(\"os\", \"13\")\n}\ntarget \"java\" {\n  name = \"java-${v}\"\n  matrix = { v = [\"17\", \"21\"] }\n  context = \"b\"\n  args = { JAVA = v }\n  contexts = { base = \"target:os\" }\n  tags = ref(\"java\", v)\n}\ntarget \"app\" {\n  context = \"c\"\n  contexts = { run = \"target:java-21\" }\n}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nARG JAVA=17\nFROM base\n-- c/Dockerfile --\nFROM run\n", want: "c <- java-21, java-17 <- a, java-21 <- a"},
		"a list of Compose":                {files: "-- compose.yaml --\nservices:\n  a: {build: {context: a}, image: 'reg.example.com/b/core:13'}\n  b1: {build: {context: b, args: [BASE=reg.example.com/b/core:13, V=1, OTHER]}, image: 'reg.example.com/b/n:1'}\n  b2: {build: {context: b, args: {BASE: 'reg.example.com/b/core:13', V: 2, OTHER: null}}, image: 'reg.example.com/b/n:2'}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nARG BASE V\nFROM $BASE\n", want: "n-1 <- a, n-2 <- a"},
		"a loop of a shell":                {files: "-- build.sh --\nREG=reg.example.com/b\nVERSIONS=\"8 17\"\nfor v in $VERSIONS; do\n  docker build \\\n    --build-arg V=$v -t $REG/java:$v java\ndone\nfor f in */; do docker build -t $REG/$f:1 $f; done\n-- java/Dockerfile --\nARG V\nFROM debian:13\n-- app/Dockerfile --\nFROM reg.example.com/b/java:17\n", want: "app <- java-17"},
		"a rule of a Makefile":             {files: "-- Makefile --\nREG = reg.example.com/b\nIMAGES := a b\nall: $(IMAGES)\n$(IMAGES):\n\tdocker build -t $(REG)/x-$@:13 $@\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM reg.example.com/b/x-a:13\n", want: "b <- a"},
		"a loop in a Makefile":             {files: "-- Makefile --\nall:\n\tfor v in 17 21; do \\\n\t  docker build -t reg.example.com/b/java:$$v --build-arg V=$${v} a; \\\n\tdone\n-- a/Dockerfile --\nARG V\nFROM debian:13\n-- b/Dockerfile --\nFROM reg.example.com/b/java:21\n", want: "b <- java-21"},
		"tags of an action":                {files: "-- .github/workflows/x.yml --\nenv: {REG: reg.example.com/b}\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: a\n          tags: |\n            ${{ env.REG }}/core:13\n            ${{ env.REG }}/core:${{ github.sha }}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM reg.example.com/b/core:13\n", want: "b <- a"},
		"tags of an action with a matrix":  {files: "-- .github/workflows/x.yml --\njobs:\n  a:\n    strategy: {matrix: {include: [{dir: a, name: core}, {dir: b, name: more}]}}\n    steps:\n      - {uses: docker/metadata-action@v5, id: meta, with: {images: 'reg.example.com/b/${{ matrix.name }}'}}\n      - {uses: docker/build-push-action@v6, with: {context: '${{ matrix.dir }}', tags: '${{ steps.meta.outputs.tags }}'}}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM reg.example.com/b/core:main\n-- c/Dockerfile --\nFROM reg.example.com/b/more:main\n", want: "b <- a, c <- b"},
		"images of Compose":                {files: "-- compose.yaml --\nservices:\n  a: {build: ./a, image: 'reg.example.com/b/core:13'}\n  b: {build: {context: b, args: {BASE: 'reg.example.com/b/core:13'}}, image: 'reg.example.com/b/jre:21'}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nARG BASE\nFROM ${BASE}\n", want: "b <- a"},
		"tags in a Jenkinsfile":            {files: "-- Jenkinsfile --\nsh 'docker build -t reg.example.com/b/core:13 a'\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM reg.example.com/b/core:13\n", want: "b <- a"},
		"tags in a PipelineRun of Tekton":  {files: "-- .tekton/a.yaml --\napiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  annotations: {pipelinesascode.tekton.dev/on-event: \"[push]\"}\nspec:\n  params:\n  - {name: output-image, value: \"reg.example.com/b/core:{{revision}}\"}\n  - {name: dockerfile, value: a/Dockerfile}\n  - {name: path-context, value: .}\n  - {name: additional-tags, value: [\"{{branch}}\", v1]}\n-- .tekton/b.yaml --\napiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  annotations: {pipelinesascode.tekton.dev/on-event: \"[push]\"}\nspec:\n  params:\n  - {name: output-image, value: \"reg.example.com/b/core:{{revision}}\"}\n  - {name: dockerfile, value: b/Dockerfile}\n  - {name: path-context, value: .}\n  - {name: additional-tags, value: [\"{{branch}}\", v2]}\n-- .tekton/a-pr.yaml --\napiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  annotations: {pipelinesascode.tekton.dev/on-event: \"[pull_request]\"}\nspec:\n  params:\n  - {name: output-image, value: \"reg.example.com/b/core:on-pr-{{revision}}\"}\n  - {name: dockerfile, value: a/Dockerfile}\n  - {name: path-context, value: .}\n-- .tekton/c.yaml --\napiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  annotations: {pipelinesascode.tekton.dev/on-event: \"[push]\"}\nspec:\n  params:\n  - {name: output-image, value: \"reg.example.com/b/app:{{revision}}\"}\n  - {name: dockerfile, value: x/Dockerfile}\n  - {name: path-context, value: .}\n  - {name: build-args-file, value: c.conf}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM debian:13\n-- c.conf --\nBASE=reg.example.com/b/core:v2@sha256:0000000000000000000000000000000000000000000000000000000000000000\nNOT=x\n-- x/Dockerfile --\nARG BASE\nFROM ${BASE}\n", want: "x <- b"},
		"chunks of dazzle":                 {files: "-- dazzle.yaml --\ncombiner: {}\n-- base/Dockerfile --\nFROM debian:13\n-- chunks/lang-go/Dockerfile --\nARG base\nFROM ${base}\n", want: "chunks-lang-go <- base"},
		"a pattern of the caller":          {files: "-- core/Dockerfile.c9 --\nFROM debian:13\n-- base/Dockerfile.c9 --\nFROM quay.io/org/x-core-c9\n", options: Options{Names: "quay.io/org/x-{dir}-{suffix}"}, want: "base-c9 <- core-c9"},

		"names that no registry takes": {files: "-- Makefile --\nall:\n\tdocker build -t Org/Core:13 a\n-- docker-bake.hcl --\ntarget \"b\" {\n  context = \"b\"\n  tags = [\"B\", \"r.example.com/..\", \"r.example.com/b:.\", \"org/b:1 2\"]\n}\n-- compose.yaml --\nservices:\n  c: {build: ./c, image: \"C C:13\"}\n-- .github/workflows/x.yml --\njobs:\n  a:\n    steps:\n      - {uses: docker/build-push-action@v6, with: {context: d, tags: \"D:13, reg.example.com/b/d:13\"}}\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM debian:13\n-- c/Dockerfile --\nFROM debian:13\n-- d/Dockerfile --\nFROM debian:13\n-- e/Dockerfile --\nFROM reg.example.com/b/d:13\n", want: "e <- d"},

		"a public image is not the folder of its name":     {files: "-- node/Dockerfile --\nFROM debian:13\n-- web/Dockerfile --\nFROM node:22\n"},
		"nor is one of a public registry":                  {files: "-- node/Dockerfile --\nFROM debian:13\n-- web/Dockerfile --\nFROM bitnami/node:22\n-- more/Dockerfile --\nFROM mcr.microsoft.com/oss/node:22\n"},
		"one number proves nothing":                        {files: "-- 22/Dockerfile --\nFROM debian:13\n-- 24/Dockerfile --\nFROM node:22\n"},
		"an older tag is another image":                    {files: "-- base/Dockerfile --\nFROM debian:13\n-- a/Dockerfile --\nFROM r.example.com/x/base:2\n-- b/Dockerfile --\nFROM r.example.com/x/base:1\n", want: "a <- base"},
		"an image is not its own parent":                   {files: "-- base/Dockerfile --\nFROM r.example.com/x/base:1\n"},
		"two that name each other: one edge, never a ring": {files: "-- a/Dockerfile --\nFROM r.example.com/x/b:1\n-- b/Dockerfile --\nFROM r.example.com/x/a:1\n", want: "a <- b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree, _ := treeOf(t, c.files, c.options)
			var got []string
			for _, n := range tree.Names() {
				i := tree.Image(n)
				if i.Parent() != nil {
					got = append(got, n+" <- "+i.Parent().Name)
				}
				if len(i.Copies) > 0 {
					got = append(got, n+" copies "+strings.Join(i.Copies, " "))
				}
			}
			if slices.Sort(got); strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestProvides holds what is read of base images, variables and packages.
func TestProvides(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"FROM maven:3.9.9-eclipse-temurin-17":                              "map[java:17 jdk: maven:3.9.9] [build]",
		"FROM tomcat:9.0-jre21":                                            "map[java:21 tomcat:9.0] [run]",
		"FROM jetty:12-jdk21":                                              "map[java:21] [run]",
		"FROM quay.io/wildfly/wildfly:34.0.0.Final-jdk21":                  "map[java:21] [run]",
		"FROM icr.io/appcafe/open-liberty:24.0.0.9-full-java17-openj9-ubi": "map[java:17] [run]",
		"FROM acme/report:17-javanese":                                     "map[] [run]",
		"FROM golang:1.25":                                                 "map[go:1.25] [build]",
		"FROM eclipse-temurin:21-jre":                                      "map[java:21] [run]",
		"FROM eclipse-temurin:21-jdk-noble":                                "map[java:21 jdk: ubuntu:24.04] [build]",
		"FROM registry.access.redhat.com/ubi9/openjdk-17-runtime:1.23":     "map[java:17 ubi:9] [run]",
		"FROM mcr.microsoft.com/openjdk/jdk:21-ubuntu":                     "map[java:21 jdk:] [run build]",
		"FROM debian:trixie-slim":                                          "map[debian:13] [run]",
		"FROM ubuntu:jammy":                                                "map[ubuntu:22.04] [run]",
		"FROM quay.io/centos/centos:stream9":                               "map[centos-stream:9] [run]",
		"FROM python:3.7-slim":                                             "map[python:3.7] [run]",
		"FROM alpine:3.22\nRUN apk add --no-cache openjdk21-jre-headless":  "map[alpine:3.22 java:21] [run]",
		"FROM debian:13\nRUN apt-get install -y openjdk-21-jre-headless":   "map[debian:13 java:21] [run]",
		"FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6\nRUN microdnf install -y java-1.8.0-openjdk": "map[java:8 ubi:9] [run]",
		"FROM registry.access.redhat.com/ubi9:latest\nENV NODEJS_VERSION=22":                               "map[node:22 ubi:9] [run build]",

		"FROM eclipse-temurin:21-ubi9-minimal":                       "map[java:21 jdk: ubi:9] [run build]",
		"FROM amazoncorretto:21-al2023-headless":                     "map[amazonlinux:2023 java:21] [run]",
		"FROM ibm-semeru-runtimes:open-21-jre":                       "map[java:21] [run]",
		"FROM bellsoft/liberica-openjdk-debian:21":                   "map[java:21 jdk:] [run build]",
		"FROM tomcat:10.1-jdk21-temurin-noble":                       "map[java:21 jdk: tomcat:10.1 ubuntu:24.04] [run]",
		"FROM node:22.11.0-alpine3.20":                               "map[alpine:3.20 node:22.11.0] [run build]",
		"FROM node:22-bookworm-slim":                                 "map[debian:12 node:22] [run build]",
		"FROM registry.access.redhat.com/ubi9/nodejs-22-minimal:9.6": "map[node:22 ubi:9] [run build]",
		"FROM registry.access.redhat.com/ubi9/python-312:9.6":        "map[python:3.12 ubi:9] [run]",
		"FROM registry.access.redhat.com/ubi9/go-toolset:1.24":       "map[go:1.24 ubi:9] [build]",
		"FROM gcr.io/distroless/static-debian13:nonroot":             "map[ca-certificates: debian:13 static: tzdata:] [run]",
		"FROM gcr.io/distroless/base:nonroot":                        "map[ca-certificates: glibc: static: tzdata:] [run]",
		"FROM gcr.io/distroless/java17":                              "map[java:17] [run]",
		"FROM gcr.io/distroless/java21-debian13:nonroot":             "map[debian:13 java:21] [run]",
		"FROM gcr.io/distroless/nodejs22-debian12":                   "map[debian:12 node:22] [run]",

		"FROM debian:13\nRUN apt-get update && apt-get install -y default-jdk":                                         "map[debian:13 java:21 jdk:] [run build]",
		"FROM debian:13\nRUN <<EOF\nset -eux\napt-get install -y --no-install-recommends openjdk-21-jdk-headless\nEOF": "map[debian:13 java:21 jdk:] [run build]",
		"FROM debian:13\nARG JDK=17\nRUN apt-get install -y openjdk-${JDK}-jre":                                        "map[debian:13 java:17] [run]",
		"FROM alpine:3.22\nRUN apk add openjdk17-jre openjdk21":                                                        "map[alpine:3.22 java:21 jdk:] [run build]",
		"FROM debian:13\nRUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && apt-get install -y nodejs":   "map[debian:13 node:22] [run build]",
		"FROM registry.access.redhat.com/ubi9/ubi:9.6\nRUN dnf module enable -y nodejs:20 && dnf install -y nodejs":    "map[node:20 ubi:9] [run build]",
		"FROM debian:13 AS base\nENV NODE_VERSION=22.1.0\nRUN apt-get install -y openjdk-21-jre\nFROM base":            "map[debian:13 java:21 node:22.1.0] [run build]",

		"FROM debian:13 AS build\nRUN apt-get install -y openjdk-21-jdk\nFROM debian:13\nCOPY --from=build /x /x": "map[debian:13] [run]",
		"FROM debian:13\n# openjdk-8-jre is gone\nRUN true":                                                       "map[debian:13] [run]",
		"FROM debian:13\nRUN if ! command -v java; then apt-get install -y openjdk-11-jre; fi":                    "map[debian:13] [run]",
		"FROM debian:13\nRUN command -v java || apt-get install -y openjdk-11-jre":                                "map[debian:13] [run]",
		"FROM eclipse-temurin:21-jre\nRUN apt-get purge -y openjdk-17-jre":                                        "map[java:21] [run]",
		"FROM eclipse-temurin:21-jre\nRUN apt-get install -y openjdk-17-jre":                                      "map[java:21] [run]",
	} {
		tree, _ := treeOf(t, "-- x/Dockerfile --\n"+text+"\n", Options{})
		i := tree.Image("x")
		if got := fmt.Sprint(i.Provides, " ", i.Use); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestLeftOut holds that what is not known is left out, with the reason, and never guessed.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	tree, skipped := treeOf(t, "-- base/Dockerfile --\nFROM debian:13\n-- full/Dockerfile --\nARG base\nFROM ${base}\n-- x/Dockerfile.template --\nFROM %%PARENT%%\n", Options{})
	if fmt.Sprint(tree.Names()) != "[base]" || len(skipped) != 2 || !strings.Contains(skipped[0].Why, "nothing in the folder gives base a value") || !strings.Contains(skipped[1].Why, "is no reference") {
		t.Errorf("%v %v", tree.Names(), skipped)
	}
}

// TestOneDockerfileTwoImages holds that builds with other arguments are other images.
func TestOneDockerfileTwoImages(t *testing.T) {
	t.Parallel()
	tree, _ := treeOf(t, `-- docker-bake.json --
{"target": {
 "all": {"context": "java", "args": {"JAVA": "17"}},
 "java-17": {"inherits": ["all"], "tags": ["reg.example.com/b/java:17-r1", "reg.example.com/b/java:17"]},
 "java-21": {"inherits": ["all"], "args": {"JAVA": "21"}, "tags": ["reg.example.com/b/java:21-r1"]}
}}
-- java/Dockerfile --
ARG JAVA=17
FROM eclipse-temurin:${JAVA}-jre
`, Options{})
	for name, want := range map[string]string{"java-17": "reg.example.com/b/java:17-r1 map[JAVA:17] map[java:17]", "java-21": "reg.example.com/b/java:21-r1 map[JAVA:21] map[java:21]"} {
		if i := tree.Image(name); i == nil || fmt.Sprint(i.TagRef(), " ", i.Args, " ", i.Provides) != want {
			t.Errorf("%s: %+v", name, i)
		}
	}
}

// TestUse: an image with a runtime is picked also when others are built on it; a system on which others are built is a parent alone.
func TestUse(t *testing.T) {
	t.Parallel()
	tree, _ := treeOf(t, `-- os/Dockerfile --
FROM debian:13
-- jre/Dockerfile --
FROM registry.example.com/base/os:1
RUN apt-get install -y openjdk-21-jre
-- jre-fonts/Dockerfile --
FROM registry.example.com/base/jre:1
-- tools/Dockerfile --
FROM registry.example.com/base/os:1
`, Options{})
	for name, want := range map[string]string{"os": "[]", "jre": "[run]", "jre-fonts": "[run]", "tools": "[run]"} {
		if got := fmt.Sprint(tree.Image(name).Use); got != want {
			t.Errorf("%s: use %s, want %s", name, got, want)
		}
	}
}

// TestValuesThatGrow: values that name each other many times are given up, and do not fill the memory.
func TestValuesThatGrow(t *testing.T) {
	t.Parallel()
	makefile, workflow := "", "env:\n"
	for n := range 12 {
		makefile += fmt.Sprintf("V%d = %s\n", n, strings.Repeat(fmt.Sprintf("$(V%d)", n+1), 200))
		workflow += fmt.Sprintf("  V%d: '%s'\n", n, strings.Repeat(fmt.Sprintf("${{ env.V%d }}", n+1), 200))
	}
	makefile += "V12 = x\nall:\n\tdocker build -t reg.example.com/$(V0):1 a\n"
	workflow += "  V12: x\njobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {context: a, tags: 'r/${{ env.V0 }}:1'}}]}}\n"
	tree, _ := treeOf(t, "-- Makefile --\n"+makefile+"-- .github/workflows/x.yml --\n"+workflow+"-- a/Dockerfile --\nFROM debian:13\n", Options{})
	if i := tree.Image("a"); i == nil || len(i.TagRef()) > 100 {
		t.Errorf("%+v", i)
	}
}
