package imagetree

import (
	"fmt"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/version"
)

// Need is what one application asks of one image.
type Need struct {
	App      string            `json:"app"`
	Role     Role              `json:"role"`
	Requires []facts.Require   `json:"requires"`            // what a Dockerfile of an application cannot add: the JVM, node, tomcat
	Extras   []string          `json:"extras,omitempty"`    // what it can: OS packages by their Debian names, or capabilities
	Labels   map[string]string `json:"labels,omitempty"`    // matched against allow and deny
	Platform []string          `json:"platforms,omitempty"` // platforms that the image must exist for
	Pin      string            `json:"pin,omitempty"`       // an image by name: checked, not ranked
	// Day, when set, refuses images whose until lies before it. Empty by custom: what is generated must not depend on the day.
	Day Date `json:"-"`
}

// want is a requirement with its range read.
type want struct {
	facts.Require
	allowed version.Range
	prefer  Prefer
	compat  Compat
	fallen  bool // the range comes from policy.defaults
}

const rangeHint = "ranges are written as npm does: >=17 <22, ^18 || >=20"

// wants reads the requirements, with those that the organisation adds and the defaults it gives.
func (t *Tree) wants(n Need) ([]want, error) {
	var out []want
	asked := map[string]bool{}
	for _, r := range n.Requires {
		asked[r.Capability] = true
		if !capabilityForm.MatchString(r.Capability) {
			return nil, fault.New(fault.Usage, "%q cannot be a capability", r.Capability).WithHint("write CAPABILITY or CAPABILITY=RANGE, for example java='>=17'")
		}
		w := want{Require: r, prefer: t.Capabilities[r.Capability].Prefer, compat: t.Capabilities[r.Capability].Compat}
		// a default is for applications that state nothing; naming an image is a statement
		if strings.TrimSpace(w.Range) == "" && n.Pin == "" && t.Policy.Defaults[r.Capability] != "" {
			w.Range, w.fallen = t.Policy.Defaults[r.Capability], true
		}
		allowed, err := SchemeOf(r.Capability).Range(w.Range)
		if err != nil {
			return nil, fault.Wrap(fault.Usage, err, "%s asks for %s", n.App, r.Capability).WithHint(rangeHint)
		}
		w.allowed = allowed
		out = append(out, w)
	}
	for _, c := range t.Policy.Require[n.Role] {
		if !asked[c] {
			out = append(out, want{Require: facts.Require{Capability: c, Evidence: []facts.Evidence{{File: t.File, Rule: "policy.require"}}}})
		}
	}
	return out, nil
}

// String returns the need in words: "java >=17 jdk".
func (n Need) String() string {
	var words []string
	for _, r := range n.Requires {
		words = append(words, strings.TrimSpace(r.Capability+" "+r.Range))
	}
	text := "needs nothing in particular"
	if len(words) > 0 {
		text = "needs " + strings.Join(words, ", ")
	}
	if len(n.Extras) > 0 {
		text += "; wants " + strings.Join(n.Extras, ", ")
	}
	return text
}

// source tells where a requirement was read: " (pom.xml:31, maven.compiler.release)".
func source(r facts.Require) string {
	if len(r.Evidence) == 0 {
		return ""
	}
	e := r.Evidence[0]
	at := fault.Position{File: e.File, Line: e.Line}.String()
	if e.Rule == "" || e.Rule == "setting" { // the file of the settings says enough
		return at
	}
	return fmt.Sprintf("%s, %s", at, e.Rule)
}
