package engine

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
)

// dockerFunctions write single words of a Dockerfile. They refuse what no file name, package or stage has, so that a name
// in a repository never becomes an instruction (Dockerfile reference: a line break ends an instruction).
func dockerFunctions() map[string]any {
	return map[string]any{
		"command":   Command,
		"copyWords": CopyWords,
		"pathWord":  pathWord,
		"plainWord": plainWord,
		"ignore":    ignorePattern,
		"words":     words,
	}
}

var (
	plainPath = regexp.MustCompile(`^[A-Za-z0-9_./@+~=,%-]+$`)
	plain     = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:/@+~=,-]*$`)
)

// plainWord passes a word that the plan has checked: a stage, an image reference, an OS package, a mount option.
func plainWord(s string) (string, error) {
	if !plain.MatchString(s) {
		return "", fmt.Errorf("%s is no plain word", fault.Quote(s))
	}
	return s, nil
}

// Command writes a command in exec form. Where a word names a build argument as ${NAME}, it is a line for the shell, which alone
// replaces it; all else stands within quotes.
func Command(words []string, args []facts.EnvVar) (string, error) {
	line, named := make([]string, len(words)), false
	for i, w := range words {
		line[i] = shellWord(w)
		for _, a := range args {
			if ref := "${" + a.Name + "}"; strings.Contains(w, ref) {
				named = true
				before, after := `'"`, `"'`
				if plainPath.MatchString(strings.ReplaceAll(w, ref, "x")) { // nothing to quote but the value: GOOS="${TARGETOS}"
					line[i], before, after = w, `"`, `"`
				}
				line[i] = strings.TrimSuffix(strings.ReplaceAll(line[i], ref, before+ref+after), "''")
			}
		}
	}
	text := strings.Join(line, " ")
	switch {
	case !named:
		return Argv(words)
	case strings.ContainsAny(text, "\r\n"):
		return "", fmt.Errorf("%s holds a line break", fault.Quote(text))
	}
	return text, nil
}

// CopyWords writes the sources and the target of COPY: plain where they are, else in the JSON form, with the wildcards of Go's
// path/filepath.Match in brackets and the $ of variables escaped.
func CopyWords(from []string, to string) (string, error) {
	words := make([]string, 0, len(from)+1)
	simple := true
	for _, w := range from {
		escaped, err := copyPath(w, true)
		if err != nil {
			return "", err
		}
		simple = simple && plainPath.MatchString(w)
		words = append(words, escaped)
	}
	escaped, err := copyPath(to, false)
	if err != nil {
		return "", err
	}
	words = append(words, escaped)
	if simple && plainPath.MatchString(to) && !strings.HasPrefix(words[0], "--") {
		return strings.Join(words, " "), nil
	}
	return Argv(words)
}

func copyPath(p string, wildcards bool) (string, error) {
	if err := checkPath(p); err != nil {
		return "", err
	}
	p = strings.NewReplacer("$", `\$`, "'", `\'`, `"`, `\"`).Replace(p)
	if wildcards {
		p = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(p)
	}
	return p, nil
}

// words joins words and lists of words to one command.
func words(parts ...any) []string {
	var out []string
	for _, p := range parts {
		if list, ok := p.([]string); ok {
			out = append(out, list...)
			continue
		}
		out = append(out, fmt.Sprint(p))
	}
	return out
}

// pathWord writes the path of WORKDIR, which is the rest of its line.
func pathWord(p string) (string, error) {
	if err := checkPath(p); err != nil || plainPath.MatchString(p) {
		return p, err
	}
	return DockerValue(p)
}

// checkPath refuses names that cannot be written in every place where a path is needed.
func checkPath(p string) error {
	if p == "" {
		return errors.New("an empty path")
	}
	for _, r := range p {
		if r < ' ' || r == 0x7f || r == '\\' || r == '\u2028' || r == '\u2029' {
			return fmt.Errorf("the path %s cannot be written in a Dockerfile: rename the file", fault.Quote(p))
		}
	}
	return nil
}

// ignorePattern writes one path for .dockerignore, whose lines are patterns of Go's path/filepath.Match.
func ignorePattern(p string) (string, error) {
	if err := checkPath(p); err != nil {
		return "", err
	}
	p = strings.NewReplacer("?", `\?`, "[", `\[`).Replace(strings.TrimSuffix(p, "/")) // a star in a name matches too much, which does no harm
	if strings.HasPrefix(p, "#") || strings.HasPrefix(p, "!") {
		p = "./" + p
	}
	return p, nil
}
