package waybill_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill"
	"github.com/waybill-dev/waybill/templates"
)

const program = "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n"

const tree = `version: 1
registry: registry.example.com/base
images:
  go: {from: scratch, tag: 1-r1, use: [build], provides: {go: "1.26"}}
  run: {from: scratch, tag: 1-r1, use: [run], provides: {static: "", sh: "", ca-certificates: ""}}
`

// folder writes files and returns where.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func shop(t *testing.T, more map[string]string) string {
	t.Helper()
	files := map[string]string{"go.mod": "module example.com/shop\n\ngo 1.24\n", "main.go": program}
	maps.Copy(files, more)
	return folder(t, files)
}

// TestLayers: the repository's settings go over the organisation's, which lie where --settings says or beside the tree.
func TestLayers(t *testing.T) {
	t.Parallel()
	org := folder(t, map[string]string{"imagetree.yaml": tree, "waybill.yaml": "team: platform\nimages: {registry: harbor.example.com/apps}\n"})
	bare := folder(t, map[string]string{"imagetree.yaml": tree})
	for _, c := range []struct {
		name              string
		repository        map[string]string
		options           waybill.Options
		team, tag, format string
		tree              string
	}{
		{name: "nothing set", format: "kustomize", tree: "embedded"},
		{name: "beside the tree", options: waybill.Options{Tree: org}, team: "platform", format: "kustomize", tree: filepath.ToSlash(org)},
		{name: "named, so that those beside the tree do not count", options: waybill.Options{Tree: org, Settings: filepath.Join(folder(t, map[string]string{"ours.yaml": "team: ours\n"}), "ours.yaml")}, team: "ours", format: "kustomize", tree: filepath.ToSlash(org)},
		{name: "the repository's over them", repository: map[string]string{"waybill.yaml": "team: shop\nimages: {tag: '7'}\n"}, options: waybill.Options{Tree: org}, team: "shop", tag: "7", format: "kustomize", tree: filepath.ToSlash(org)},
		{name: "the flag over all", repository: map[string]string{"waybill.yaml": "kubernetes: {format: plain}\n"}, options: waybill.Options{Format: "helm"}, format: "helm", tree: "embedded"},
		{name: "a tree of the repository", repository: map[string]string{"waybill.yaml": "tree: base\n", "base/imagetree.yaml": tree}, format: "kustomize"},
		{name: "a tree beside the settings", options: waybill.Options{Settings: filepath.Join(folder(t, map[string]string{"waybill.yaml": "tree: base\n", "base/imagetree.yaml": tree}), "waybill.yaml")}, format: "kustomize"},
		{name: "a tree elsewhere on the disk, by the organisation", options: waybill.Options{Settings: filepath.Join(folder(t, map[string]string{"waybill.yaml": "tree: " + filepath.ToSlash(bare) + "\n"}), "waybill.yaml")}, format: "kustomize", tree: filepath.ToSlash(bare)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := c.options
			o.Location, o.Limits = shop(t, c.repository), source.DefaultLimits
			d, err := waybill.Decide(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if d.Plan.Team != c.team || d.Plan.Cluster.Format != c.format || c.tag != "" && d.Plan.Units[0].Image.Tag != c.tag {
				t.Errorf("team %q, format %q, tag %q", d.Plan.Team, d.Plan.Cluster.Format, d.Plan.Units[0].Image.Tag)
			}
			if c.tree != "" && d.Plan.Tree.Location != c.tree || c.tree == "" && !strings.HasSuffix(d.Plan.Tree.Location, "base") {
				t.Errorf("the tree is %s", d.Plan.Tree.Location)
			}
		})
	}
}

