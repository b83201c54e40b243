package code

import (
	"slices"
	"strconv"
	"strings"
)

func (p *parser) node(o op, name string) *expr {
	return &expr{op: o, text: name, line: p.peek().line, pos: p.i, scope: p.scope}
}

// readExpression reads an expression with assignments.
func readExpression(p *parser) *expr {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return p.node(opOther, "")
	}
	pos := p.i
	left := readTernary(p)
	t := p.peek()
	if t.kind != punct || !slices.Contains([]string{"=", "+=", "-=", "*=", "/=", "%="}, t.text) {
		return left
	}
	p.skip()
	right := readExpression(p)
	a := &assign{target: left, value: right, plain: t.text == "=", scope: p.scope, pos: pos}
	p.file.assigns = append(p.file.assigns, a)
	return right
}

// readTernary reads a ? b : c.
func readTernary(p *parser) *expr {
	cond := readBinary(p, 1)
	if p.file.Kotlin || !p.peek().is("?") {
		return cond
	}
	p.skip()
	e := &expr{op: opChoice, line: cond.line, pos: cond.pos, scope: p.scope}
	e.args = append(e.args, readExpression(p))
	if p.accept(":") {
		e.args = append(e.args, readExpression(p))
	}
	return e
}

// Precedence of the operators that two expressions stand around; the higher binds closer.
var precedence = map[string]int{
	"||": 1, "&&": 2, "|": 3, "^": 3, "&": 3, "==": 4, "!=": 4, "<": 5, ">": 5, "<=": 5, ">=": 5, "?:": 6, "..": 7, "+": 8, "-": 8, "*": 9, "/": 9, "%": 9,
}

func readBinary(p *parser, least int) *expr {
	left := readUnary(p)
	for {
		t := p.peek()
		rank := precedence[t.text]
		switch {
		case t.word("instanceof"), p.file.Kotlin && t.kind == word && (t.text == "is" || t.text == "as"):
			left = readTyped(p, left)
			continue
		case p.file.Kotlin && t.kind == word && !t.first && atInfix(p, t):
			p.skip()
			left = &expr{op: opOther, args: []*expr{left, readBinary(p, 7)}, line: left.line, pos: left.pos, scope: p.scope}
			continue
		case t.kind != punct || rank < least || rank == 0:
			return left
		case p.file.Kotlin && t.first && t.text != "?:" && t.text != "&&" && t.text != "||":
			return left
		}
		p.skip()
		right := readBinary(p, rank+1)
		left = &expr{op: opBinary, text: t.text, args: []*expr{left, right}, line: left.line, pos: left.pos, scope: p.scope}
	}
}

// readTyped reads "instanceof Type name", "is Type" and "as Type" after an expression.
func readTyped(p *parser, left *expr) *expr {
	w := p.peek().text
	p.skip()
	if p.file.Kotlin {
		p.accept("?")
	}
	p.acceptWord("final")
	readType(p)
	if w == "as" {
		return &expr{op: opCast, args: []*expr{left}, line: left.line, pos: left.pos, scope: p.scope}
	}
	if w == "instanceof" && p.peek().kind == word {
		p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
		p.skip()
	}
	return &expr{op: opOther, args: []*expr{left}, line: left.line, pos: left.pos, scope: p.scope}
}

// atInfix says whether a word is a Kotlin function between two expressions: a to b.
func atInfix(p *parser, t token) bool {
	if slices.Contains([]string{"else", "catch", "finally", "while", "in"}, t.text) {
		return t.text == "in"
	}
	next := p.ahead()
	return !next.first && (next.kind == word || next.kind == number || next.kind == text || next.is("(") || next.is("{"))
}

func readUnary(p *parser) *expr {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return p.node(opOther, "")
	}
	t := p.peek()
	if t.kind == punct && slices.Contains([]string{"-", "+", "!", "~", "++", "--", "*"}, t.text) {
		p.skip()
		inner := readUnary(p)
		e := &expr{op: opOther, args: []*expr{inner}, line: t.line, pos: inner.pos, scope: p.scope}
		switch t.text {
		case "+":
			return inner
		case "++", "--":
			noteCount(p, inner)
		}
		return e
	}
	if t.is("(") && !p.file.Kotlin {
		if e := readCast(p); e != nil {
			return e
		}
	}
	return readPostfix(p, readOperand(p))
}

// noteCount notes that ++ or -- changes a name.
func noteCount(p *parser, e *expr) {
	p.file.assigns = append(p.file.assigns, &assign{target: e, value: e, scope: p.scope, pos: e.pos})
}

