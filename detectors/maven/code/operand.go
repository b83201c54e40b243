package code

// wordOperand reads an operand that begins with a word: a name, a call, or an expression by a keyword.
func (p *parser) wordOperand(t token) *expr {
	switch t.text {
	case "new":
		if !p.file.Kotlin {
			return p.created()
		}
	case "if":
		p.skip()
		return p.conditional()
	case "switch", "when":
		if p.ahead().is("(") || p.file.Kotlin && p.ahead().is("{") {
			p.skip()
			return p.cases()
		}
	case "try":
		if p.ahead().is("{") || p.ahead().is("(") {
			p.skip()
			return p.tried()
		}
	case "object":
		if p.file.Kotlin && (p.ahead().is(":") || p.ahead().is("{")) {
			p.classDecl(false, nil)
			return p.node(opOther, "")
		}
	case "fun":
		if p.file.Kotlin && p.ahead().is("(") {
			p.kotlinFunction(nil, nil)
			return p.node(opOther, "")
		}
	case "return", "throw", "break", "continue":
		if p.file.Kotlin {
			return p.returned(t.text)
		}
	case "class", "interface", "else":
		p.skip()
		return p.node(opOther, "")
	}
	if p.ahead().is("->") && !p.file.Kotlin {
		return p.javaLambda()
	}
	return p.named()
}

// named reads a name, or a call of a function without a receiver.
func (p *parser) named() *expr {
	e := p.node(opName, p.peek().text)
	p.skip()
	if p.file.Kotlin {
		p.callTypeArguments()
	}
	p.called(e)
	return e
}

// called turns a name or member into a call when arguments follow.
func (p *parser) called(e *expr) {
	open := p.peek().is("(") && !(p.file.Kotlin && p.peek().first)
	lambda := p.file.Kotlin && p.peek().is("{") && !p.peek().first
	if !open && !lambda {
		return
	}
	e.op = opCall
	p.file.calls = append(p.file.calls, e)
	if open {
		p.arguments(e)
	}
	for p.file.Kotlin && p.peek().is("{") && !p.peek().first {
		e.args = append(e.args, p.kotlinLambda())
		if e.names != nil {
			e.names = append(e.names, "")
		}
	}
}

// callTypeArguments skips the <…> of Kotlin's name<T>(…) when a call follows.
func (p *parser) callTypeArguments() {
	at := p.i
	if p.skipTypeArguments() && !p.peek().is("(") && !p.peek().is("{") && !p.peek().is(".") && !p.peek().is("::") {
		p.i = at
	}
}

// arguments reads (a, b, name = c) into a call.
func (p *parser) arguments(e *expr) {
	defer func() { p.depth-- }()
	if !p.deeper() {
		return
	}
	p.accept("(")
	for !p.done() && !p.accept(")") {
		before := p.i
		name := ""
		if p.file.Kotlin && p.peek().kind == word && p.ahead().is("=") {
			name = p.peek().text
			p.i += 2
		}
		e.args = append(e.args, p.expression())
		if name != "" || e.names != nil {
			for len(e.names) < len(e.args)-1 {
				e.names = append(e.names, "")
			}
			e.names = append(e.names, name)
		}
		if !p.accept(",") && p.i == before {
			p.skip()
		}
		if p.peek().is("}") || p.peek().is(";") { // the bracket that closes is missing
			return
		}
	}
}

// postfix reads what follows an operand: .name, .call(), [index], ::reference, ++.
func (p *parser) postfix(e *expr) *expr {
	for {
		t := p.peek()
		switch {
		case t.is("."), t.is("?."):
			p.skip()
			p.skipTypeArguments()
			if p.peek().kind != word {
				continue
			}
			if p.peek().text == "new" && !p.file.Kotlin { // outer.new Inner()
				e = p.created()
				continue
			}
			m := &expr{op: opMember, text: p.peek().text, recv: e, line: p.peek().line, pos: p.i, scope: p.scope}
			p.skip()
			if p.file.Kotlin {
				p.callTypeArguments()
			}
			p.called(m)
			e = m
		case t.is("::"):
			p.skip()
			p.skip()
			e = &expr{op: opOther, line: t.line, pos: e.pos, scope: p.scope}
		case t.is("[") && !(p.file.Kotlin && t.first):
			p.skip()
			x := &expr{op: opIndex, recv: e, line: t.line, pos: e.pos, scope: p.scope}
			if !p.peek().is("]") {
				x.args = append(x.args, p.expression())
			}
			for p.accept(",") {
				p.expression()
			}
			p.accept("]")
			e = x
		case t.is("++"), t.is("--"):
			p.skip()
			p.counted(e)
		case t.is("!!"):
			p.skip()
		default:
			return e
		}
	}
}

// created reads new Type(…) { … } and new Type[…] { … }; p stands on new.
func (p *parser) created() *expr {
	e := p.node(opNew, "")
	p.skip()
	for p.peek().kind == word {
		e.text = p.peek().text
		p.skip()
		p.skipTypeArguments()
		if !p.accept(".") {
			break
		}
	}
	if p.peek().is("[") {
		e.op = opOther
		for p.peek().is("[") {
			p.skipBalanced()
		}
		if p.peek().is("{") {
			e.args = append(e.args, p.bracketed(p.peek()))
		}
		return e
	}
	p.file.calls = append(p.file.calls, e)
	if p.peek().is("(") {
		p.arguments(e)
	}
	if p.peek().is("{") {
		p.anonymous(e.text)
	}
	return e
}

