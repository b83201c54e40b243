package code

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Argument is a word of the command line without which a program ends.
type Argument struct {
	Names []string // of an option, as it is written: -c, --config; none for words by their position
	Count int      // of words by their position
	File  string
	Line  int
}

// parsers are the libraries that read command lines, by what is imported of them, with the annotations of an option and of words by position,
// and whether such a word is required unless something says otherwise (picocli.info, "Required Parameters"; args4j.kohsuke.org; jcommander.org,
// "Required and optional parameters"; rvesse.github.io/airline).
var parsers = []struct {
	imports     []string
	option      string
	words       string
	wordsNeeded bool
}{
	{[]string{"picocli"}, "Option", "Parameters", true},
	{[]string{"org.kohsuke.args4j"}, "Option", "Argument", false},
	{[]string{"com.beust.jcommander"}, "Parameter", "", false},
	{[]string{"com.github.rvesse.airline", "io.airlift.airline"}, "Option", "Arguments", false},
}

var (
	isRequired   = regexp.MustCompile(`\brequired\s*=\s*true\b`)
	hasDefault   = regexp.MustCompile(`\bdefaultValue\s*=`)
	freeArity    = regexp.MustCompile(`\barity\s*=\s*"(?:0|\*)`)
	optionName   = regexp.MustCompile(`"(-[^"\s]+)"`)
	manyWords    = regexp.MustCompile(`\[\]|\b(?:List|Set|Collection|Map|Optional|Queue|SortedSet)\b`)
	commonsNamed = regexp.MustCompile(`\b(?:builder|longOpt|withLongOpt|create|Option)\s*\(\s*"([\w.-]+)"`)
	commonsNeeds = regexp.MustCompile(`\.(?:required|isRequired)\s*\(\s*(?:true)?\s*\)`)
	commonsSet   = regexp.MustCompile(`\b(\w+)\.setRequired\s*\(\s*true\s*\)`)
	counted      = regexp.MustCompile(`\bargs\s*\.\s*(?:length|size)\s*(<=|<|==|!=)\s*(\d+)`)
	isEmpty      = regexp.MustCompile(`\bargs\s*\.\s*isEmpty\(\)`)
	ends         = regexp.MustCompile(`\bSystem\s*\.\s*exit\b|\bthrow\b|\breturn\b|\bexitProcess\b`)
	usage        = regexp.MustCompile(`(?i)\busage\b`)
	made         = regexp.MustCompile(`\bnew\s+([A-Z]\w*)\s*\(|\b(?:CommandLine|JCommander|CmdLineParser|singleCommand)\s*\(\s*([A-Z]\w*)(?:\.class|::class)`)
)

// Required lists the words that the program wants on its command line: those that the source of its main method and the classes made there
// declare as required.
func (p *Program) Required(file string, sources []string) []Argument {
	text := stripComments(string(p.Text(file)))
	out := slices.Concat(declaredArguments(p, file), commonsArguments(p, file, text), countedArguments(file, text))
	var classes []string
	for _, m := range made.FindAllStringSubmatch(text, 200) {
		classes = append(classes, m[1]+m[2])
	}
	for _, f := range sources {
		base := f[strings.LastIndexByte(f, '/')+1:]
		name, _, _ := strings.Cut(base, ".")
		if f != file && slices.Contains(classes, name) {
			out = append(out, declaredArguments(p, f)...)
		}
	}
	return out
}

// declaredArguments reads the annotations of the libraries that a file imports.
func declaredArguments(p *Program, file string) []Argument {
	var out []Argument
	for _, lib := range parsers {
		if !slices.ContainsFunc(lib.imports, func(i string) bool { return p.Imports(file, i) }) {
			continue
		}
		text := stripComments(string(p.Text(file)))
		for _, name := range []string{lib.option, lib.words} {
			if name == "" {
				continue
			}
			for _, at := range annotationsOf(text, name) {
				positional := name == lib.words || len(optionName.FindAllString(at.inside, -1)) == 0
				needed := isRequired.MatchString(at.inside) || positional && lib.wordsNeeded && name == lib.words && !freeArity.MatchString(at.inside) && !manyWords.MatchString(at.after)
				if !needed || hasDefault.MatchString(at.inside) {
					continue
				}
				a := Argument{File: file, Line: at.line}
				if positional {
					a.Count = 1
				}
				for _, m := range optionName.FindAllStringSubmatch(at.inside, -1) {
					if !positional {
						a.Names = append(a.Names, m[1])
					}
				}
				out = append(out, a)
			}
		}
	}
	return out
}

