package environments

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Layout is where the environment's word stands in the path of a file.
type Layout string

// The layouts that real repositories use.
const (
	Suffix Layout = "suffix" // application-dev.yml, config.prod.yaml
	Whole  Layout = "whole"  // config/prod.yml
	Folder Layout = "folder" // config/prod/server.yaml
	Prefix Layout = "prefix" // prod_config.toml
	Dotenv Layout = "dotenv" // .env.production, .env.production.local, prod.env
)

// Set is a group of files with one purpose, one for each environment.
type Set struct {
	Layout  Layout
	Pattern string // path of the first member with {env} where the word stands: "config/{env}.yml"
	// Target is the path without the environment, where a program that knows no environments would look:
	// application.yml, config/config.yaml, .env; empty when there is none (config/prod.yml).
	Target  string
	HasBase bool // Target is in the tree: a base that the environment's file is laid over, never to be replaced
	Members []Member
}

// Member is one environment of a set.
type Member struct {
	Name     string   // canonical, or the word itself where the set has several for one canonical name
	Spelling string   // the repository's word
	Files    []string // paths relative to the repository
}

// Find returns the sets among files, which are paths relative to the repository, below the folder root (".": all).
// A set counts only with two environments of which one is no weak word (local, test, docker …), since a lone
// application-docker.yml or a folder called test is no environment. The result is sorted by pattern.
func Find(files []string, root string) []Set {
	groups := map[string][]candidate{}
	have := make(map[string]bool, len(files))
	for _, f := range files {
		rel, ok := below(f, root)
		if !ok {
			continue
		}
		have[f] = true
		if c, ok := parse(rel); ok {
			c.file = f
			groups[string(c.layout)+" "+c.key] = append(groups[string(c.layout)+" "+c.key], c)
		}
	}
	var sets []Set
	for _, group := range groups {
		if s, ok := build(group, root, have); ok {
			sets = append(sets, s)
		}
	}
	slices.SortFunc(sets, func(a, b Set) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return sets
}

// Merge joins the sets of a unit to its list of environments, in the order of a release.
// The spelling is left out when it is the canonical name.
func Merge(sets []Set) []facts.Environment {
	var merged []facts.Environment
	at, own := map[string]int{}, map[string]bool{}
	for _, s := range sets {
		for _, m := range s.Members {
			own[m.Name] = true
		}
	}
	for _, s := range sets {
		for _, m := range s.Members {
			if word := strings.ToLower(m.Spelling); own[word] { // another set tells it from the other words
				m.Name = word
			}
			i, ok := at[m.Name]
			if !ok {
				i = len(merged)
				at[m.Name] = i
				e := facts.Environment{Name: m.Name}
				if m.Spelling != m.Name {
					e.Spelling = m.Spelling
				}
				merged = append(merged, e)
			}
			merged[i].Files = append(merged[i].Files, m.Files...)
		}
	}
	for i := range merged {
		slices.Sort(merged[i].Files)
		merged[i].Files = slices.Compact(merged[i].Files)
	}
	slices.SortStableFunc(merged, func(a, b facts.Environment) int { return cmp.Compare(rank(a.Name), rank(b.Name)) })
	return merged
}

func build(group []candidate, root string, have map[string]bool) (Set, bool) {
	slices.SortFunc(group, func(a, b candidate) int { return cmp.Compare(a.file, b.file) })
	var members []Member
	strong := false
	words := make([]string, 0, len(group))
	for _, c := range group {
		words = append(words, c.word)
	}
	names := Names(words)
	for _, c := range group {
		canonical, _ := Canonical(c.word)
		strong = strong || !weak[canonical]
		name := names[c.word]
		i := slices.IndexFunc(members, func(m Member) bool { return m.Name == name })
		if i < 0 {
			i = len(members)
			members = append(members, Member{Name: name, Spelling: c.word})
		}
		members[i].Files = append(members[i].Files, c.file)
	}
	if len(members) < 2 || !strong {
		return Set{}, false
	}
	slices.SortFunc(members, func(a, b Member) int { return cmp.Compare(rank(a.Name), rank(b.Name)) })
	s := Set{Layout: group[0].layout, Pattern: path.Join(root, group[0].pattern), Members: members}
	for _, c := range group {
		if c.target == "" {
			continue
		}
		if target := path.Join(root, c.target); s.Target == "" || !s.HasBase && have[target] {
			s.Target, s.HasBase = target, have[target]
		}
	}
	return s, true
}

func below(file, root string) (string, bool) {
	if root == "." || root == "" {
		return file, true
	}
	return strings.CutPrefix(file, strings.TrimSuffix(root, "/")+"/")
}
