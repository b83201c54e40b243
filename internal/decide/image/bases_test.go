package image

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

const images = `version: 1
registry: registry.example.com/base
images:
  os: {from: scratch, tag: 13.6-r1, provides: {debian: "13.6"}}
  node20: {from: os, tag: 20.20.2-r1, use: [build, run], provides: {node: 20.20.2}}
  node22: {from: os, tag: 22.12.0-r1, use: [build, run], provides: {node: 22.12.0}}
  node22-yarn: {from: node22, tag: 22.12.0-r1, use: [build], provides: {yarn: 1.22.22}}
  node26: {from: os, tag: 26.1.0-r1, use: [build], provides: {node: 26.1.0}}
  jre21: {from: os, tag: 21.0.1-r1, use: [run], provides: {java: 21.0.1}, allow: {team: freight}}
  static: {from: scratch, tag: 13.6-r1, use: [run], provides: {static: ""}}
  busybox: {from: scratch, tag: 1.37-r1, use: [run], provides: {busybox: "1.37", sh: ""}}
`

func tree(t *testing.T, text string) *imagetree.Tree {
	t.Helper()
	loaded, err := imagetree.Load(fstest.MapFS{"imagetree.yaml": {Data: []byte(text)}}, "imagetree.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// program needs capabilities of its run image, and is built by stages that need one each: "node >=20".
func program(run string, stages ...string) plan.Unit {
	u := plan.Unit{Name: "orders", Path: "apps/orders", Facts: facts.Unit{Ports: []facts.Port{{Value: 8080}}}}
	u.Facts.Image.Run.Requires = []facts.Require{require(run)}
	for _, s := range stages {
		u.Facts.Image.Stages = append(u.Facts.Image.Stages, facts.Stage{Requires: []facts.Require{require(s)}})
	}
	return u
}

func require(text string) facts.Require {
	capability, allowed, _ := strings.Cut(text, " ")
	return facts.Require{Capability: capability, Range: allowed}
}

func warnings(p plan.Plan) []string {
	var out []string
	for _, w := range p.Warnings {
		out = append(out, w.Text)
	}
	return out
}

func TestBases(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		unit func(u *plan.Unit)
		set  settings.Unit
		want string // the images of the stages, of running, of debugging, and what is installed
	}{
		"the nearest":               {func(*plan.Unit) {}, settings.Unit{}, "[node20] node20  []"},
		"a pin is for the last one": {func(u *plan.Unit) { u.Facts.Image.Stages = slices.Repeat(u.Facts.Image.Stages, 2) }, settings.Unit{BuildBase: "node22"}, "[node20 node22] node20  []"},
		"a pin for running":         {func(*plan.Unit) {}, settings.Unit{Base: "node22"}, "[node20] node22  []"},
		"what is missing is added":  {func(u *plan.Unit) { u.Facts.NativePackages = []string{"libvips42", "fontconfig", "fontconfig"} }, settings.Unit{}, "[node20] node20  [fontconfig libvips42]"},
		"the major that was built":  {func(u *plan.Unit) { u.Facts.Image.Run.Requires[0].AsBuilt = true }, settings.Unit{BuildBase: "node22"}, "[node22] node22  []"},
		"as built, without a build": {func(u *plan.Unit) {
			u.Facts.Image.Run.Requires[0].AsBuilt, u.Facts.Image.Stages = true, nil
		}, settings.Unit{}, "[] node20  []"},
		"as built, where no image runs it": {func(u *plan.Unit) { u.Facts.Image.Run.Requires[0].AsBuilt = true }, settings.Unit{BuildBase: "node26"}, "[node26] node20  []"},
		"tools for debugging":              {func(u *plan.Unit) { u.Image.Debug = "busybox" }, settings.Unit{}, "[node20] node20 registry.example.com/base/busybox:1.37-r1 []"},
		"tools that are there":             {func(u *plan.Unit) { u.Image.Debug = "debian" }, settings.Unit{}, "[node20] node20  []"},
		"for a team of its own":            {func(u *plan.Unit) { u.Facts.Image.Run.Requires[0] = require("java >=17") }, settings.Unit{}, "[node20] jre21  []"},
	} {
		p, u := plan.Plan{Team: "freight"}, program("node >=18", "node >=18")
		c.unit(&u)
		if err := Bases(&p, &u, c.set, tree(t, images)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		stages := []string{}
		for _, s := range u.Stages {
			stages = append(stages, s.Base.Name)
		}
		if got := fmt.Sprintf("%v %s %s %v", stages, u.Run.Base.Name, u.Image.DebugFrom, u.Run.Base.Install.Packages); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if u.Run.User != 10001 || len(p.Warnings) > 0 {
			t.Errorf("%s: user %d, warnings %q", name, u.Run.User, warnings(p))
		}
	}
}

// TestBaseInThePlan: all that templates and explain say of an image.
func TestBaseInThePlan(t *testing.T) {
	t.Parallel()
	var p plan.Plan
	b, err := pick(&p, program(""), tree(t, images), imagetree.Need{App: "orders", Role: imagetree.Run, Requires: []facts.Require{require("node >=20 <22")}, Extras: []string{"git"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(b.Ref, b.BaseName, b.Digest, b.Provides, b.Install, b.Pinned); got != "registry.example.com/base/node20:20.20.2-r1registry.example.com/base/node20:20.20.2-r1map[debian:13.6 node:20.20.2 sh:] {apt [git]} false" {
		t.Error(got)
	}
	if b.Why == "" || len(b.Others) != 4 || b.Others[0].Name != "node22" || b.Others[0].Refused[0] != "node 22.12.0 is outside >=20 <22" {
		t.Errorf("%s, others %+v", b.Why, b.Others)
	}
	static, err := pick(&p, program(""), tree(t, images), imagetree.Need{App: "orders", Role: imagetree.Run, Requires: []facts.Require{require("static")}})
	if err != nil || fmt.Sprint(static.Provides, static.Install) != "map[static:] { []}" {
		t.Errorf("nothing is said of a shell where there is none: %v %v (%v)", static.Provides, static.Install, err)
	}
}

// TestPinsOfDevelopers: a version manager's file says what one team runs at home; a newer image serves where the tree has none of it, and
// that is told. What the build itself asks for is never bent, and nothing older serves.
func TestPinsOfDevelopers(t *testing.T) {
	t.Parallel()
	at := []facts.Evidence{{File: "apps/orders/.nvmrc", Line: 1}}
	for name, c := range map[string]struct {
		needs       facts.Require
		want, warns string
	}{
		"there is one":       {facts.Require{Capability: "node", Range: "20.x", Pin: true, Evidence: at}, "node20", "[]"},
		"a newer one serves": {facts.Require{Capability: "node", Range: "18.12.0", Pin: true, Evidence: at}, "node20", "[{apps/orders apps/orders/.nvmrc:1 the tree has no image for node 18.12.0: node20 serves, which is newer}]"},
		"nobody said where":  {facts.Require{Capability: "node", Range: "18.12.0", Pin: true}, "node20", "[{apps/orders :0 the tree has no image for node 18.12.0: node20 serves, which is newer}]"},
		"the build asks":     {facts.Require{Capability: "node", Range: "18.12.0", Evidence: at}, "", "[]"},
		"nothing is newer":   {facts.Require{Capability: "node", Range: "24.0.0", Pin: true, Evidence: at}, "", "[]"},
	} {
		p, u := plan.Plan{}, program("node")
		u.Facts.Image.Run.Requires = []facts.Require{c.needs}
		err := Bases(&p, &u, settings.Unit{}, tree(t, images))
		if u.Run.Base.Name != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, want %q (%v)", name, u.Run.Base.Name, c.want, err)
		}
		said := []string{}
		for _, w := range p.Warnings {
			said = append(said, fmt.Sprintf("{%s %s:%d %s}", w.Unit, w.File, w.Line, w.Text))
		}
		if got := fmt.Sprint(said); got != c.warns {
			t.Errorf("%s: %s, want %s", name, got, c.warns)
		}
		if u.Facts.Image.Run.Requires[0].Range != c.needs.Range {
			t.Errorf("%s: the facts were changed", name)
		}
	}
}

// TestNoBase: an error of the tree names the unit's folder, and the stage that comes first.
func TestNoBase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		unit       plan.Unit
		set        settings.Unit
		debug      string
		text, hint string
	}{
		"of a stage":      {program("php", "ruby"), settings.Unit{}, "", "no image fits orders: nothing of use build provides ruby (apps/orders)", "add an image to the tree"},
		"of running":      {program("php", "node"), settings.Unit{}, "", "no image fits orders: nothing of use run provides php (apps/orders)", "add an image to the tree"},
		"a misspelt pin":  {program("node"), settings.Unit{Base: "node21"}, "", "orders names image node21, which the tree does not declare (apps/orders)", `did you mean "node20"?`},
		"a pin too old":   {program("node >=22"), settings.Unit{Base: "node20"}, "", "image node20 cannot serve orders: node 20.20.2 is outside >=22 (apps/orders)", "name another image, or leave the choice to the tree"},
		"for others only": {program("java"), settings.Unit{}, "", "no image fits orders, which needs java; the nearest is jre21: is only for applications with team: freight (apps/orders)", "add an image to the tree that has all of it"},
		"of debugging":    {program("node"), settings.Unit{}, "delve", "no image fits orders: nothing of use run provides delve (apps/orders)", "add an image to the tree, or change the requirement in waybill.yaml, images.debug"},
	} {
		u := c.unit
		u.Image.Debug = c.debug
		err := Bases(&plan.Plan{}, &u, c.set, tree(t, images))
		if err == nil || err.Error() != c.text || fault.KindOf(err) != fault.Usage || strings.Join(fault.HintOf(err), "; ") != c.hint {
			t.Errorf("%s: %v with the hints %q, want %s with %q", name, err, fault.HintOf(err), c.text, c.hint)
		}
	}
}

// TestBuildImages: an image that has what is optional is taken where there is one; a pinned image is taken without it.
func TestBuildImages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ node, optional, pin, want string }{
		"one has it":          {"node >=20", "yarn", "", "node22-yarn"},
		"none has it":         {"node >=20", "pnpm", "", "node20"},
		"not in that version": {"node >=20", "yarn >=4", "", "node20"},
		"pinned":              {"node >=20", "yarn", "node22-yarn", "node22-yarn"},
	} {
		option := require(c.optional)
		option.Optional = true
		b, err := pickBuild(&plan.Plan{}, program(""), tree(t, images), imagetree.Need{App: "orders", Role: imagetree.Build, Requires: []facts.Require{require(c.node), option}, Pin: c.pin})
		if err != nil || b.Name != c.want {
			t.Errorf("%s: %s, want %s (%v)", name, b.Name, c.want, err)
		}
	}
}