type annotationText struct {
	inside, after string // what stands in the parentheses, and the declaration behind them
	line          int
}

// annotationsOf finds @Name(…), also as @Library.Name(…).
func annotationsOf(text, name string) []annotationText {
	var out []annotationText
	for _, m := range regexp.MustCompile(`@(?:\w+\.)?`+name+`\b\s*(\()?`).FindAllStringSubmatchIndex(text, 500) {
		end := m[1]
		inside := ""
		if m[2] >= 0 {
			if end = closing(text, m[2]); end < 0 {
				continue
			}
			inside = text[m[2]+1 : end-1]
		}
		after := text[end:]
		if i := strings.IndexAny(after, ";{="); i >= 0 {
			after = after[:i]
		}
		out = append(out, annotationText{inside, after, 1 + strings.Count(text[:m[0]], "\n")})
	}
	return out
}

// closing is the index behind the parenthesis that closes the one at the index; -1 without one.
func closing(text string, at int) int {
	depth := 0
	for i := at; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// commonsArguments reads options of Apache Commons CLI, statement by statement (commons.apache.org/cli, "Usage Scenarios").
func commonsArguments(p *Program, file, text string) []Argument {
	if !p.Imports(file, "org.apache.commons.cli") {
		return nil
	}
	var out []Argument
	named := map[string][]string{} // of variables
	line := 1
	for statement := range strings.SplitSeq(text, ";") {
		var names []string
		for _, m := range commonsNamed.FindAllStringSubmatch(statement, 20) {
			names = append(names, dashed(m[1]))
		}
		if variable, _, ok := strings.Cut(statement, "="); ok && len(names) > 0 {
			if words := strings.Fields(variable); len(words) > 0 {
				if i := strings.Index(statement, "new Option("); i >= 0 { // new Option("c", "config", true, "…"): the second is the long name
					if parts := strings.Split(statement[i:], ","); len(parts) > 2 {
						if long := strings.Trim(strings.TrimSpace(parts[1]), `"`); strings.Contains(parts[1], `"`) {
							names = append(names, dashed(long))
						}
					}
				}
				named[words[len(words)-1]] = names
			}
		}
		at := line + strings.Count(statement[:len(statement)-len(strings.TrimLeft(statement, " \t\r\n"))], "\n")
		if commonsNeeds.MatchString(statement) && len(names) > 0 {
			out = append(out, Argument{Names: names, File: file, Line: at})
		} else if m := commonsSet.FindStringSubmatch(statement); m != nil && len(named[m[1]]) > 0 {
			out = append(out, Argument{Names: named[m[1]], File: file, Line: at})
		}
		line += strings.Count(statement, "\n")
	}
	return out
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// countedArguments reads a program's own test of the number of its words: one that says how the program is used, and ends.
func countedArguments(file, text string) []Argument {
	test := func(m []int, n int) []Argument {
		block := text[m[1]:min(len(text), m[1]+500)]
		if i := strings.IndexByte(block, '}'); i >= 0 {
			block = block[:i]
		}
		if n < 1 || n > 20 || !ends.MatchString(block) || !usage.MatchString(block) {
			return nil
		}
		return []Argument{{Count: n, File: file, Line: 1 + strings.Count(text[:m[0]], "\n")}}
	}
	for _, m := range counted.FindAllStringSubmatchIndex(text, 20) {
		n, _ := strconv.Atoi(text[m[4]:m[5]])
		switch text[m[2]:m[3]] {
		case "<=":
			n++
		case "==":
			if n != 0 {
				continue
			}
			n = 1
		}
		if out := test(m, n); out != nil {
			return out
		}
	}
	if m := isEmpty.FindStringSubmatchIndex(text); m != nil {
		return test(m, 1)
	}
	return nil
}

var comment = regexp.MustCompile(`(?s:/\*.*?\*/)|(?m:(^|[^:"])//.*$)`)

// stripComments takes comments out and keeps the lines.
func stripComments(text string) string {
	return comment.ReplaceAllStringFunc(text, func(c string) string { return strings.Repeat("\n", strings.Count(c, "\n")) })
}
