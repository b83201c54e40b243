package code

// readBlock reads { … } in a scope of its own and returns the value that it has as an expression: its last one in Kotlin, that of yield in Java.
func readBlock(p *parser, maybe bool) *expr {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return p.node(opOther, "")
	}
	p.push(maybe)
	defer p.pop()
	p.accept("{")
	return readStatements(p)
}

// readStatements reads up to the brace that closes, in the scope that we are in.
func readStatements(p *parser) *expr {
	value := p.node(opOther, "")
	for !p.done() && !p.peek().is("}") {
		before := p.i
		if e := readStatement(p); e != nil {
			value = e
		}
		if p.i == before {
			p.skip()
		}
	}
	p.accept("}")
	return value
}

// readBranch reads the statement or block that a condition governs.
func readBranch(p *parser) *expr {
	if p.peek().is("{") {
		return readBlock(p, true)
	}
	p.push(true)
	defer p.pop()
	if e := readStatement(p); e != nil {
		return e
	}
	return p.node(opOther, "")
}

// readStatement reads one statement. It returns an expression only where that may be the value of the block: any in Kotlin, yield in Java.
func readStatement(p *parser) *expr {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return nil
	}
	t := p.peek()
	if t.is("{") && !p.file.Kotlin {
		return readBlock(p, false)
	}
	if t.is(";") {
		p.skip()
		return nil
	}
	if t.kind == word && readControl(p, t.text) {
		return nil
	}
	mods, notes := readModifiers(p)
	switch {
	case atClass(p):
		readClass(p, false, notes)
		return nil
	case p.file.Kotlin:
		return readKotlinStatement(p, mods, notes)
	case readLocal(p, notes):
		return nil
	case p.peek().word("yield") && !p.ahead().is("=") && !p.ahead().is("."):
		p.skip()
		e := readExpression(p)
		p.accept(";")
		return e
	}
	readExpression(p)
	p.accept(";")
	return nil
}

func readKotlinStatement(p *parser, mods []string, notes []Annotation) *expr {
	switch {
	case p.peek().word("fun") && (p.ahead().kind == word || p.ahead().is("<")):
		readKotlinFunction(p, mods, notes)
	case p.peek().kind == word && (p.peek().text == "val" || p.peek().text == "var") && (p.ahead().kind == word || p.ahead().is("(")):
		p.skip()
		readProperty(p, local, notes)
	default:
		e := readExpression(p)
		p.accept(";")
		return e
	}
	return nil
}

// readControl reads the statements that begin with a word of control and says whether it did. What is an expression in Kotlin (if, when, try,
// return, throw) is read there, by operand.
func readControl(p *parser, w string) bool {
	switch w {
	case "for":
		readLoop(p)
	case "while":
		p.skip()
		readCondition(p)
		readBranch(p)
	case "do":
		p.skip()
		readBranch(p)
		if p.acceptWord("while") {
			readCondition(p)
		}
		p.accept(";")
	case "if", "try", "switch", "synchronized":
		if p.file.Kotlin || w == "switch" && !p.ahead().is("(") || w == "synchronized" && !p.ahead().is("(") {
			return false
		}
		if w == "synchronized" {
			p.skip()
			readCondition(p)
			readBlock(p, false)
			return true
		}
		readOperand(p)
	case "return", "throw":
		if p.file.Kotlin {
			return false
		}
		readReturn(p, w)
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
		skipLabel(p)
	default:
		return false
	}
	return true
}

// readReturn reads "return value" or "throw value"; p stands on the word.
func readReturn(p *parser, w string) *expr {
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
	e := readExpression(p)
	if w == "return" && p.method != nil && !labelled {
		p.method.returns = append(p.method.returns, e)
	}
	return p.node(opOther, "")
}

// skipLabel skips "case A, B ->" or "case A:"; the statements behind it are read by who reads the block.
func skipLabel(p *parser) {
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

// readCondition reads (…), which may declare a name by "instanceof Type name".
func readCondition(p *parser) *expr {
	e := p.node(opOther, "")
	if !p.accept("(") {
		return e
	}
	if p.file.Kotlin && p.acceptWord("val") { // when (val x = …)
		readProperty(p, local, nil)
	} else {
		e = readExpression(p)
	}
	for !p.done() && !p.accept(")") {
		p.skipBalanced()
	}
	return e
}

// readLoop reads for (…) body with the names of its head.
func readLoop(p *parser) {
	p.skip()
	p.push(true)
	defer p.pop()
	if p.accept("(") {
		if p.file.Kotlin {
			readLoopNames(p)
			readExpression(p)
		} else {
			readLoopHead(p)
		}
		for !p.done() && !p.peek().is(")") {
			p.skipBalanced()
		}
		p.accept(")")
	}
	readBranch(p)
}

func readLoopHead(p *parser) {
	at := p.i
	readModifiers(p)
	if typ := readType(p); typ != "" && p.peek().kind == word && p.ahead().is(":") {
		p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
		p.i += 2
		readExpression(p)
		return
	}
	p.i = at
	readModifiers(p)
	if !readLocal(p, nil) {
		readExpression(p)
		p.accept(";")
	}
	for range 2 {
		if !p.peek().is(")") && !p.peek().is(";") {
			readExpression(p)
		}
		p.accept(";")
	}
}

// readLoopNames declares the names before "in".
func readLoopNames(p *parser) {
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

// readLocal reads "Type name = value, other;" when that is what stands here.
func readLocal(p *parser, notes []Annotation) bool {
	at := p.i
	if p.peek().kind != word || notStarts[p.peek().text] {
		return false
	}
	typ := readType(p)
	next := p.ahead()
	if typ == "" || p.peek().kind != word || p.peek().text == "instanceof" || !next.is("=") && !next.is(";") && !next.is(",") && !next.is("[") {
		p.i = at
		return false
	}
	if typ == "var" {
		typ = ""
	}
	readDeclarators(p, local, typ, notes)
	return true
}

// notStarts are words that begin a statement which declares nothing.
var notStarts = map[string]bool{"new": true, "this": true, "super": true, "return": true, "throw": true, "assert": true, "yield": true, "else": true}
