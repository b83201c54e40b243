package scaffold

import "strings"

// expr is an expression of HCL, read but not evaluated: false when its value cannot be known here.
type expr struct {
	eval func(*scope) (any, bool) // a string, []any or map[string]any
	word string                   // of a plain name
	list []expr
}

// body is what stands between the braces of a block.
type body struct {
	attrs  map[string]expr
	blocks []block
}

type block struct {
	kind, label string
	body        body
}

// hclParser reads the part of HCL's native syntax that bake files are written in (github.com/hashicorp/hcl, "HCL Native Syntax
// Specification"). What it does not know has no value; nothing is an error, since buildx is what reads the file in the end.
type hclParser struct {
	text  string
	at    int
	depth int
}

// maxNested bounds braces in braces, for the parser and for calls of functions.
const maxNested = 40

func parseHCL(text string) body {
	p := &hclParser{text: strings.ReplaceAll(text, "\r\n", "\n")}
	return p.body()
}

var unknown = expr{eval: func(*scope) (any, bool) { return nil, false }}

func constant(value any) expr { return expr{eval: func(*scope) (any, bool) { return value, true }} }

func (p *hclParser) has(word string) bool { return strings.HasPrefix(p.text[p.at:], word) }

func (p *hclParser) take(word string) bool {
	if !p.has(word) {
		return false
	}
	p.at += len(word)
	return true
}

func (p *hclParser) more() bool { return p.at < len(p.text) }

// skip passes blanks and comments, and line ends when the expression may go on in the next line.
func (p *hclParser) skip(lines bool) {
	for p.more() {
		switch c := p.text[p.at]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' && lines:
			p.at++
		case p.has("#") || p.has("//"):
			p.until("\n")
		case p.has("/*"):
			p.until("*/")
			p.take("*/")
		default:
			return
		}
	}
}

func (p *hclParser) until(end string) {
	if n := strings.Index(p.text[p.at:], end); n >= 0 {
		p.at += n
		return
	}
	p.at = len(p.text)
}

func (p *hclParser) name() string {
	start := p.at
	for p.more() {
		c := p.text[p.at]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (p.at == start || c != '-' && (c < '0' || c > '9')) {
			break
		}
		p.at++
	}
	return p.text[start:p.at]
}

// nest counts a level; past the bound the rest of the text is given up.
func (p *hclParser) nest() bool {
	if p.depth++; p.depth > maxNested {
		p.at = len(p.text)
	}
	return p.depth <= maxNested
}

func (p *hclParser) body() body {
	out := body{attrs: map[string]expr{}}
	defer func() { p.depth-- }()
	for p.nest(); p.more(); {
		if p.skip(true); p.take("}") {
			return out
		}
		name := p.name()
		if p.skip(false); name == "" {
			p.until("\n")
			continue
		}
		if p.take("=") {
			p.skip(false)
			out.attrs[name] = p.expr()
			continue
		}
		b := block{kind: name}
		for p.has(`"`) {
			p.at++
			label, _ := p.template(`"`).eval(&scope{})
			b.label, _ = label.(string)
			p.skip(false)
		}
		if !p.take("{") {
			p.until("\n")
			continue
		}
		b.body = p.body()
		out.blocks = append(out.blocks, b)
	}
	return out
}

// expr reads an expression with the operators that choose between two values; others make it unknown.
func (p *hclParser) expr() expr {
	if !p.nest() {
		return unknown
	}
	defer func() { p.depth-- }()
	left := p.operand()
	for {
		p.skip(false)
		switch {
		case p.take("=="), p.has("!="):
			want := !p.take("!=")
			p.skip(true)
			left = compared(left, p.operand(), want)
		case p.take("?"):
			p.skip(true)
			yes := p.expr()
			p.skip(true)
			p.take(":")
			p.skip(true)
			return chosen(left, yes, p.expr())
		case p.more() && strings.ContainsAny(p.text[p.at:p.at+1], "+-*/%<>&|"):
			p.at++
			p.take("&")
			p.take("|")
			p.take("=")
			p.skip(true)
			p.operand()
			left = unknown
		default:
			return left
		}
	}
}