// conditional reads the rest of if (c) a else b. As an expression it has the value of one of them.
func (p *parser) conditional() *expr {
	e := p.node(opChoice, "")
	p.condition()
	e.args = append(e.args, p.branch())
	at := p.i
	p.accept(";")
	if !p.acceptWord("else") {
		p.i = at
		return e
	}
	if p.peek().word("if") {
		p.skip()
		e.args = append(e.args, p.conditional())
		return e
	}
	e.args = append(e.args, p.branch())
	return e
}

// cases reads the rest of switch (x) { … } or when (x) { … }: the value of one of the arms. Arms in the old form are statements.
func (p *parser) cases() *expr {
	e := p.node(opChoice, "")
	p.push(true)
	defer p.pop()
	if p.peek().is("(") {
		p.condition()
	}
	if !p.accept("{") {
		return e
	}
	for !p.done() && !p.accept("}") {
		before := p.i
		if arm := p.arm(); arm != nil {
			e.args = append(e.args, arm)
		}
		if p.i == before {
			p.skip()
		}
	}
	return e
}

// arm reads one arm with its label; nil for a statement.
func (p *parser) arm() *expr {
	t := p.peek()
	if !p.file.Kotlin {
		if !t.word("case") && !t.word("default") {
			p.push(true)
			defer p.pop()
			return p.statement()
		}
		p.label()
		if !p.tokens[p.i-1].is("->") {
			return nil
		}
		return p.arrowed()
	}
	depth := 0
	for !p.done() && !(depth == 0 && p.peek().is("->")) {
		switch t := p.peek(); {
		case t.is("("), t.is("{"), t.is("["):
			depth++
		case t.is("}") && depth == 0:
			return nil
		case t.is(")"), t.is("}"), t.is("]"):
			depth--
		}
		p.skip()
	}
	p.skip()
	return p.arrowed()
}

// arrowed reads what stands behind the arrow of an arm: a block, or one expression.
func (p *parser) arrowed() *expr {
	if p.peek().is("{") {
		return p.block(true)
	}
	p.push(true)
	defer p.pop()
	if !p.file.Kotlin && p.peek().kind == word && (p.peek().text == "throw" || p.peek().text == "return") {
		p.control(p.peek().text)
		return nil
	}
	e := p.expression()
	p.accept(";")
	return e
}

// tried reads the rest of try (resources) { … } catch (E e) { … } finally { … }.
func (p *parser) tried() *expr {
	e := p.node(opChoice, "")
	p.push(false)
	defer p.pop()
	if p.accept("(") {
		for !p.done() && !p.accept(")") {
			before := p.i
			p.modifiers()
			if !p.localDecl(nil) {
				p.expression()
			}
			p.accept(";")
			if p.i == before {
				p.skip()
			}
		}
	}
	e.args = append(e.args, p.block(true))
	for p.acceptWord("catch") {
		p.push(true)
		if p.peek().is("(") {
			p.caught()
		}
		e.args = append(e.args, p.block(true))
		p.pop()
	}
	if p.acceptWord("finally") {
		p.block(false)
	}
	return e
}

// caught declares the name in catch (…): the last word in Java, the first in Kotlin.
func (p *parser) caught() {
	at := p.i + 1
	p.skipBalanced()
	if !p.file.Kotlin {
		at = p.i - 2
	}
	if at < len(p.tokens) && p.tokens[at].kind == word {
		p.scope.declare(&decl{kind: unknown, name: p.tokens[at].text, pos: at, line: p.tokens[at].line, file: p.file})
	}
}

// isLambda says whether the bracket before us holds the parameters of a lambda: an arrow follows its end.
func (p *parser) isLambda() bool {
	if p.file.Kotlin {
		return false
	}
	depth := 0
	for i := p.i; i < len(p.tokens) && i < p.i+200; i++ {
		switch t := p.tokens[i]; {
		case t.is("("):
			depth++
		case t.is(")"):
			if depth--; depth == 0 {
				return i+1 < len(p.tokens) && p.tokens[i+1].is("->")
			}
		case t.is("{"), t.is(";"):
			return false
		}
	}
	return false
}

// javaLambda reads (a, b) -> …; its names hide those around it and have no value that can be told.
func (p *parser) javaLambda() *expr {
	e := p.node(opOther, "")
	p.push(true)
	outer := p.method
	p.method = nil
	defer func() { p.method = outer; p.pop() }()
	for !p.done() && !p.accept("->") {
		if p.peek().kind == word {
			p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
		}
		p.skip()
	}
	if p.peek().is("{") {
		p.block(false)
		return e
	}
	e.op, e.args = opChoice, []*expr{p.expression()}
	return e
}

// kotlinLambda reads { a, b -> … }. Its value, which functions like run and lazy give on, is its last expression.
func (p *parser) kotlinLambda() *expr {
	e := p.node(opChoice, "")
	defer func() { p.depth-- }()
	if !p.deeper() {
		return e
	}
	p.push(true)
	defer p.pop()
	if n := p.lambdaHead(); n > 0 {
		for ; n > 0; n-- {
			p.skip()
			if p.peek().kind == word {
				p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
			}
		}
		p.skip()
	} else {
		p.skip()
		p.scope.declare(&decl{kind: unknown, name: "it", line: p.peek().line, pos: p.i, file: p.file})
	}
	e.args = []*expr{p.statements()}
	return e
}

// lambdaHead counts the tokens from { to the arrow of a lambda's parameters; 0 without parameters.
func (p *parser) lambdaHead() int {
	for n := 1; n < 60 && p.i+n < len(p.tokens); n++ {
		switch t := p.tokens[p.i+n]; {
		case t.is("->"):
			return n
		case t.kind == word, t.is(","), t.is(":"), t.is("("), t.is(")"), t.is("<"), t.is(">"), t.is("?"), t.is("."), t.is("*"):
		default:
			return 0
		}
	}
	return 0
}
