package code

// readWordOperand reads an operand that begins with a word: a name, a call, or an expression by a keyword.
func readWordOperand(p *parser, t token) *expr {
	switch t.text {
	case "new":
		if !p.file.Kotlin {
			return readNew(p)
		}
	case "if":
		p.skip()
		return readIf(p)
	case "switch", "when":
		if p.ahead().is("(") || p.file.Kotlin && p.ahead().is("{") {
			p.skip()
			return readCases(p)
		}
	case "try":
		if p.ahead().is("{") || p.ahead().is("(") {
			p.skip()
			return readTry(p)
		}
	case "object":
		if p.file.Kotlin && (p.ahead().is(":") || p.ahead().is("{")) {
			readClass(p, false, nil)
			return p.node(opOther, "")
		}
	case "fun":
		if p.file.Kotlin && p.ahead().is("(") {
			readKotlinFunction(p, nil, nil)
			return p.node(opOther, "")
		}
	case "return", "throw", "break", "continue":
		if p.file.Kotlin {
			return readReturn(p, t.text)
		}
	case "class", "interface", "else":
		p.skip()
		return p.node(opOther, "")
	}
	if p.ahead().is("->") && !p.file.Kotlin {
		return readJavaLambda(p)
	}
	return readName(p)
}

// readName reads a name, or a call of a function without a receiver.
func readName(p *parser) *expr {
	e := p.node(opName, p.peek().text)
	p.skip()
	if p.file.Kotlin {
		skipCallTypeArguments(p)
	}
	readArgumentsOf(p, e)
	return e
}

// readArgumentsOf turns a name or member into a call when arguments follow.
func readArgumentsOf(p *parser, e *expr) {
	open := p.peek().is("(") && (!p.file.Kotlin || !p.peek().first)
	lambda := p.file.Kotlin && p.peek().is("{") && !p.peek().first
	if !open && !lambda {
		return
	}
	e.op = opCall
	p.file.calls = append(p.file.calls, e)
	if open {
		readArguments(p, e)
	}
	for p.file.Kotlin && p.peek().is("{") && !p.peek().first {
		e.args = append(e.args, readKotlinLambda(p))
		if e.names != nil {
			e.names = append(e.names, "")
		}
	}
}

// skipCallTypeArguments skips the <…> of Kotlin's name<T>(…) when a call follows.
func skipCallTypeArguments(p *parser) {
	at := p.i
	if skipTypeArguments(p) && !p.peek().is("(") && !p.peek().is("{") && !p.peek().is(".") && !p.peek().is("::") {
		p.i = at
	}
}

// readArguments reads (a, b, name = c) into a call.
func readArguments(p *parser, e *expr) {
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
		e.args = append(e.args, readExpression(p))
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

// readPostfix reads what follows an operand: .name, .call(), [index], ::reference, ++.
func readPostfix(p *parser, e *expr) *expr {
	for {
		t := p.peek()
		switch {
		case t.is("."), t.is("?."):
			p.skip()
			skipTypeArguments(p)
			if p.peek().kind != word {
				continue
			}
			if p.peek().text == "new" && !p.file.Kotlin { // outer.new Inner()
				e = readNew(p)
				continue
			}
			m := &expr{op: opMember, text: p.peek().text, recv: e, line: p.peek().line, pos: p.i, scope: p.scope}
			p.skip()
			if p.file.Kotlin {
				skipCallTypeArguments(p)
			}
			readArgumentsOf(p, m)
			e = m
		case t.is("::"):
			p.skip()
			p.skip()
			e = &expr{op: opOther, line: t.line, pos: e.pos, scope: p.scope}
		case t.is("[") && (!p.file.Kotlin || !t.first):
			p.skip()
			x := &expr{op: opIndex, recv: e, line: t.line, pos: e.pos, scope: p.scope}
			if !p.peek().is("]") {
				x.args = append(x.args, readExpression(p))
			}
			for p.accept(",") {
				readExpression(p)
			}
			p.accept("]")
			e = x
		case t.is("++"), t.is("--"):
			p.skip()
			noteCount(p, e)
		case t.is("!!"):
			p.skip()
		default:
			return e
		}
	}
}

// readNew reads new Type(…) { … } and new Type[…] { … }; p stands on new.
func readNew(p *parser) *expr {
	e := p.node(opNew, "")
	p.skip()
	for p.peek().kind == word {
		e.text = p.peek().text
		p.skip()
		skipTypeArguments(p)
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
			return readBracketed(p, p.peek())
		}
		return e
	}
	p.file.calls = append(p.file.calls, e)
	if p.peek().is("(") {
		readArguments(p, e)
	}
	if p.peek().is("{") {
		readAnonymous(p, e.text)
	}
	return e
}