// TestTreeInGit: a tree that lies in a git repository brings the settings beside it, at the revision that is named.
func TestTreeInGit(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"base/imagetree.yaml": tree, "base/waybill.yaml": "team: platform\n"})
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	work, err := repo.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	if err := work.AddGlob("."); err != nil {
		t.Fatal(err)
	}
	who := &object.Signature{Name: "a", Email: "a@example.org", When: time.Unix(1e9, 0)}
	hash, err := work.Commit("one", &git.CommitOptions{Author: who})
	if err != nil {
		t.Fatal(err)
	}
	address := "file://" + filepath.ToSlash(dir)
	for _, location := range []string{address + "//base/imagetree.yaml", address + "//base/imagetree.yaml@" + hash.String()} {
		d, err := waybill.Decide(t.Context(), waybill.Options{Location: shop(t, nil), Tree: location, Limits: source.DefaultLimits})
		if err != nil {
			t.Fatal(err)
		}
		if d.Plan.Team != "platform" || d.Plan.Units[0].Run.Base.Name != "run" {
			t.Errorf("%s: team %q, base %s", location, d.Plan.Team, d.Plan.Units[0].Run.Base.Name)
		}
	}
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		files   map[string]string
		options waybill.Options
		kind    fault.Kind
		want    string
	}{
		{"nothing to deploy", map[string]string{"build.gradle": "x"}, waybill.Options{}, fault.Unsupported, "found build.gradle"},
		{"no such tree", nil, waybill.Options{Tree: "nowhere"}, fault.Usage, "no such image tree: nowhere"},
		{"no such settings", nil, waybill.Options{Settings: "nowhere.yaml"}, fault.Usage, "nowhere.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := c.options
			o.Location, o.Limits = shop(t, nil), source.DefaultLimits
			if c.files != nil {
				o.Location = folder(t, c.files)
			}
			if _, err := waybill.Decide(t.Context(), o); fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func decided(t *testing.T, files map[string]string, o waybill.Options) (waybill.Decision, waybill.Options) {
	t.Helper()
	o.Location, o.Limits = shop(t, files), source.DefaultLimits
	d, err := waybill.Decide(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return d, o
}

func paths(files []templates.File) string {
	var out []string
	for _, f := range files {
		out = append(out, f.Path)
	}
	return strings.Join(out, " ")
}

func TestRender(t *testing.T) {
	t.Parallel()
	d, o := decided(t, nil, waybill.Options{})
	files, err := waybill.Render(&d, o, waybill.Selection{Artefacts: []string{templates.Dockerfile, templates.Jenkins}})
	if err != nil || !strings.HasPrefix(paths(files), "Dockerfile Dockerfile.dockerignore Jenkinsfile deploy/ci/.gitattributes deploy/ci/build.sh ") {
		t.Errorf("%s, %v", paths(files), err)
	}
	o.Units = []string{"shop"}
	files, err = waybill.Render(&d, o, waybill.Selection{Artefacts: []string{templates.Dockerfile, templates.Jenkins}})
	if err != nil || paths(files) != "Dockerfile Dockerfile.dockerignore" {
		t.Errorf("a unit alone: %s, %v", paths(files), err)
	}
	o.Units = []string{"shopp"}
	if _, err = waybill.Render(&d, o, waybill.Selection{}); fault.KindOf(err) != fault.Usage || !slices.Contains(fault.HintOf(err), `did you mean "shop"?`) {
		t.Errorf("%v %v", err, fault.HintOf(err))
	}
	d, o = decided(t, nil, waybill.Options{Root: ".waybill"})
	files, err = waybill.Render(&d, o, waybill.Selection{Ephemeral: true})
	if err != nil || len(files) == 0 || slices.ContainsFunc(files, func(f templates.File) bool { return !strings.HasPrefix(f.Path, ".waybill/") }) {
		t.Errorf("an ephemeral run: %s, %v", paths(files), err)
	}
}

// TestTemplatesComeFromWhereTheyAreNamed: the flag, else the settings, relative to the organisation's file or to the repository.
func TestTemplatesComeFromWhereTheyAreNamed(t *testing.T) {
	t.Parallel()
	const name = "dockerfile/Dockerfile.tmpl"
	flag := folder(t, map[string]string{name: "flag"})
	org := folder(t, map[string]string{"waybill.yaml": "templates: ours\n", "ours/" + name: "organisation"})
	for _, c := range []struct {
		name, want string
		files      map[string]string
		options    waybill.Options
		selection  waybill.Selection
	}{
		{"flag", "flag", nil, waybill.Options{}, waybill.Selection{Templates: flag}},
		{"organisation", "organisation", nil, waybill.Options{Settings: filepath.Join(org, "waybill.yaml")}, waybill.Selection{}},
		{"repository", "repository", map[string]string{"waybill.yaml": "templates: mine\n", "mine/" + name: "repository"}, waybill.Options{}, waybill.Selection{}},
		{"elsewhere, by the organisation", "flag", nil, waybill.Options{Settings: filepath.Join(folder(t, map[string]string{"waybill.yaml": "templates: " + filepath.ToSlash(flag) + "\n"}), "waybill.yaml")}, waybill.Selection{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, o := decided(t, c.files, c.options)
			c.selection.Artefacts = []string{templates.Dockerfile}
			files, err := waybill.Render(&d, o, c.selection)
			if err != nil || string(files[0].Data) != c.want {
				t.Errorf("%v, %v", files, err)
			}
		})
	}
	d, o := decided(t, map[string]string{"waybill.yaml": "templates: " + filepath.ToSlash(flag) + "\n"}, waybill.Options{})
	if _, err := waybill.Render(&d, o, waybill.Selection{}); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "inside the repository") {
		t.Errorf("elsewhere, by the repository: %v", err)
	}
	d, o = decided(t, nil, waybill.Options{})
	if _, err := waybill.Render(&d, o, waybill.Selection{Templates: "nowhere"}); fault.KindOf(err) != fault.Usage {
		t.Errorf("no such folder: %v", err)
	}
}

// TestPlatformRepository: the organisation's own pipeline needs no application, where it is kept; an application that cannot be read is not taken for
// such a place.
func TestPlatformRepository(t *testing.T) {
	t.Parallel()
	const central = "jenkins: {form: central}\n"
	org := folder(t, map[string]string{"imagetree.yaml": tree, "waybill.yaml": central})
	for name, c := range map[string]struct {
		repository map[string]string
		refused    bool
	}{
		"its own settings":  {map[string]string{"waybill.yaml": central, "build.gradle": "plugins {}\n"}, false},
		"nothing beside":    {map[string]string{"README.md": "pipelines\n"}, false},
		"a broken POM":      {map[string]string{"pom.xml": "<project></projekt>"}, true},
		"another language":  {map[string]string{"build.gradle": "plugins {}\n"}, true},
		"other settings":    {map[string]string{"waybill.yaml": "team: shop\n", "pom.xml": "<project>"}, true},
		"an application":    {map[string]string{"go.mod": "module example.com/shop\n\ngo 1.24\n", "main.go": program}, false},
		"own, and it broke": {map[string]string{"waybill.yaml": central, "pom.xml": "<project>"}, false},
	} {
		_, err := waybill.Decide(t.Context(), waybill.Options{
			Location: folder(t, c.repository), Tree: filepath.Join(org, "imagetree.yaml"), Settings: filepath.Join(org, "waybill.yaml"), Limits: source.DefaultLimits,
		})
		if refused := fault.KindOf(err) == fault.Unsupported; refused != c.refused || err != nil && !refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
