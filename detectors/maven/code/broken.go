package code

import (
	"fmt"
	"maps"
	"slices"
)

// Broken is the first thing in a source that no compiler takes: the parser goes on after it, and what it makes of the rest may be wrong.
type Broken struct {
	Line int // 0: nothing was seen
	What string
}

// or returns the one that stands first.
func (b Broken) or(other Broken) Broken {
	if b.Line == 0 || other.Line > 0 && other.Line < b.Line {
		return other
	}
	return b
}

func (s *scanner) refuse(line int, what string) {
	s.broken = s.broken.or(Broken{line, what})
}

var closes = map[string]string{")": "(", "}": "{", "]": "["}

// brackets finds the bracket that closes nothing, or the last one that nothing closes.
func brackets(tokens []token) Broken {
	var open []token
	for _, t := range tokens {
		if t.kind != punct {
			continue
		}
		switch t.text {
		case "(", "{", "[":
			open = append(open, t)
		case ")", "}", "]":
			last := len(open) - 1
			if last < 0 {
				return Broken{t.line, t.text + " closes nothing"}
			}
			if open[last].text != closes[t.text] {
				return Broken{t.line, fmt.Sprintf("%s stands where the %s of line %d is still open", t.text, open[last].text, open[last].line)}
			}
			open = open[:last]
		}
	}
	if len(open) > 0 {
		last := open[len(open)-1]
		return Broken{last.line, fmt.Sprintf("the %s is not closed", last.text)}
	}
	return Broken{}
}

// strayWord finds a word after the imports that begins no declaration of Java: "packag com.example;". A declaration has a name after its
// type, and no name has a dot.
func strayWord(p *parser) Broken {
	t, name := p.peek(), p.ahead()
	after := p.tokens[min(p.i+2, len(p.tokens)-1)]
	if t.kind == word && name.kind == word && after.is(".") && !slices.Contains(modifierWords, t.text) && t.text != "module" && t.text != "open" {
		return Broken{t.line, fmt.Sprintf("%q begins no declaration", t.text)}
	}
	return Broken{}
}

// Broken returns the sources that were parsed and that no compiler takes, sorted by path.
func (p *Program) Broken() []*File {
	var list []*File
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if f := p.files[name]; f.Broken.Line > 0 {
			list = append(list, f)
		}
	}
	return list
}