// readIf reads the rest of if (c) a else b. As an expression it has the value of one of them.
func readIf(p *parser) *expr {
	e := p.node(opChoice, "")
	never := readCondition(p)
	calls := len(p.file.calls)
	e.args = append(e.args, readBranch(p))
	if never.op == opName && never.text == "false" {
		p.file.calls = p.file.calls[:calls] // nothing calls what is switched off by hand
	}
	at := p.i
	p.accept(";")
	if !p.acceptWord("else") {
		p.i = at
		return e
	}
	if p.peek().word("if") {
		p.skip()
		e.args = append(e.args, readIf(p))
		return e
	}
	e.args = append(e.args, readBranch(p))
	return e
}

// readCases reads the rest of switch (x) { … } or when (x) { … }: the value of one of the arms. Arms in the old form are statements.
func readCases(p *parser) *expr {
	e := p.node(opChoice, "")
	p.push(true)
	defer p.pop()
	if p.peek().is("(") {
		readCondition(p)
	}
	if !p.accept("{") {
		return e
	}
	for !p.done() && !p.accept("}") {
		before := p.i
		if arm := readArm(p); arm != nil {
			e.args = append(e.args, arm)
		}
		if p.i == before {
			p.skip()
		}
	}
	return e
}

// readArm reads one arm with its label; nil for a statement.
func readArm(p *parser) *expr {
	t := p.peek()
	if !p.file.Kotlin {
		if !t.word("case") && !t.word("default") {
			p.push(true)
			defer p.pop()
			return readStatement(p)
		}
		skipLabel(p)
		if !p.tokens[p.i-1].is("->") {
			return nil
		}
		return readArrowed(p)
	}
	depth := 0
	for !p.done() && (depth != 0 || !p.peek().is("->")) {
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
	return readArrowed(p)
}

// readArrowed reads what stands behind the arrow of an arm: a block, or one expression.
func readArrowed(p *parser) *expr {
	if p.peek().is("{") {
		return readBlock(p, true)
	}
	p.push(true)
	defer p.pop()
	if !p.file.Kotlin && p.peek().kind == word && (p.peek().text == "throw" || p.peek().text == "return") {
		readControl(p, p.peek().text)
		return nil
	}
	e := readExpression(p)
	p.accept(";")
	return e
}

// readTry reads the rest of try (resources) { … } catch (E e) { … } finally { … }.
func readTry(p *parser) *expr {
	e := p.node(opChoice, "")
	p.push(false)
	defer p.pop()
	if p.accept("(") {
		for !p.done() && !p.accept(")") {
			before := p.i
			readModifiers(p)
			if !readLocal(p, nil) {
				readExpression(p)
			}
			p.accept(";")
			if p.i == before {
				p.skip()
			}
		}
	}
	p.push(true)
	p.scope.plain = true
	e.args = append(e.args, readBlock(p, false))
	p.pop()
	for p.acceptWord("catch") {
		p.push(true)
		if p.peek().is("(") {
			readCatch(p)
		}
		e.args = append(e.args, readBlock(p, true))
		p.pop()
	}
	if p.acceptWord("finally") {
		readBlock(p, false)
	}
	return e
}

// readCatch declares the name in catch (…): the last word in Java, the first in Kotlin.
func readCatch(p *parser) {
	at := p.i + 1
	p.skipBalanced()
	if !p.file.Kotlin {
		at = p.i - 2
	}
	if at < len(p.tokens) && p.tokens[at].kind == word {
		p.scope.declare(&decl{kind: unknown, name: p.tokens[at].text, pos: at, line: p.tokens[at].line, file: p.file})
	}
}

// atLambda says whether the bracket before us holds the parameters of a lambda: an arrow follows its end.
func atLambda(p *parser) bool {
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

// readJavaLambda reads (a, b) -> …; its names hide those around it and have no value that can be told.
func readJavaLambda(p *parser) *expr {
	e := p.node(opOther, "")
	p.push(true)
	p.scope.plain = true
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
		readBlock(p, false)
		return e
	}
	e.op, e.args = opChoice, []*expr{readExpression(p)}
	return e
}

// readKotlinLambda reads { a, b -> … }. Its value, which functions like run and lazy give on, is its last expression.
func readKotlinLambda(p *parser) *expr {
	e := p.node(opChoice, "")
	defer func() { p.depth-- }()
	if !p.deeper() {
		return e
	}
	p.push(true)
	p.scope.plain = true
	defer p.pop()
	if n := readLambdaHead(p); n > 0 {
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
	e.args = []*expr{readStatements(p)}
	return e
}

// readLambdaHead counts the tokens from { to the arrow of a lambda's parameters; 0 without parameters.
func readLambdaHead(p *parser) int {
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
