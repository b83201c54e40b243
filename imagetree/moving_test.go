package imagetree

import (
	"slices"
	"strings"
	"testing"
)

// TestMovingTags holds that a tag which follows a release line serves a lower bound above the version that the tree notes, with a
// warning, and that a tag of one release, a digest and an image of our own do not.
func TestMovingTags(t *testing.T) {
	t.Parallel()
	const digest = "@sha256:2400000000000000000000000000000000000000000000000000000000000000"
	for _, c := range []struct {
		image, capability, need string
		fits                    bool
	}{
		{`{ref: docker.io/library/jre:21, use: [run], provides: {java: 21.0.2+13}}`, "java", ">=21.0.5 <22", true},
		{`{ref: docker.io/library/jre:21, use: [run], provides: {java: 21.0.2+13}}`, "java", "^21.3", true},
		{`{ref: docker.io/library/jre:21, use: [run], provides: {java: 21.0.2+13}}`, "java", ">=22", false},
		{`{ref: docker.io/library/jre:21, use: [run], provides: {java: 21.0.2+13}}`, "java", "<21.0.2", false},
		{`{ref: docker.io/library/jre:21.0, use: [run], provides: {java: 21.0.2+13}}`, "java", ">=21.0.5 <22", true},
		{`{ref: docker.io/library/jre:21.0, use: [run], provides: {java: 21.0.2+13}}`, "java", ">=21.1 <22", false},
		{`{ref: docker.io/library/jre:21.0.2_13, use: [run], provides: {java: 21.0.2+13}}`, "java", ">=21.0.5 <22", false},
		{`{ref: docker.io/library/jre:8-jre, use: [run], provides: {java: 8u502-b07}}`, "java", ">=8u512 <9", true},
		{`{ref: 'docker.io/library/jre:21` + digest + `', use: [run], provides: {java: 21.0.2}}`, "java", ">=21.0.5 <22", false},
		{`{from: scratch, tag: '21', use: [run], provides: {java: 21.0.2}}`, "java", ">=21.0.5 <22", false},
		{`{ref: docker.io/library/maven:3-temurin-21, use: [run], provides: {java: 21.0.2, maven: 3.9.16}}`, "maven", ">=3.10", true},
		{`{ref: docker.io/library/node:24-slim, use: [run], provides: {node: 24.19.0, npm: 11.6.2}}`, "npm", ">=11.6.4", true},
		{`{ref: docker.io/library/node:24-slim, use: [run], provides: {node: 24.19.0, npm: 11.6.2}}`, "npm", ">=11.7", false},
		{`{ref: docker.io/library/node:24.19.0, use: [run], provides: {node: 24.19.0, npm: 11.6.2}}`, "npm", ">=11.6.4", false},
		{`{ref: docker.io/library/nginx:stable, use: [run], provides: {nginx: 1.30.4}}`, "nginx", ">=1.30.9", true},
		{`{ref: docker.io/library/nginx:stable, use: [run], provides: {nginx: 1.30.4}}`, "nginx", ">=1.31", false},
		{`{ref: docker.io/library/debian:13, use: [run], provides: {debian: "13"}}`, "debian", ">=13.2", true},
		{`{ref: docker.io/library/postgres:16.4, use: [run], provides: {postgres: "16.4"}}`, "postgres", ">=16.5", false},
	} {
		tree := load(t, "version: 1\nregistry: r.example.com/b\nimages:\n  a: "+c.image+"\n")
		s, err := tree.Select(Need{App: "x", Role: Run, Requires: needs(c.capability, c.need)})
		if err != nil {
			t.Fatal(err)
		}
		if (s.Pick != nil) != c.fits {
			t.Errorf("%s for %s %s: %+v", c.image, c.capability, c.need, s.Others())
		}
		warned := slices.ContainsFunc(s.Warnings, func(w string) bool { return strings.Contains(w, "the tag follows") })
		if warned != c.fits {
			t.Errorf("%s for %s %s: warnings %q", c.image, c.capability, c.need, s.Warnings)
		}
	}
}

// TestNotedVersionsNeedNoWarning holds that an image which is known to fit is told without the warning.
func TestNotedVersionsNeedNoWarning(t *testing.T) {
	t.Parallel()
	tree := load(t, "version: 1\nregistry: r.example.com/b\nimages:\n  a: {ref: docker.io/library/jre:21, use: [run], provides: {java: 21.0.7}}\n")
	s, err := tree.Select(Need{App: "x", Role: Run, Requires: needs("java", ">=21.0.5")})
	if err != nil || s.Pick == nil || len(s.Warnings) > 0 {
		t.Errorf("%+v %v", s, err)
	}
}
