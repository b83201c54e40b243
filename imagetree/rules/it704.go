package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

// Stranded is the rule of a change that leaves applications without an image: `tree diff` fails by it, too.
const Stranded = "IT704"

func it704() Rule {
	return Rule{finding.Rule{
		ID: Stranded, Severity: finding.Error, Title: "applications that lose their image",
		Why: "Their next build finds no base image; nobody notices until somebody has to release a fix.",
		Fix: "keep the image until its applications have moved (status: deprecated, replacedBy), or add one that serves them",
	}, func(p *Pass) {
		lost := p.lost()
		for _, image := range slices.Sorted(maps.Keys(lost)) {
			l := lost[image]
			if len(l.stranded) > 0 {
				p.lose(image, "stranded", finding.Error, "%s no image any more: %s (%s)", plural(len(l.stranded), "application finds", "applications find"), l.why, names(l.stranded))
			}
			if len(l.moved) > 0 {
				p.lose(image, "moved", finding.Warning, "%s on %s, which is %s, and would get another image: %s", plural(len(l.moved), "application runs", "applications run"), image, p.gone(image), names(l.moved))
			}
		}
	}}
}

// loss is what becomes of the applications of an image that they cannot have any more.
type loss struct {
	why             string
	stranded, moved map[string]bool
}

// lost compares what every application gets with what it had: the nearest image of the tree before the change, or the image that a
// scan of the fleet saw. Applications that had none before are not of this change.
func (p *Pass) lost() map[string]*loss {
	out := map[string]*loss{}
	of := func(image string) *loss {
		if out[image] == nil {
			out[image] = &loss{stranded: map[string]bool{}, moved: map[string]bool{}}
		}
		return out[image]
	}
	now, before := p.Tree.Answers(p.Today), p.answersBefore()
	for _, item := range p.Fleet {
		is, err := now.Nearest(item.Need)
		if err != nil {
			continue // a range that cannot be read is told when the fleet is read
		}
		if was := formerly(before, item); was != "" && is.Image == "" {
			l := of(was)
			l.why = is.Against(was)
			l.stranded[item.App] = true
			continue
		}
		switch {
		case !p.took(item):
		case is.Image == "" || len(item.Requires) == 0: // without requirements the image itself is all that is known of the need
			l := of(item.Image)
			l.why = item.Image + " is " + p.gone(item.Image)
			l.stranded[item.App] = true
		default:
			of(item.Image).moved[item.App] = true
		}
	}
	return out
}

// answersBefore answers from the tree before the change, nil when there is none to compare with.
func (p *Pass) answersBefore() *imagetree.Answers {
	if p.Before == nil {
		return nil
	}
	return p.Before.Answers(p.Today)
}

// formerly returns the image that an application got before the change, "" when it got none or nothing is known.
func formerly(before *imagetree.Answers, item imagetree.FleetItem) string {
	if before == nil {
		return ""
	}
	was, err := before.Nearest(item.Need)
	if err != nil {
		return ""
	}
	return was.Image
}

// took says whether the change took away the image that a scan saw under an application.
func (p *Pass) took(item imagetree.FleetItem) bool {
	return !item.Assumed && item.Image != "" && p.gone(item.Image) != "" && p.had(item.Image)
}

// gone says in which way an image cannot be had any more, "" when it can.
func (p *Pass) gone(image string) string {
	switch i := p.Tree.Image(image); {
	case i == nil:
		return "gone"
	case i.Status == imagetree.Withdrawn:
		return "withdrawn"
	}
	return ""
}

// had says whether an image could be had before the change. Without a former tree, one that is declared is taken to have been.
func (p *Pass) had(image string) bool {
	if p.Before == nil {
		return p.Tree.Image(image) != nil
	}
	i := p.Before.Image(image)
	return i != nil && i.Status != imagetree.Withdrawn
}

// lose reports at what makes the image unavailable, as far as it still stands in the tree.
func (p *Pass) lose(image, key string, severity finding.Severity, format string, args ...any) {
	d := detail{key: key + " " + image, severity: severity}
	i := p.Tree.Image(image)
	if i == nil {
		d.place = fault.Position{File: p.Tree.File, Line: 1, Column: 1}
		p.report(image, d, format, args...)
		return
	}
	d.at = "provides"
	switch {
	case i.Status == imagetree.Withdrawn:
		d.at = "status"
	case i.Until.Before(p.Today):
		d.at = "until"
	}
	p.on(i, d, format, args...)
}

// names lists applications, the rest by its number.
func names(apps map[string]bool) string { return few(slices.Sorted(maps.Keys(apps))) }

// mostNamed is how many applications or images a finding names.
const mostNamed = 10

// few joins names, the rest by its number.
func few(list []string) string {
	if len(list) <= mostNamed {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:mostNamed], ", "), len(list)-mostNamed)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
