package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/internal/version"
)

// editTree raises the versions that the tree notes of each release line. Only numbers change; a line without an image is said.
func editTree(text string, known map[string][]line, today string) (string, []string) {
	var said []string
	for _, p := range products {
		noted := regexp.MustCompile(`([{ ]` + p.capability + `: )"(\d[^"]*)"`)
		var newest version.Version
		text = noted.ReplaceAllStringFunc(text, func(word string) string {
			m := noted.FindStringSubmatch(word)
			v, err := version.Parse(m[2])
			if err != nil {
				return word
			}
			if v.Compare(newest) > 0 {
				newest = v
			}
			for _, l := range known[p.capability] {
				if p.noted && l.name == p.lineOf(v) && l.newest.Compare(v) > 0 {
					return m[1] + `"` + l.newest.Canonical() + `"`
				}
			}
			return word
		})
		for _, l := range known[p.capability] {
			if !newest.IsZero() && l.newest.Compare(newest) > 0 && l.name != p.lineOf(newest) {
				said = append(said, fmt.Sprintf("%s %s (%s) is newer than every image of the tree: add one", p.capability, l.name, l.newest.Canonical()))
			}
		}
	}
	return dated(text, notedOn, today), said
}

// editTable adds the release lines that are newer than all that the table knows; when they end, somebody has to look up.
func editTable(text string, known map[string][]line, today string) (string, []string) {
	var said []string
	for _, p := range products {
		head := "  " + p.eol + ":\n"
		at := strings.Index(text, head)
		if at < 0 {
			continue
		}
		at += len(head)
		newest := newestCycle(text[at:])
		var added string
		for _, l := range known[p.capability] {
			if v, err := version.Parse(l.name); err == nil && v.Compare(newest) > 0 {
				added = fmt.Sprintf("    - {cycle: %q}\n", l.name) + added
				said = append(said, fmt.Sprintf("%s %s is new in the end-of-life table: look up when it ends", p.eol, l.name))
			}
		}
		text = text[:at] + added + text[at:]
	}
	return dated(text, checkedOn, today), said
}

var (
	cycleForm = regexp.MustCompile(`^    - \{cycle: "([^"]+)"`)
	notedOn   = regexp.MustCompile(`(the day noted: )\d{4}-\d\d-\d\d`)
	checkedOn = regexp.MustCompile(`(?m)^(checked: )\d{4}-\d\d-\d\d`)
)

func newestCycle(text string) version.Version {
	var newest version.Version
	for row := range strings.Lines(text) {
		m := cycleForm.FindStringSubmatch(row)
		if m == nil {
			break
		}
		if v, err := version.Parse(m[1]); err == nil && v.Compare(newest) > 0 {
			newest = v
		}
	}
	return newest
}

func dated(text string, form *regexp.Regexp, today string) string {
	if today == "" {
		return text
	}
	return form.ReplaceAllString(text, "${1}"+today)
}
