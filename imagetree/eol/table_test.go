package eol

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/version"
)

const small = `taken: 2026-08-22
checked: 2026-11-28
source: https://endoflife.date
products:
  nodejs: [{cycle: "26"}, {cycle: "24", eol: 2028-04-30}, {cycle: "20", eol: 2026-04-30}]
  tomcat: [{cycle: "10.1"}, {cycle: "10"}, {cycle: "9.0", eol: 2027-03-31}]
`

func table(t *testing.T, text string) *Table {
	t.Helper()
	read, err := Parse("eol.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func at(t *testing.T, text string) version.Version {
	t.Helper()
	v, err := version.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestEnds: the nearest end first, what has none at the end; a line has ended on the day after its last one.
func TestEnds(t *testing.T) {
	t.Parallel()
	tree, err := imagetree.Load(fstest.MapFS{"imagetree.yaml": {Data: []byte(`version: 1
capabilities: {node: {eol: nodejs}, tomcat: {eol: tomcat}, java: {eol: cobol}}
images:
  os: {from: scratch, tag: 1-r1, provides: {debian: "13"}}
  tomcat9: {from: os, tag: 1-r1, provides: {tomcat: 9.0.121}}
  tomcat10: {from: os, tag: 1-r1, provides: {tomcat: 10.1.59}}
  node20: {from: os, tag: 1-r1, provides: {node: 20.20.2}}
  node20-slim: {from: os, tag: 1-r1, provides: {node: 20.1.0}}
  node20-tools: {from: node20, tag: 1-r1, provides: {yarn: "1"}}
  node22: {from: os, tag: 1-r1, provides: {node: 22.1.0}}
  node26: {from: os, tag: 1-r1, provides: {node: 26.0.0}}
  node: {from: os, tag: 1-r1, provides: {node: ""}}
  java: {from: os, tag: 1-r1, provides: {java: "17"}}
  old: {from: os, tag: 1-r1, status: withdrawn, provides: {node: 20.0.0}}
`)}}, "imagetree.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for today, ended := range map[imagetree.Date]bool{"2026-04-29": false, "2026-04-30": false, "2026-05-01": true} {
		var got []string
		for _, e := range table(t, small).Ends(tree, today) {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s in %s until %s %t %s", e.Image, e.Capability, e.Version, e.Cycle, e.EOL, e.Ended, e.Newest)))
		}
		want := fmt.Sprintf(`node20 node 20.20.2 in 20 until 2026-04-30 %t 26
node20-slim node 20.1.0 in 20 until 2026-04-30 %t 26
tomcat9 tomcat 9.0.121 in 9.0 until 2027-03-31 false 10.1
node26 node 26.0.0 in 26 until  false
tomcat10 tomcat 10.1.59 in 10.1 until  false`, ended, ended)
		if text := strings.Join(got, "\n"); text != want {
			t.Errorf("%s:\n%s\nwant\n%s", today, text, want)
		}
	}
}

// TestFind: the longest cycle that a version starts with, field by field and not letter by letter.
func TestFind(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"20": "nodejs 20", "20.0.0": "nodejs 20", "2": "", "200.1": "", "10.1.5": "tomcat 10.1", "10.0.27": "tomcat 10", "10": "tomcat 10", "9": "", "9.1": ""} {
		product := "nodejs"
		if !strings.HasPrefix(text, "2") {
			product = "tomcat"
		}
		c, ok := table(t, small).Find(product, at(t, text))
		got := ""
		if ok {
			got = product + " " + c.Cycle
		}
		if got != want {
			t.Errorf("%s %s: %q, want %q", product, text, got, want)
		}
	}
	if _, ok := table(t, small).Find("cobol", at(t, "1")); ok {
		t.Error("a cycle of a product that is not there")
	}
}

// TestNewest: by version and not by place.
func TestNewest(t *testing.T) {
	t.Parallel()
	shuffled := table(t, "taken: 2026-08-22\nproducts: {x: [{cycle: '9'}, {cycle: '10'}, {cycle: '8'}]}\n")
	if v, ok := shuffled.Newest("x"); !ok || v.String() != "10" {
		t.Errorf("%s %t", v, ok)
	}
	if v, ok := shuffled.Newest("y"); ok {
		t.Errorf("of nothing: %s", v)
	}
	if got := fmt.Sprint(table(t, small).Names(), shuffled.Knows("x"), shuffled.Knows("y")); got != "[nodejs tomcat] true false" {
		t.Error(got)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"products: {}\n": "the end-of-life table does not say when its facts were taken (eol.yaml:1); add taken: YYYY-MM-DD",
		"taken: 2026-08-22\nproducts: {x: [{cycle: new}]}\n":     `cycle of x: "new" is not a version (eol.yaml)`,
		"taken: 2026-08-22\nproducts: {x: [{cycel: '1'}]}\n":     `unknown key "cycel" (eol.yaml:2:17); did you mean "cycle"?`,
		"taken: 2026-13-01\n":                                    `"2026-13-01" is not a date (eol.yaml:1:8); write it as YYYY-MM-DD`,
		"taken: 2026-08-22\nproducts: {x: [{cycle: 1, eol: x}]}": `"x" is not a date (eol.yaml:2:32); write it as YYYY-MM-DD`,
	} {
		_, err := Parse("eol.yaml", []byte(text))
		got := ""
		if err != nil {
			got = strings.Join(append([]string{err.Error()}, fault.HintOf(err)...), "; ")
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
