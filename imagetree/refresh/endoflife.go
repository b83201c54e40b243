package main

import (
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/version"
)

// listed are the products of the table, by their endoflife.date ids: what base images are made of.
var listed = []string{
	"almalinux", "alpine-linux", "amazon-corretto", "amazon-linux", "apache-maven", "bun", "centos", "centos-stream", "debian", "dotnet", "eclipse-temurin",
	"fedora", "go", "gradle", "nginx", "nodejs", "php", "python", "red-hat-build-of-openjdk", "rhel", "rocky-linux", "ruby", "tomcat", "ubuntu",
}

// release is what is read of a release in the front matter of a product's page.
type release struct {
	Cycle  string `yaml:"releaseCycle"`
	EOL    any    `yaml:"eol"` // a day; false when none is announced; true when it is over and the day is not known
	Latest any    `yaml:"latestReleaseDate"`
}

// tableOf writes the table from the pages of a clone of endoflife.date.
func tableOf(fsys fs.FS, taken string) ([]byte, error) {
	var b strings.Builder
	b.WriteString("# End-of-life dates of what base images are made of. Facts collected from endoflife.date (MIT licence), which names the vendors' own pages.\n")
	b.WriteString("# A cycle without a date has no announced end. Written by `make tree-refresh`; `checked` is the day on which package registries were asked\n")
	b.WriteString("# for newer cycles.\n")
	fmt.Fprintf(&b, "taken: %s\nchecked: %s\nsource: https://endoflife.date\nproducts:\n", taken, taken)
	for _, id := range listed {
		data, err := fs.ReadFile(fsys, id+".md")
		if err != nil {
			return nil, err
		}
		_, rest, _ := strings.Cut(string(data), "---\n")
		head, _, found := strings.Cut(rest, "\n---")
		if !found {
			return nil, fmt.Errorf("%s has no front matter", id)
		}
		var page struct {
			Releases []release `yaml:"releases"`
		}
		if err := yaml.Unmarshal([]byte(head), &page); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		fmt.Fprintf(&b, "  %s:\n", id)
		for _, r := range page.Releases {
			if _, err := version.Parse(r.Cycle); err != nil {
				continue
			}
			b.WriteString(r.row())
		}
	}
	return []byte(b.String()), nil
}

func (r release) row() string {
	day := dayOf(r.EOL)
	if over, is := r.EOL.(bool); is && over {
		day = dayOf(r.Latest)
	}
	if day == "" {
		return fmt.Sprintf("    - {cycle: %q}\n", r.Cycle)
	}
	return fmt.Sprintf("    - {cycle: %q, eol: %s}\n", r.Cycle, day)
}

// dayOf returns the day of a YAML date, "" for anything else.
func dayOf(v any) string {
	text := fmt.Sprint(v)
	if len(text) < len("2026-11-28") || text[4] != '-' {
		return ""
	}
	return text[:len("2026-11-28")]
}
