package buildfiles

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// goBuild finds a line that may build a program.
var goBuild = regexp.MustCompile(`(?:\bgo|\$?\$[({]?GO(?:CMD)?[)}]?)\s+(?:-C\s+\S+\s+)?(?:build|install)\b`)

// Command is one simple command of a line.
type Command struct {
	Dir   string // the folder that cd went to before, as it is written; "" for where the line starts
	Words []string
}

// Commands splits a line into its simple commands. Quotes and $(…) hold a word together; what a variable holds is not split again.
func (l Line) Commands() []Command {
	var list []Command
	dir, now := "", []string(nil)
	flush := func() {
		words := trimPrompt(now)
		now = nil
		if len(words) == 2 && (words[0] == "cd" || words[0] == "pushd") {
			dir = path.Join(dir, words[1])
			return
		}
		if len(words) > 0 {
			list = append(list, Command{dir, words})
		}
	}
	for _, w := range split(l.Text) {
		switch w {
		case "&&", "||", ";", "|", "(", ")", "&":
			flush()
		default:
			now = append(now, w)
		}
	}
	flush()
	return list
}

// trimPrompt takes away what make reads itself: @ and - before a command, and words of the shell that lead one in.
func trimPrompt(words []string) []string {
	for len(words) > 0 {
		first := strings.TrimLeft(words[0], "@-+")
		if first != "" && !slices.Contains([]string{"then", "do", "else", "time", "exec", "sudo", "set"}, first) {
			return append([]string{first}, words[1:]...)
		}
		words = words[1:]
	}
	return words
}

// maxWords bounds the words of one line.
const maxWords = 2000

// split gives the words of a command line; separators of commands are words of their own.
func split(text string) []string {
	var words []string
	var word strings.Builder
	quote, depth, open := byte(0), 0, false
	end := func() {
		if open {
			words = append(words, word.String())
		}
		word.Reset()
		open = false
	}
	for i := 0; i < len(text) && len(words) < maxWords; i++ {
		c := text[i]
		switch {
		case quote != 0 && c == quote:
			if depth > 0 {
				word.WriteByte(c)
			}
			quote = 0
		case quote != 0:
			word.WriteByte(c)
		case c == '"' || c == '\'' || c == '`':
			quote, open = c, true
			if depth > 0 {
				word.WriteByte(c)
			}
		case c == '$' && i+1 < len(text) && (text[i+1] == '(' || text[i+1] == '{'):
			word.WriteString(text[i : i+2])
			depth++
			i++
			open = true
		case depth > 0:
			word.WriteByte(c)
			if c == '(' || c == '{' {
				depth++
			}
			if c == ')' || c == '}' {
				depth--
			}
		case c == ' ' || c == '\t':
			end()
		case c == ';' || c == '(' || c == ')' || c == '&' || c == '|':
			end()
			word.WriteByte(c)
			if i+1 < len(text) && (c == '&' || c == '|') && text[i+1] == c {
				word.WriteByte(c)
				i++
			}
			open = true
			end()
		default:
			word.WriteByte(c)
			open = true
		}
	}
	end()
	return words
}

// build is a go build or go install command.
type build struct {
	dir     string   // the folder that it runs in, as it is written
	targets []string // packages; none for the one of the folder
	tags    []string
	env     []facts.EnvVar // of buildVariables
	odd     bool           // for tests or a debugger, or for another system
}

// valued are the flags of go build that take a value (go help build).
var valued = []string{"o", "tags", "ldflags", "gcflags", "asmflags", "gccgoflags", "mod", "p", "buildmode", "C", "overlay", "pkgdir", "toolexec", "modfile", "pgo", "compiler", "installsuffix", "coverpkg", "exec"}

// isGo says whether a word is the go command, or a variable that is called like it.
func isGo(word string) bool {
	return path.Base(word) == "go" || slices.Contains([]string{"$(GO)", "${GO}", "$GO", "$(GOCMD)", "${GOCMD}"}, word)
}

// buildOf reads a command as a build.
func buildOf(c Command) (build, bool) {
	b := build{dir: c.Dir}
	at := slices.IndexFunc(c.Words, isGo)
	for at >= 0 && (at+1 >= len(c.Words) || !slices.Contains([]string{"build", "install", "-C"}, c.Words[at+1])) {
		next := slices.IndexFunc(c.Words[at+1:], isGo)
		if next < 0 {
			return build{}, false
		}
		at += 1 + next
	}
	if at < 0 {
		return build{}, false
	}
	args := c.Words[at+1:]
	if args[0] == "-C" && len(args) > 2 {
		b.dir, args = path.Join(b.dir, args[1]), args[2:]
	}
	if args[0] != "build" && args[0] != "install" {
		return build{}, false
	}
	for _, w := range c.Words[:at] {
		name, value, ok := strings.Cut(w, "=")
		switch {
		case !ok:
		case name == "GOOS" && value != "linux" && !strings.Contains(value, "$"), name == "GOARCH" && value == "wasm":
			b.odd = true
		case taken(name) && variableWord.MatchString(value):
			b.setEnv(name, value)
		case name == "GOFLAGS":
			for f := range strings.FieldsSeq(value) {
				if tags, ok := strings.CutPrefix(strings.TrimLeft(f, "-"), "tags="); ok {
					b.addTags(tags)
				}
			}
		}
	}
	for i := 1; i < len(args); i++ {
		w := args[i]
		if !strings.HasPrefix(w, "-") {
			if !strings.HasPrefix(w, ">") && !strings.HasPrefix(w, "2>") {
				b.targets = append(b.targets, w)
			}
			continue
		}
		name, value, has := strings.Cut(strings.TrimLeft(w, "-"), "=")
		if !has && slices.Contains(valued, name) && i+1 < len(args) {
			i++
			value = args[i]
		}
		switch name {
		case "tags":
			b.addTags(value)
		case "C":
			b.dir = path.Join(b.dir, value)
		case "race", "cover", "msan", "asan":
			b.odd = true
		case "gcflags":
			b.odd = b.odd || strings.Contains(value, "-N")
		}
	}
	return b, true
}

var tagWord = regexp.MustCompile(`^[A-Za-z0-9_.]+$`)

func (b *build) addTags(text string) {
	for _, t := range strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == ',' || c == '"' || c == '\'' }) {
		if tagWord.MatchString(t) && !slices.Contains(b.tags, t) {
			b.tags = append(b.tags, t)
		}
	}
}
