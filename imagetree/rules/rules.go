// Package rules holds the lint rules of the image tree, each in a file of its own beside a test with a bad and a good tree.
// IDs are never given again: IT0 structure, IT1 tags and pins, IT2 lifecycle, IT3 files, IT4 selection, IT5 budgets, IT6 registry,
// IT7 fleet, IT9 the lint itself. What makes a tree unreadable (an unknown key) is an error of loading; reports show it as IT004.
package rules

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/imagetree/eol"
	"github.com/waybill-dev/waybill/imagetree/recipe"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

// Rule is one check of the tree.
type Rule struct {
	finding.Rule
	Check func(*Pass)
}

// All returns the rules in the order of their IDs.
func All() []Rule {
	return []Rule{
		it001(), it002(), it003(), it005(), it006(), it007(),
		it010(), it011(), it012(), it013(), it020(), it021(), it022(),
		it101(), it102(), it103(), it104(), it105(), it106(), it107(), it108(), it109(),
		it201(), it202(), it203(), it204(), it205(), it206(),
		it301(), it302(), it303(), it304(), it305(), it306(), it307(), it308(),
		it401(), it402(), it403(), it404(),
		it501(), it502(), it503(), it504(),
		it701(), it702(), it703(), it704(), it705(),
		it901(),
	}
}

// Describe returns what reports say of the rules.
func Describe() []finding.Rule {
	out := []finding.Rule{Unreadable()}
	for _, r := range All() {
		out = append(out, r.Rule)
	}
	return out
}

// Unreadable describes the finding that stands for a tree that cannot be loaded: reports that only a server reads must not look empty.
func Unreadable() finding.Rule {
	return finding.Rule{
		ID: "IT004", Severity: finding.Error, Title: "tree that cannot be read",
		Why: "Nothing of it was checked, and no application can be given an image.",
		Fix: "correct what the finding names",
	}
}

// NotLoaded makes the one finding of a tree that could not be loaded; file stands for it when the error names no place.
func NotLoaded(file string, err error) finding.Finding {
	r := Unreadable()
	f := finding.Finding{Rule: r.ID, Severity: r.Severity, Position: fault.Position{File: file, Line: 1, Column: 1}, Text: err.Error(), Fix: r.Fix}
	if hints := fault.HintOf(err); len(hints) > 0 {
		f.Fix = strings.Join(hints, "; ")
	}
	if e, ok := errors.AsType[*fault.Error](err); ok && e.At.File != "" {
		f.Position = fault.Position{File: e.At.File, Line: max(e.At.Line, 1), Column: max(e.At.Column, 1)}
		f.Text = strings.TrimSuffix(err.Error(), " ("+e.At.String()+")")
	}
	f.Key = f.Text
	return f
}

// Input is what is checked.
type Input struct {
	Tree   *imagetree.Tree
	FS     fs.FS                 // the tree's folder, for Dockerfiles
	Today  imagetree.Date        // "" leaves out what depends on the day
	EOL    *eol.Table            // nil leaves out end of life
	Fleet  []imagetree.FleetItem // nil leaves out what needs applications
	Before *imagetree.Tree       // the tree before the change, nil leaves out what compares
	Was    fs.FS                 // the folder before the change

	// Recipes keeps what was read of Dockerfiles between the run over the older tree and the one over the newer; nil keeps nothing.
	Recipes *Recipes
}

// Recipes are recipes that are read once, by image. Images of two trees differ.
type Recipes struct {
	known  map[*imagetree.Image]known
	parsed recipe.Parsed
}

// NewRecipes keeps nothing yet.
func NewRecipes() *Recipes { return &Recipes{map[*imagetree.Image]known{}, recipe.Parsed{}} }

// Pass is one run of one rule.
type Pass struct {
	Input
	rule     finding.Rule
	findings []finding.Finding
	counts   map[*imagetree.Image]int // applications on an image or on what is built on it; see users
}

type known struct {
	recipe.Recipe
	err error
}

// Lint runs all rules, applies policy and suppressions, and returns the findings sorted.
func Lint(in Input) []finding.Finding {
	if in.Recipes == nil {
		in.Recipes = NewRecipes()
	}
	p := &Pass{Input: in}
	for _, r := range All() {
		if severityOf(in.Tree, r.Rule) == finding.Off || r.ID == suppressionRule {
			continue
		}
		p.rule = r.Rule
		r.Check(p)
	}
	p.rule = it901().Rule
	p.suppress()
	finding.Sort(p.findings)
	return p.findings
}

// severityOf is the rule's severity after the tree's policy.
func severityOf(t *imagetree.Tree, r finding.Rule) finding.Severity {
	if s, ok := t.Policy.Rules[r.ID]; ok {
		return finding.Severity(s)
	}
	return r.Severity
}

// detail says where in an image a finding stands, and what stays the same of it when lines move.
type detail struct {
	at       string // keys below the image, separated by spaces: "provides java"
	place    fault.Position
	key      string
	severity finding.Severity // when a rule has more than one; policy goes first
	fix      string           // when the rule's general words can be made precise
}

// on reports a finding of an image.
func (p *Pass) on(i *imagetree.Image, d detail, format string, args ...any) {
	if d.place.File == "" {
		d.place = i.At(strings.Fields(d.at)...)
	}
	p.report(i.Name, d, format, args...)
}

func (p *Pass) report(image string, d detail, format string, args ...any) {
	severity := severityOf(p.Tree, p.rule)
	if _, said := p.Tree.Policy.Rules[p.rule.ID]; !said && d.severity != "" {
		severity = d.severity
	}
	fix := p.rule.Fix
	if d.fix != "" {
		fix = d.fix
	}
	if d.place.File == "" {
		d.place.File = p.Tree.File
	}
	p.findings = append(p.findings, finding.Finding{
		Rule: p.rule.ID, Severity: severity, Position: d.place, Image: image, Text: fmt.Sprintf(format, args...), Fix: fix, Key: d.key,
	})
}

// each calls f for every image by name.
func (p *Pass) each(f func(*imagetree.Image)) {
	for _, name := range p.Tree.Names() {
		f(p.Tree.Image(name))
	}
}

// built calls f for every image that has a Dockerfile which can be read.
func (p *Pass) built(f func(*imagetree.Image, *dockerfile.File)) {
	p.each(func(i *imagetree.Image) {
		if file, err := p.dockerfile(i); file != nil && err == nil {
			f(i, file)
		}
	})
}

// dockerfile returns an image's Dockerfile as its build sees it; nil without an error when the image names none.
func (p *Pass) dockerfile(i *imagetree.Image) (*dockerfile.File, error) {
	r := p.recipe(i)
	return r.File, r.err
}

// recipe reads what an image is built of, once.
func (p *Pass) recipe(i *imagetree.Image) known {
	return p.Recipes.of(p.FS, i)
}

func (r *Recipes) of(fsys fs.FS, i *imagetree.Image) known {
	if i.DockerfilePath() == "" || fsys == nil {
		return known{}
	}
	k, ok := r.known[i]
	if !ok {
		k.Recipe, k.err = r.parsed.Of(fsys, i)
		r.known[i] = k
	}
	return k
}

// in is a place in an image's Dockerfile.
func in(i *imagetree.Image, line int) fault.Position {
	return fault.Position{File: i.DockerfilePath(), Line: line, Column: 1}
}
