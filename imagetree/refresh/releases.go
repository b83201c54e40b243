package main

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"

	"github.com/waybill-dev/waybill/internal/version"
)

// product is a thing with releases that a package registry lists.
type product struct {
	capability string         // of the image tree
	eol        string         // in the end-of-life table
	fields     int            // numbers that name a release line: 1 for node 24, 2 for go 1.27
	noted      bool           // its public image appears with the release; others may come weeks later, and the tree must not promise them
	form       *regexp.Regexp // a version in what the client printed
}

var products = []product{
	{"go", "go", 2, true, regexp.MustCompile(`go(\d+\.\d+\.\d+)\.linux-amd64`)},           // go list -m -versions golang.org/toolchain
	{"node", "nodejs", 1, true, regexp.MustCompile(`"(\d+\.\d+\.\d+)"`)},                  // npm view node versions --json
	{"bun", "bun", 1, true, regexp.MustCompile(`"(\d+\.\d+\.\d+)"`)},                      // npm view bun versions --json
	{"maven", "apache-maven", 1, false, regexp.MustCompile(`<version>(\d+\.\d+\.\d+)</`)}, // maven-metadata.xml of org.apache.maven:apache-maven
	{"tomcat", "tomcat", 2, false, regexp.MustCompile(`<version>(\d+\.\d+\.\d+)</`)},      // maven-metadata.xml of org.apache.tomcat:tomcat
}

// line is a release line with its newest release.
type line struct {
	name   string // 24, 1.27
	newest version.Version
}

// readReleases returns the lines of each product, by capability. A product without a file is left as it is.
func readReleases(fsys fs.FS) (map[string][]line, error) {
	out := map[string][]line{}
	for _, p := range products {
		data, err := fs.ReadFile(fsys, p.capability)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found := p.form.FindAllStringSubmatch(string(data), -1)
		if len(found) == 0 {
			return nil, fmt.Errorf("%s lists no release: the client printed something else than expected", p.capability)
		}
		for _, m := range found {
			v, err := version.Parse(m[1])
			if err != nil {
				return nil, err
			}
			out[p.capability] = newer(out[p.capability], p.lineOf(v), v)
		}
	}
	return out, nil
}

func (p product) lineOf(v version.Version) string {
	if p.fields == 1 {
		return strconv.Itoa(v.Major())
	}
	return fmt.Sprintf("%d.%d", v.Major(), v.Field(1))
}

func newer(lines []line, name string, v version.Version) []line {
	for i := range lines {
		if lines[i].name == name {
			if v.Compare(lines[i].newest) > 0 {
				lines[i].newest = v
			}
			return lines
		}
	}
	return append(lines, line{name, v})
}
