package report

import (
	"encoding/xml"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/waybill-dev/waybill/internal/finding"
)

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes one test case a finding, for the junit step of Jenkins and for GitLab: errors and warnings fail, remarks pass.
// A clean tree is one case that passes, because an empty suite is taken for a broken run.
func JUnit(w io.Writer, r Report) error {
	suite := junitSuite{Name: "waybill tree lint"}
	for _, f := range r.Findings {
		c := junitCase{Class: clean(f.File), Name: clean(f.Rule + " " + strings.TrimSpace(f.Image+" "+f.Fingerprint()))}
		if f.Severity == finding.Info {
			c.Out = clean(f.Text)
		} else {
			c.Failure = &junitFailure{Message: clean(f.Text), Type: string(f.Severity), Text: clean(f.String() + ": " + f.Text + "\n" + f.Fix)}
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if len(suite.Cases) == 0 {
		suite.Cases = []junitCase{{Class: "imagetree", Name: "no findings"}}
	}
	suite.Tests = len(suite.Cases)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// clean drops what XML 1.0 cannot hold.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}
