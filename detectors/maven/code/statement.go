package code

// block reads { … } in a scope of its own and returns the value that it has as an expression: its last one in Kotlin, that of yield in Java.
func (p *parser) block(maybe bool) *expr {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return p.node(opOther, "")
	}
	p.push(maybe)
	defer p.pop()
	p.accept("{")
	return p.statements()
}

// statements reads up to the brace that closes, in the scope that we are in.
func (p *parser) statements() *expr {
	value := p.node(opOther, "")
	for !p.done() && !p.peek().is("}") {
		before := p.i
		if e := p.statement(); e != nil {
			value = e
		}
		if p.i == before {
			p.skip()
		}
	}
	p.accept("}")
	return value
}

// branch reads the statement or block that a condition governs.
func (p *parser) branch() *expr {
	if p.peek().is("{") {
		return p.block(true)
	}
	p.push(true)
	defer p.pop()
	if e := p.statement(); e != nil {
		return e
	}
	return p.node(opOther, "")
}

// statement reads one statement. It returns an expression only where that may be the value of the block: any in Kotlin, yield in Java.
func (p *parser) statement() *expr {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return nil
	}
	t := p.peek()
	if t.is("{") && !p.file.Kotlin {
		return p.block(false)
	}
	if t.is(";") {
		p.skip()
		return nil
	}
	if t.kind == word && p.control(t.text) {
		return nil
	}
	mods, notes := p.modifiers()
	switch {
	case p.isClass():
		p.classDecl(false, notes)
		return nil
	case p.file.Kotlin:
		return p.kotlinStatement(mods, notes)
	case p.localDecl(notes):
		return nil
	case p.peek().word("yield") && !p.ahead().is("=") && !p.ahead().is("."):
		p.skip()
		e := p.expression()
		p.accept(";")
		return e
	}
	p.expression()
	p.accept(";")
	return nil
}

func (p *parser) kotlinStatement(mods []string, notes []Annotation) *expr {
	switch {
	case p.peek().word("fun") && (p.ahead().kind == word || p.ahead().is("<")):
		p.kotlinFunction(mods, notes)
	case p.peek().kind == word && (p.peek().text == "val" || p.peek().text == "var") && (p.ahead().kind == word || p.ahead().is("(")):
		p.skip()
		p.property(local, notes)
	default:
		e := p.expression()
		p.accept(";")
		return e
	}
	return nil
}

// control reads the statements that begin with a word of control and says whether it did. What is an expression in Kotlin (if, when, try,
// return, throw) is read there, by operand.
func (p *parser) control(w string) bool {
	switch w {
	case "for":
		p.loop()
	case "while":
		p.skip()
		p.condition()
		p.branch()
	case "do":
		p.skip()
		p.branch()
		if p.acceptWord("while") {
			p.condition()
		}
		p.accept(";")
	case "if", "try", "switch", "synchronized":
		if p.file.Kotlin || w == "switch" && !p.ahead().is("(") || w == "synchronized" && !p.ahead().is("(") {
			return false
		}
		if w == "synchronized" {
			p.skip()
			p.condition()
			p.block(false)
			return true
		}
		p.operand()
	case "return", "throw":
		if p.file.Kotlin {
			return false
		}
		p.returned(w)
		p.accept(";")
	case "break", "continue":
		if p.file.Kotlin {
			return false
		}
		p.skip()
		if p.peek().kind == word && !p.peek().first {
			p.skip()
		}
		p.accept(";")
	case "case", "default": // of a switch, old form: a label
		if p.file.Kotlin || p.ahead().is(".") || p.ahead().is("=") {
			return false
		}
		p.label()
	default:
		return false
	}
	return true
}

// returned reads "return value" or "throw value"; p stands on the word.
func (p *parser) returned(w string) *expr {
	p.skip()
	labelled := false
	if p.peek().is("@") && !p.peek().first { // return@label
		p.i += 2
		labelled = true
	}
	t := p.peek()
	if t.is(";") || t.is("}") || t.first || p.done() {
		return p.node(opOther, "")
	}
	e := p.expression()
	if w == "return" && p.method != nil && !labelled {
		p.method.returns = append(p.method.returns, e)
	}
	return p.node(opOther, "")
}

// label skips "case A, B ->" or "case A:"; the statements behind it are read by who reads the block.
func (p *parser) label() {
	depth := 0
	for !p.done() {
		t := p.peek()
		switch {
		case t.is("(") || t.is("["):
			depth++
		case t.is(")") || t.is("]"):
			depth--
		case depth <= 0 && (t.is(":") || t.is("->")):
			p.skip()
			return
		case t.is("{"), t.is("}"), t.is(";"):
			return
		}
		p.skip()
	}
}

// condition reads (…), which may declare a name by "instanceof Type name".
func (p *parser) condition() *expr {
	if !p.accept("(") {
		return p.node(opOther, "")
	}
	e := p.node(opOther, "")
	if p.file.Kotlin && p.acceptWord("val") { // when (val x = …)
		p.property(local, nil)
	} else {
		e = p.expression()
	}
	for !p.done() && !p.accept(")") {
		p.skipBalanced()
	}
	return e
}

// loop reads for (…) body with the names of its head.
func (p *parser) loop() {
	p.skip()
	p.push(true)
	defer p.pop()
	if p.accept("(") {
		if p.file.Kotlin {
			p.loopNames()
			p.expression()
		} else {
			p.loopHead()
		}
		for !p.done() && !p.peek().is(")") {
			p.skipBalanced()
		}
		p.accept(")")
	}
	p.branch()
}

func (p *parser) loopHead() {
	at := p.i
	p.modifiers()
	if typ := p.typeName(); typ != "" && p.peek().kind == word && p.ahead().is(":") {
		p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
		p.i += 2
		p.expression()
		return
	}
	p.i = at
	p.modifiers()
	if !p.localDecl(nil) {
		p.expression()
		p.accept(";")
	}
	for range 2 {
		if !p.peek().is(")") && !p.peek().is(";") {
			p.expression()
		}
		p.accept(";")
	}
}

// loopNames declares the names before "in".
func (p *parser) loopNames() {
	for !p.done() && !p.acceptWord("in") {
		if p.peek().is(")") {
			return
		}
		if p.peek().kind == word {
			p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
		}
		p.skip()
	}
}

// localDecl reads "Type name = value, other;" when that is what stands here.
func (p *parser) localDecl(notes []Annotation) bool {
	at := p.i
	if p.peek().kind != word || notStarts[p.peek().text] {
		return false
	}
	typ := p.typeName()
	next := p.ahead()
	if typ == "" || p.peek().kind != word || p.peek().text == "instanceof" || !next.is("=") && !next.is(";") && !next.is(",") && !next.is("[") {
		p.i = at
		return false
	}
	if typ == "var" {
		typ = ""
	}
	p.declarators(local, typ, notes)
	return true
}

// notStarts are words that begin a statement which declares nothing.
var notStarts = map[string]bool{"new": true, "this": true, "super": true, "return": true, "throw": true, "assert": true, "yield": true, "else": true}
