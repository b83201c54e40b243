package manifest

import (
	"path"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// globs are the patterns of a workspace. npm and yarn read them in turn, so that a later one takes back what "!" left out
// (https://docs.npmjs.com/cli/using-npm/workspaces, @npmcli/map-workspaces); for pnpm a "!" always wins
// (https://pnpm.io/pnpm-workspace_yaml#packages). Both know braces, classes, ** and the groups of minimatch.
type globs struct {
	patterns []string
	anyOrder bool // "!" wins wherever it stands
}

// matches says whether a folder, relative to the workspace's root, is a member.
func (g globs) matches(rel string) bool {
	matched := false
	for _, p := range g.patterns {
		p, negated := negation(p)
		if !matchFolder(p, rel) {
			continue
		}
		if negated && g.anyOrder {
			return false
		}
		matched = !negated
	}
	return matched
}

// wrong lists the patterns that no tool understands.
func (g globs) wrong() []string {
	var out []string
	for _, p := range g.patterns {
		p, _ := negation(p)
		if p, _ = withoutGroups(p); !doublestar.ValidatePattern(p) {
			out = append(out, p)
		}
	}
	return out
}

// negation takes the signs in front of a pattern away: two of them cancel each other.
func negation(p string) (rest string, negated bool) {
	rest = strings.TrimLeft(p, "!")
	if strings.HasPrefix(p[:len(p)-len(rest)]+rest, "!(") {
		return p, false // a group, not a sign
	}
	return rest, (len(p)-len(rest))%2 == 1
}

// matchFolder matches one pattern. What lies in node_modules is never a member, and a star passes over hidden folders.
func matchFolder(pattern, rel string) bool {
	pattern = path.Clean(strings.TrimPrefix(pattern, "/"))
	for part := range strings.SplitSeq(rel, "/") {
		if part == "node_modules" || strings.HasPrefix(part, ".") && part != "." && !strings.Contains(pattern, part) {
			return false
		}
	}
	all, but := withoutGroups(pattern)
	return doublestar.MatchUnvalidated(all, rel) && (but == "" || !doublestar.MatchUnvalidated(but, rel))
}

var (
	oneOf  = regexp.MustCompile(`[@+]\(([^()]*)\)`)
	noneOf = regexp.MustCompile(`!\(([^()]*)\)`)
)

// withoutGroups writes the groups of minimatch as braces: @(a|b) is {a,b}; !(a|b) is everything but {a,b}.
func withoutGroups(pattern string) (all, but string) {
	braces := func(group string) string { return "{" + strings.ReplaceAll(group, "|", ",") + "}" }
	pattern = oneOf.ReplaceAllStringFunc(pattern, func(s string) string { return braces(s[2 : len(s)-1]) })
	if !noneOf.MatchString(pattern) {
		return pattern, ""
	}
	return noneOf.ReplaceAllString(pattern, "*"), noneOf.ReplaceAllStringFunc(pattern, func(s string) string { return braces(s[2 : len(s)-1]) })
}
