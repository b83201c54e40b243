package imagetree

import (
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// small is a tree with every kind of edge: a chain, a sibling, a copy, a deprecated image.
const small = `version: 1
registry: registry.example.com/base
platforms: [linux/amd64, linux/arm64]
capabilities:
  java: {compat: any, prefer: nearest}
  node: {compat: same-major}
  tomcat: {compat: same-major}
images:
  os:
    from: docker.io/library/debian:13-slim@sha256:0000000000000000000000000000000000000000000000000000000000000013
    tag: 13.6-r4
    provides: {debian: "13.6", glibc: "2.41", tini: "0.19.0", sh: ""}
  os-fonts: {from: os, tag: 13.6-r4, provides: {fontconfig: "2.15.0"}}
  jre8: {from: os, tag: 8.0.492-r2, use: [run], status: deprecated, replacedBy: jre17, until: "2027-03-31", provides: {java: 8u492}}
  jre17: {from: os, tag: 17.0.20-r3, use: [run], provides: {java: 17.0.20+8}}
  jre17-fonts: {from: os-fonts, tag: 17.0.20-r3, use: [run], provides: {java: 17.0.20+8}}
  jre17-tomcat9: {from: jre17, tag: 9.0.121-r1, use: [run], provides: {tomcat: 9.0.121}}
  jre21: {from: os, tag: 21.0.12.1-r3, use: [run], provides: {java: 21.0.12.1+1}}
  jre21-tomcat10: {from: jre21, tag: 10.1.59-r1, use: [run], provides: {tomcat: 10.1.59}}
  maven17: {from: os, tag: 3.9.16-r2, use: [build], provides: {java: 17.0.20+8, jdk: "", maven: 3.9.16}}
  node20: {from: os, tag: 20.20.2-r1, use: [build, run], provides: {node: 20.20.2}}
  node24: {from: os, tag: 24.19.0-r1, use: [build, run], provides: {node: 24.19.0}}
  static: {from: scratch, copies: [os], tag: 13.6-r4, use: [run], provides: {static: "", ca-certificates: ""}}
`

func load(tb testing.TB, text string) *Tree {
	tb.Helper()
	tree, err := Load(fstest.MapFS{FileName: {Data: []byte(text)}}, FileName)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

// needs reads "java >=17" pairs.
func needs(pairs ...string) []facts.Require {
	var out []facts.Require
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, facts.Require{Capability: pairs[i], Range: pairs[i+1]})
	}
	return out
}