func compared(a, b expr, want bool) expr {
	return expr{eval: func(s *scope) (any, bool) {
		x, ok := s.word(a)
		y, other := s.word(b)
		return truth((x == y) == want), ok && other
	}}
}

func truth(is bool) string {
	if is {
		return "true"
	}
	return "false"
}

func chosen(when, yes, no expr) expr {
	return expr{eval: func(s *scope) (any, bool) {
		switch is, ok := s.word(when); {
		case ok && is == "true":
			return s.eval(yes)
		case ok && is == "false":
			return s.eval(no)
		}
		return nil, false
	}}
}

// operand reads a value with what is taken out of it: item.tag, versions[0].
func (p *hclParser) operand() expr {
	e := p.primary()
	for {
		switch {
		case p.has(".") && !p.has("..."):
			p.at++
			e = picked(e, constant(p.name()))
		case p.take("["):
			p.skip(true)
			key := p.expr()
			p.skip(true)
			p.take("]")
			e = picked(e, key)
		default:
			return e
		}
	}
}

func (p *hclParser) primary() expr {
	if !p.more() {
		return unknown
	}
	switch c := p.text[p.at]; {
	case p.take(`"`):
		return p.template(`"`)
	case p.take("["):
		return listOf(p.items("]"))
	case p.take("{"):
		return p.object()
	case p.take("("):
		p.skip(true)
		e := p.expr()
		p.skip(true)
		p.take(")")
		return e
	case c >= '0' && c <= '9':
		start := p.at
		for p.more() && strings.ContainsAny(p.text[p.at:p.at+1], "0123456789.") {
			p.at++
		}
		return constant(p.text[start:p.at])
	case p.take("!"):
		return compared(p.operand(), constant("false"), true)
	}
	name := p.name()
	switch {
	case name == "":
		p.at++ // a sign that is none of ours
		return unknown
	case name == "true" || name == "false":
		return constant(name)
	case name == "null": // as good as not written
		return constant(nil)
	case p.take("("):
		return called(name, p.items(")"))
	}
	return expr{word: name, eval: func(s *scope) (any, bool) { return s.value(name) }}
}

// items reads expressions up to a closing sign. The loop of a for has no value.
func (p *hclParser) items(end string) []expr {
	var out []expr
	for p.more() {
		if p.skip(true); p.take(end) {
			break
		}
		if p.take(",") {
			continue
		}
		out = append(out, p.expr())
	}
	return out
}

func (p *hclParser) object() expr {
	keys, values := []expr{}, []expr{}
	for p.more() {
		if p.skip(true); p.take("}") {
			break
		}
		if p.take(",") {
			continue
		}
		key := p.operand()
		if key.word != "" {
			key = constant(key.word)
		}
		if p.skip(true); !p.take("=") && !p.take(":") {
			keys = append(keys, unknown)
			values = append(values, unknown)
			continue
		}
		p.skip(true)
		keys, values = append(keys, key), append(values, p.expr())
	}
	return mapOf(keys, values)
}

var escapes = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\"`, `"`, `\\`, `\`)

// template reads a text up to its closing sign, "" for the whole rest.
func (p *hclParser) template(end string) expr {
	var parts []expr
	start := p.at
	text := func() {
		if p.at > start {
			parts = append(parts, constant(escapes.Replace(p.text[start:p.at])))
		}
	}
	for p.more() {
		switch {
		case end != "" && p.has(end):
			text()
			p.at += len(end)
			return joined(parts)
		case p.has("$${"):
			text()
			p.at, start = p.at+3, p.at+1
		case p.has("${"):
			text()
			p.at += 2
			p.skip(true)
			parts = append(parts, p.expr())
			p.skip(true)
			p.take("}")
			start = p.at
		case p.has("%{"):
			parts = append(parts, unknown)
			p.at += 2
		case p.has(`\`) && p.at+1 < len(p.text):
			p.at += 2
		default:
			p.at++
		}
	}
	text()
	return joined(parts)
}
