package scaffold

import (
	"path"
	"regexp"
	"strings"
)

var (
	hclBlock    = regexp.MustCompile(`(?ms)^(target|variable)\s+"([^"]+)"\s*\{(?:([^\n]*)\}[ \t]*$|(.*?)^\})`)
	hclText     = regexp.MustCompile(`(?m)^\s*(context|dockerfile|target|default)\s*=\s*"([^"]*)"`)
	hclList     = regexp.MustCompile(`(?ms)^\s*(tags|inherits)\s*=\s*\[(.*?)\]`)
	hclMap      = regexp.MustCompile(`(?ms)^\s*(args|contexts)\s*=\s*\{(.*?)\}`)
	hclPair     = regexp.MustCompile(`(?m)^\s*"?([A-Za-z_][A-Za-z0-9_]*)"?\s*=\s*"([^"]*)"`)
	quoted      = regexp.MustCompile(`"([^"]*)"`)
	variable    = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\(([A-Za-z_][A-Za-z0-9_]*)\)|\$([A-Za-z_][A-Za-z0-9_]*)`)
	assignment  = regexp.MustCompile(`(?m)^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[:?]?=\s*"?([^"\n#]*?)"?\s*(?:#.*)?$`)
	buildCall   = regexp.MustCompile(`\b(?:docker|podman|nerdctl|buildah)\s+(?:buildx\s+|image\s+)?(?:build|bud)\s+([^\n&|;]*)`)
	words       = regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`)
	lineJoin    = regexp.MustCompile(`\\\r?\n\s*`)
	defaultForm = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*):?-([^}]*)\}`)
)

// bakeHCL reads the plain part of a bake file in HCL: targets with texts and lists, and variables with a default. Functions and matrices
// are left alone; what hangs on them stays unknown.
func bakeHCL(dir, text string) []statement {
	values := map[string]string{}
	targets := map[string]bakeTarget{}
	for _, m := range hclBlock.FindAllStringSubmatch(text, -1) {
		if m[1] == "variable" {
			if d := hclText.FindStringSubmatch(m[3] + m[4]); d != nil {
				values[m[2]] = d[2]
			}
			continue
		}
		t := bakeTarget{Args: map[string]string{}, Contexts: map[string]string{}}
		body := m[3] + m[4]
		for _, a := range hclMap.FindAllStringSubmatch(body, -1) {
			for _, pair := range hclPair.FindAllStringSubmatch(a[2], -1) {
				if a[1] == "args" {
					t.Args[pair[1]] = pair[2]
				} else {
					t.Contexts[pair[1]] = pair[2]
				}
			}
			body = strings.Replace(body, a[0], "", 1)
		}
		for _, l := range hclList.FindAllStringSubmatch(body, -1) {
			for _, q := range quoted.FindAllStringSubmatch(l[2], -1) {
				if l[1] == "tags" {
					t.Tags = append(t.Tags, q[1])
				} else {
					t.Inherits = append(t.Inherits, q[1])
				}
			}
		}
		for _, w := range hclText.FindAllStringSubmatch(body, -1) {
			switch w[1] {
			case "context":
				t.Context = w[2]
			case "dockerfile":
				t.Dockerfile = w[2]
			case "target":
				t.Target = w[2]
			}
		}
		targets[m[2]] = t
	}
	var out []statement
	for _, s := range bakeStatements(dir, targets) {
		plain := statement{name: s.name, file: s.file, context: s.context, contexts: s.contexts, args: map[string]string{}}
		switch {
		case s.fill(values):
			out = append(out, s)
		case len(s.contexts) > 0 && !strings.Contains(plain.file, "$"): // what a name stands for is known in spite of a matrix
			out = append(out, plain)
		}
	}
	return out
}

// commands reads the builds in a Makefile, a script or a workflow. A call with a variable that nothing in the file sets says nothing.
func commands(dir, text string) []statement {
	values := map[string]string{}
	for _, m := range assignment.FindAllStringSubmatch(text, -1) {
		if _, ok := values[m[1]]; !ok && !strings.Contains(m[2], "`") {
			values[m[1]] = strings.TrimSpace(m[2])
		}
	}
	var out []statement
	for _, m := range buildCall.FindAllStringSubmatch(lineJoin.ReplaceAllString(text, " "), -1) {
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
