package scaffold

import (
	"path"
	"regexp"
	"strings"
)

var (
	variable    = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\(([A-Za-z_][A-Za-z0-9_]*)\)|\$([A-Za-z_][A-Za-z0-9_]*)`)
	assignment  = regexp.MustCompile(`(?m)^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[:?]?=\s*"?([^"\n#]*?)"?\s*(?:#.*)?$`)
	buildCall   = regexp.MustCompile(`\b(?:docker|podman|nerdctl|buildah)\s+(?:buildx\s+|image\s+)?(?:build|bud)\s+([^\n&|;]*)`)
	words       = regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`)
	lineJoin    = regexp.MustCompile(`\\\r?\n\s*`)
	defaultForm = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*):?-([^}]*)\}`)
)

// commands reads the builds in a Makefile, a script or a workflow. A call with a variable that nothing in the file sets says nothing.
func commands(dir, text string) []statement {
	values := map[string]string{}
	text = unrolled(lineJoin.ReplaceAllString(text, " "))
	for _, m := range assignment.FindAllStringSubmatch(text, -1) {
		if _, ok := values[m[1]]; !ok && !strings.Contains(m[2], "`") {
			values[m[1]] = strings.TrimSpace(m[2])
		}
	}
	var out []statement
	for _, m := range buildCall.FindAllStringSubmatch(text, -1) {
		if s, ok := call(m[1]); ok && s.fill(values) && len(s.tags) > 0 {
			s.context = path.Join(dir, s.context)
			switch s.file {
			case "":
				s.file = path.Join(s.context, "Dockerfile")
			default:
				s.file = path.Join(dir, s.file)
			}
			out = append(out, s)
		}
	}
	return out
}

// call reads the arguments of one build.
func call(line string) (s statement, ok bool) {
	s.args = map[string]string{}
	list := words.FindAllString(line, -1)
	for n := 0; n < len(list); n++ {
		word := strings.Trim(list[n], `"'`)
		flag, value, given := strings.Cut(word, "=")
		next := func() string {
			if given {
				return value
			}
			if n++; n < len(list) {
				return strings.Trim(list[n], `"'`)
			}
			return ""
		}
		switch flag {
		case "-t", "--tag":
			s.tags = append(s.tags, next())
		case "-f", "--file":
			s.file = next()
		case "--target":
			s.target = next()
		case "--build-arg":
			if k, v, found := strings.Cut(next(), "="); found {
				s.args[k] = v
			}
		case "--build-arg-file", "--platform", "--cache-from", "--cache-to", "--label", "--progress", "--secret", "--ssh", "--network", "--output", "-o", "--build-context", "--iidfile", "--metadata-file", "--builder", "--provenance", "--sbom":
			next()
		default:
			if !strings.HasPrefix(word, "-") && !strings.ContainsAny(word, "<>(){}`") || word == "." {
				s.context = word
			}
		}
	}
	return s, len(s.tags) > 0 && s.context != ""
}

// maxFilled bounds a text with values filled in, in bytes: values that name each other many times grow without end.
const maxFilled = 8 << 10

// fill replaces variables by the values of the file; it is false when one has none.
func (s *statement) fill(values map[string]string) bool {
	ok := true
	fill := func(text string) string {
		for range 8 {
			text = defaultForm.ReplaceAllString(text, "$2")
			if !strings.Contains(text, "$") {
				return text
			}
			if len(text) > maxFilled {
				break
			}
			text = variable.ReplaceAllStringFunc(text, func(word string) string {
				v, found := values[strings.Trim(word, "${}()")]
				ok = ok && found && len(v) <= maxFilled
				return v[:min(len(v), maxFilled)]
			})
		}
		ok = ok && !strings.Contains(text, "$")
		return text
	}
	s.file, s.context, s.target = fill(s.file), fill(s.context), fill(s.target)
	for i := range s.tags {
		s.tags[i] = fill(s.tags[i])
	}
	for k, v := range s.args {
		s.args[k] = fill(v)
	}
	return ok
}
