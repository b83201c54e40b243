package code

import (
	"slices"
)

// readType reads a type and returns its simple name without type arguments and dimensions; "" when there is none here.
func readType(p *parser) string {
	for p.peek().is("@") && p.ahead().kind == word {
		readAnnotation(p)
	}
	if p.file.Kotlin {
		p.acceptWord("suspend", "in", "out")
		if p.peek().is("(") { // a function type, or one in brackets
			p.skipBalanced()
			if p.accept("->") {
				readType(p)
			}
			p.accept("?")
			return "Function"
		}
		if p.accept("*") {
			return "*"
		}
	}
	if p.accept("?") { // a wildcard
		if p.acceptWord("extends", "super") {
			return readType(p)
		}
		return "?"
	}
	name := ""
	for p.peek().kind == word && !notTypes[p.peek().text] {
		name = p.peek().text
		p.skip()
		skipTypeArguments(p)
		if !p.peek().is(".") || p.ahead().kind != word {
			break
		}
		p.skip()
	}
	if name == "" {
		return ""
	}
	for p.peek().is("[") && p.ahead().is("]") {
		p.i += 2
	}
	for p.peek().is(".") && p.ahead().is(".") || p.peek().is("..") { // int... of a varargs parameter
		p.skip()
	}
	if p.file.Kotlin {
		for p.accept("?") {
		}
		if p.accept("->") {
			readType(p)
		}
	} else if p.accept("&") {
		readType(p)
	}
	return name
}

var notTypes = map[string]bool{"instanceof": true, "else": true, "return": true, "throw": true, "new": true, "case": true, "import": true, "package": true}

// maxTypeArguments bounds the tokens of <…>: each "<" of a hostile file would be searched to its end.
const maxTypeArguments = 50

// skipTypeArguments skips <…> when that is what stands here, and says whether it did.
func skipTypeArguments(p *parser) bool {
	if !p.peek().is("<") {
		return false
	}
	at, depth := p.i, 0
	for ; !p.done() && p.i < at+maxTypeArguments; p.i++ {
		t := p.peek()
		switch {
		case t.is("<"):
			depth++
		case t.is(">"):
			depth--
		case t.kind == word, t.kind == punct && slices.Contains([]string{",", ".", "?", "&", "[", "]", "@", "*", ":", "->", "(", ")"}, t.text):
		default:
			p.i = at
			return false
		}
		if depth == 0 {
			p.skip()
			return true
		}
	}
	p.i = at
	return false
}