// readCast reads (Type) operand when that is what stands here; nil otherwise.
func readCast(p *parser) *expr {
	at := p.i
	p.skip()
	typ := readType(p)
	if typ == "" || !p.accept(")") {
		p.i = at
		return nil
	}
	t := p.peek()
	primitive := slices.Contains([]string{"int", "long", "short", "byte", "char", "double", "float"}, typ)
	if t.kind == punct && !t.is("(") && !t.is("!") && !t.is("~") && (!primitive || !t.is("-") && !t.is("+")) || t.word("instanceof") || t.kind == end {
		p.i = at
		return nil
	}
	inner := readUnary(p)
	return &expr{op: opCast, args: []*expr{inner}, line: inner.line, pos: inner.pos, scope: p.scope}
}

// readOperand reads what stands between operators, without what follows it by dots and brackets.
func readOperand(p *parser) *expr {
	t := p.peek()
	switch t.kind {
	case number:
		e := p.node(opNumber, decimal(t.text))
		p.skip()
		return e
	case text:
		e := p.node(opText, t.text)
		if t.template {
			e = readTemplate(p, t)
		}
		p.skip()
		return e
	case word:
		return readWordOperand(p, t)
	case punct:
		return readBracketed(p, t)
	}
	e := p.node(opOther, "")
	if !p.done() {
		p.skip()
	}
	return e
}

func readBracketed(p *parser, t token) *expr {
	e := p.node(opOther, "")
	switch {
	case t.is("("):
		if atLambda(p) {
			return readJavaLambda(p)
		}
		p.skip()
		inner := readExpression(p)
		for p.accept(",") {
			readExpression(p)
		}
		p.accept(")")
		return inner
	case t.is("{"):
		if p.file.Kotlin {
			return readKotlinLambda(p)
		}
		p.skip() // the elements of an array
		e.op = opArray
		for !p.done() && !p.accept("}") {
			before := p.i
			e.args = append(e.args, readExpression(p))
			if !p.accept(",") && p.i == before {
				p.skip()
			}
		}
	case t.is("@"):
		readAnnotation(p)
		return readOperand(p)
	case t.is("["), t.is("::"):
		p.skipBalanced()
	case t.is(")"), t.is("]"), t.is("}"), t.is(","), t.is(";"), t.is(":"):
	default:
		p.skip()
	}
	return e
}

// decimal turns a number as written (8_080L, 0x1F90) into decimal digits; "" when it is no whole number.
func decimal(written string) string {
	s := strings.TrimRight(strings.ReplaceAll(written, "_", ""), "lLuU")
	n, err := strconv.ParseInt(s, 0, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// readTemplate turns "$host:${port + 1}" into a sum of texts and expressions.
func readTemplate(p *parser, t token) *expr {
	sum := p.node(opText, "")
	rest := t.text
	add := func(e *expr) {
		sum = &expr{op: opBinary, text: "+", args: []*expr{sum, e}, line: t.line, pos: p.i, scope: p.scope}
	}
	for range 64 {
		i := strings.IndexByte(rest, '$')
		if i < 0 || i+1 >= len(rest) {
			break
		}
		if i > 0 {
			add(p.node(opText, rest[:i]))
		}
		var inner string
		n := 1
		if rest[i+1] == '{' {
			n = templateLength(rest[i:])
			inner = strings.TrimSuffix(strings.TrimPrefix(rest[i:i+n], "${"), "}")
		} else {
			for i+n < len(rest) && rest[i+n] != '$' && (letter(rest[i+n]) || digit(rest[i+n])) {
				n++
			}
			inner = rest[i+1 : i+n]
		}
		if n <= 1 {
			add(p.node(opText, "$"))
		} else {
			add(inside(p, inner, t.line))
		}
		rest = rest[i+n:]
	}
	if rest != "" {
		add(p.node(opText, rest))
	}
	return sum
}

// inside parses the source text of an expression within a string.
func inside(p *parser, src string, line int) *expr {
	tokens := scan(src, true)
	for i := range tokens {
		tokens[i].line = line
		tokens[i].first = false
	}
	q := &parser{tokens: tokens, file: p.file, scope: p.scope, class: p.class, depth: p.depth + 1}
	e := readExpression(q)
	reposition(e, p.i, 0)
	return e
}

// reposition gives an expression within a string the place of that string, by which the visible names are told.
func reposition(e *expr, pos, depth int) {
	if e == nil || depth > maxDepth {
		return
	}
	e.pos = pos
	reposition(e.recv, pos, depth+1)
	for _, a := range e.args {
		reposition(a, pos, depth+1)
	}
}