// TestImagesWithAnInit: a program that cannot start right without an init gets an image that brings one, else one with a shell, and only
// where the tree has neither one that starts the program itself, which is told.
func TestImagesWithAnInit(t *testing.T) {
	t.Parallel()
	const small = "version: 1\nimages:\n  static: {from: scratch, tag: 1-r1, use: [run], provides: {static: ''}}\n"
	const shell = "  debian: {from: scratch, tag: 1-r1, use: [run], provides: {debian: '13'}}\n"
	const binary = "  init: {from: static, tag: 1-r1, use: [run], provides: {waybill-init: ''}}\n"
	for name, c := range map[string]struct {
		tree  string
		by    string
		set   settings.Unit
		want  string
		warns bool
	}{
		"it brings one":          {small + shell + binary, facts.ByVariable, settings.Unit{}, "init", false},
		"a shell":                {small + shell, facts.ByVariable, settings.Unit{}, "debian", false},
		"neither":                {small, facts.ByVariable, settings.Unit{}, "static", true},
		"none is needed":         {small + shell + binary, facts.ByNothing, settings.Unit{}, "static", false},
		"the settings want none": {small + shell + binary, facts.ByVariable, settings.Unit{Init: "none"}, "static", false},
		"a pin is a word":        {small + shell + binary, facts.ByVariable, settings.Unit{Base: "static"}, "static", false},
	} {
		p, u := plan.Plan{}, program("static")
		u.Facts.Config.By = c.by
		if err := Bases(&p, &u, c.set, tree(t, c.tree)); err != nil || u.Run.Base.Name != c.want {
			t.Errorf("%s: %s, want %s (%v)", name, u.Run.Base.Name, c.want, err)
		}
		want := "[]"
		if c.warns {
			want = "[the tree has no image with a shell or waybill-init for it: the program starts on static without an init, so nothing chooses its environment]"
		}
		if got := fmt.Sprint(warnings(p)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
