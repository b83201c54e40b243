// Package renovate writes the configuration with which Renovate (docs.renovatebot.com) keeps an image tree fresh: it raises the tags that the
// tree takes from outside, in the files of the tree and in their Dockerfiles, in one pull request for each upstream image.
package renovate

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
)

// Reference finds what an image of the tree takes from outside: from: or ref: with a tag, and a digest where one is pinned. Names of
// images of the tree have no tag, so they are never found. Renovate reads named groups (configuration options, "customManagers").
const Reference = `(?:^|[\s{,])(?:from|ref):\s*["']?(?<depName>[\w.-]+(?::\d+)?(?:/[\w.-]+)*):(?<currentValue>[\w][\w.-]*)(?:@(?<currentDigest>sha256:[a-f0-9]{64}))?`

type config struct {
	Schema       string    `json:"$schema"`
	Managers     []string  `json:"enabledManagers"`
	Custom       []custom  `json:"customManagers"`
	Dockerfile   manager   `json:"dockerfile"`
	PackageRules []rule    `json:"packageRules"`
	PostUpgrade  postTasks `json:"postUpgradeTasks"`
}

type custom struct {
	Type         string   `json:"customType"`
	Files        []string `json:"managerFilePatterns,omitempty"`
	Match        []string `json:"fileMatch,omitempty"` // the same before Renovate 40
	MatchStrings []string `json:"matchStrings"`
	Datasource   string   `json:"datasourceTemplate"`
	Versioning   string   `json:"versioningTemplate"`
}

type manager struct {
	Files []string `json:"managerFilePatterns,omitempty"`
	Match []string `json:"fileMatch,omitempty"`
}

type rule struct {
	Description string   `json:"description"`
	Managers    []string `json:"matchManagers,omitempty"`
	Packages    []string `json:"matchPackageNames,omitempty"`
	Updates     []string `json:"matchUpdateTypes,omitempty"`
	Group       string   `json:"groupName,omitempty"`
	Enabled     *bool    `json:"enabled,omitempty"`
}

type postTasks struct {
	Commands []string `json:"commands"`
	Files    []string `json:"fileFilters"`
	Mode     string   `json:"executionMode"`
}

// Majors of Renovate: the oldest that reads the rest of the configuration (matchPackageNames with globs came with 38), and the first one
// with managerFilePatterns (40.2.0, renovatebot/renovate#34427), which reads fileMatch no more without migrating it.
const (
	Oldest       = 38
	withPatterns = 40
)

// Config returns the configuration of a tree as JSON, for a major of Renovate. Digests move with their tags where there is one already; none is
// added, because Renovate would add them to FROM alone. Tags of the tree are raised once for a branch, against what the branch starts from:
// Renovate raises from: and FROM alike, so nothing but the older tree tells what has changed.
func Config(t *imagetree.Tree, major int) ([]byte, error) {
	off := false
	var files, dockerfiles []string
	for _, name := range t.Names() {
		i := t.Image(name)
		files = append(files, i.File())
		if d := i.DockerfilePath(); d != "" {
			dockerfiles = append(dockerfiles, d)
		}
	}
	slices.Sort(files)
	files = slices.Compact(files)
	c := config{
		Schema:   "https://docs.renovatebot.com/renovate-schema.json",
		Managers: []string{"custom.regex", "dockerfile"},
		Custom: []custom{{
			Type: "regex", Files: exactly(files), MatchStrings: []string{Reference}, Datasource: "docker", Versioning: "docker",
		}},
		Dockerfile: manager{Files: exactly(dockerfiles)},
		PackageRules: []rule{
			{Description: "another major is another line: an image of its own, by a person", Updates: []string{"major"}, Enabled: &off},
			{Description: "the tree's own images are raised by 'waybill tree bump'", Packages: own(t), Enabled: &off},
			{Description: "what the tree and its Dockerfiles say of one image moves together", Managers: []string{"custom.regex", "dockerfile"}, Group: "base image {{depName}}"},
		},
		PostUpgrade: postTasks{
			Commands: []string{"waybill tree sync --from-dockerfiles --since origin/{{{baseBranch}}}"},
			Files:    append(files, "**/Dockerfile*", imagetree.LockName), Mode: "branch",
		},
	}
	if major < withPatterns {
		c.Custom[0].Match, c.Custom[0].Files = plain(c.Custom[0].Files), nil
		c.Dockerfile.Match, c.Dockerfile.Files = plain(c.Dockerfile.Files), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(c)
	return b.Bytes(), err
}

// own are the names under which Dockerfiles may take the tree's own images: all below its registry, and repositories elsewhere. Names of
// Docker Hub are written short as well (docs.docker.com, "docker image tag": a missing host means docker.io).
func own(t *imagetree.Tree) []string {
	var out []string
	add := func(pattern string) {
		out = append(out, pattern)
		if short, ok := strings.CutPrefix(pattern, "docker.io/"); ok {
			out = append(out, strings.TrimPrefix(short, "library/"))
		}
	}
	hub := t.Registry == "docker.io" || t.Registry == "docker.io/library" // all the world pushes there
	if t.Registry != "" && !hub {
		add(t.Registry + "/**")
	}
	for _, name := range t.Names() {
		i := t.Image(name)
		repository := strings.TrimSuffix(i.TagRef(), ":"+i.Tag)
		if !i.External() && (hub || !strings.HasPrefix(repository, t.Registry+"/")) {
			add(repository)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// exactly are the patterns of these paths, as Renovate takes regular expressions: between slashes.
func exactly(paths []string) []string {
	out := []string{}
	for _, p := range paths {
		out = append(out, "/(^|/)"+regexp.QuoteMeta(p)+"$/")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// plain are the same patterns without the slashes around them.
func plain(patterns []string) []string {
	out := make([]string, len(patterns))
	for i, p := range patterns {
		out[i] = strings.TrimSuffix(strings.TrimPrefix(p, "/"), "/")
	}
	return out
}
