package code

import (
	"slices"
)

// maxDepth bounds brackets and blocks inside each other; what lies deeper is skipped.
const maxDepth = 300

// parser reads one file. It never fails: what it does not understand becomes an expression without a value, and it goes on.
type parser struct {
	tokens []token
	i      int
	depth  int
	file   *File
	scope  *scope
	class  *Class
	method *method // the named method around; its returns are what a call of it gives
}

// Parse reads a Java or Kotlin source file.
func Parse(path string, data []byte, kotlin bool) *File {
	f := &File{Path: path, Kotlin: kotlin}
	tokens, broken := scanned(string(data), kotlin)
	f.Broken = broken
	p := &parser{tokens: tokens, file: f}
	p.scope = &scope{file: f}
	f.top = p.scope
	readHeader(p)
	if !kotlin {
		f.Broken = f.Broken.or(strayWord(p))
	}
	for !p.done() {
		readMember(p)
	}
	f.settle()
	return f
}

func (p *parser) done() bool { return p.tokens[p.i].kind == end }

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) ahead() token { return p.tokens[min(p.i+1, len(p.tokens)-1)] }

func (p *parser) skip() {
	if !p.done() {
		p.i++
	}
}

func (p *parser) accept(sign string) bool {
	if p.peek().is(sign) {
		p.i++
		return true
	}
	return false
}

func (p *parser) acceptWord(words ...string) bool {
	if t := p.peek(); t.kind == word && slices.Contains(words, t.text) {
		p.i++
		return true
	}
	return false
}

func (p *parser) push(maybe bool) {
	p.scope = &scope{parent: p.scope, file: p.file, maybe: maybe}
}

func (p *parser) pop() { p.scope = p.scope.parent }

// deeper enters one more level; where the bound is met it skips what the brackets hold and returns false.
func (p *parser) deeper() bool {
	if p.depth++; p.depth <= maxDepth {
		return true
	}
	p.skipBalanced()
	return false
}

// skipBalanced skips one token, with all that it encloses when it opens something.
func (p *parser) skipBalanced() {
	depth := 0
	for !p.done() {
		t := p.peek()
		p.i++
		switch {
		case t.is("("), t.is("{"), t.is("["):
			depth++
		case t.is(")"), t.is("}"), t.is("]"):
			depth--
		}
		if depth <= 0 {
			return
		}
	}
}

// readHeader reads the package line and the imports.
func readHeader(p *parser) {
	for !p.done() {
		switch {
		case p.peek().is("@") && p.ahead().kind == word && !p.ahead().word("interface"):
			at, notes := p.i, len(p.file.notes)
			readModifiers(p)
			if !p.peek().word("package") && !p.peek().word("import") {
				p.i, p.file.notes = at, p.file.notes[:notes] // they belong to the class that follows
				return
			}
		case p.acceptWord("package"):
			p.file.Package = readQualified(p)
		case p.acceptWord("import"):
			p.acceptWord("static")
			im := imported{name: readQualified(p)}
			im.wildcard = p.accept("*")
			if !im.wildcard {
				im.alias = lastName(im.name)
			}
			if p.acceptWord("as") {
				im.alias = p.peek().text
				p.skip()
			}
			p.file.imports = append(p.file.imports, im)
		case p.accept(";"):
		default:
			return
		}
	}
}

// readQualified reads a.b.C and stops before ".*", whose dot it takes.
func readQualified(p *parser) string {
	name := ""
	for p.peek().kind == word {
		if name != "" {
			name += "."
		}
		name += p.peek().text
		p.i++
		if !p.accept(".") {
			break
		}
	}
	return name
}

// readAnnotation reads @Name(…) and returns it; p stands on the @.
func readAnnotation(p *parser) Annotation {
	a := Annotation{Line: p.peek().line}
	p.skip()
	if p.peek().kind == word && p.ahead().is(":") { // @file:JvmName, @field:Value
		p.i += 2
	}
	a.Name = lastName(readQualified(p))
	if p.peek().is("(") && !p.peek().first {
		from := p.i
		p.skipBalanced()
		for _, t := range p.tokens[from:p.i] {
			if t.kind == text {
				a.Texts = append(a.Texts, t.text)
			}
		}
	}
	p.file.notes = append(p.file.notes, a)
	return a
}

var modifierWords = []string{
	"public", "protected", "private", "static", "final", "abstract", "native", "synchronized", "transient", "volatile", "strictfp", "default", "sealed",
	"open", "override", "internal", "lateinit", "const", "inline", "operator", "suspend", "data", "inner", "companion", "tailrec", "external", "infix", "annotation", "value", "vararg", "noinline", "crossinline", "expect", "actual", "fun",
}

// readModifiers reads annotations and modifiers and returns both. "default:" of a switch and "synchronized (x)" are no modifiers.
func readModifiers(p *parser) (words []string, notes []Annotation) {
	for {
		t := p.peek()
		switch {
		case t.is("@") && !p.ahead().word("interface") && p.ahead().kind == word:
			notes = append(notes, readAnnotation(p))
		case t.kind == word && slices.Contains(modifierWords, t.text) && atModifier(p, t.text):
			words = append(words, t.text)
			p.i++
		case t.word("non") && p.ahead().is("-"):
			p.i += 3
		default:
			return words, notes
		}
	}
}

// atModifier says whether the word before us is a modifier here: another word, an annotation or a type parameter follows.
func atModifier(p *parser, w string) bool {
	next := p.ahead()
	switch {
	case next.first && p.file.Kotlin && !slices.Contains([]string{"public", "private", "protected", "internal", "override", "open"}, w):
		return false
	case w == "fun":
		return p.file.Kotlin && next.word("interface")
	case w == "static" && next.is("{"): // static { … }
		return true
	case next.is("<") || next.is("@"):
		return !p.file.Kotlin || next.is("@")
	}
	return next.kind == word && !next.word("in") && !next.word("is")
}

func lastName(qualified string) string {
	for i := len(qualified) - 1; i >= 0; i-- {
		if qualified[i] == '.' {
			return qualified[i+1:]
		}
	}
	return qualified
}

// settle joins assignments to the names that they change, once all names of the file are known.
func (f *File) settle() {
	for _, a := range f.assigns {
		if d, _ := f.target(a.target); d != nil {
			d.assigns = append(d.assigns, a)
		}
	}
}

// target finds what name = or this.name = changes in this file; the second result says that another declaration was passed over.
func (f *File) target(e *expr) (*decl, bool) {
	switch {
	case e.op == opName:
		return e.scope.lookup(e.text, e.pos)
	case e.op == opMember && e.recv.op == opName && e.recv.text == "this":
		if c := e.scope.enclosing(); c != nil {
			return last(c.scope.names[e.text]), false
		}
	}
	return nil, false
}

// lookup finds the nearest declaration of a name that is visible at a place, within the file; shadows says that there is another one
// farther out.
func (s *scope) lookup(name string, pos int) (found *decl, shadows bool) {
	for ; s != nil; s = s.parent {
		for _, d := range slices.Backward(s.names[name]) {
			if s.class == nil && s.parent != nil && d.pos > pos {
				continue // a local is declared after this place
			}
			if found != nil {
				return found, true
			}
			found = d
			break
		}
	}
	return found, false
}

// enclosing is the class around a scope; nil beside all classes.
func (s *scope) enclosing() *Class {
	for ; s != nil; s = s.parent {
		if s.class != nil {
			return s.class
		}
	}
	return nil
}

func last(list []*decl) *decl {
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}
