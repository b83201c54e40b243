package code

import (
	"slices"
)

// readMember reads one member of a class or file: a class, a method, a field, an initializer, or in Kotlin scripts a statement.
func readMember(p *parser) {
	if p.accept(";") || p.accept(",") {
		return
	}
	before := p.i
	mods, notes := readModifiers(p)
	t := p.peek()
	switch {
	case atClass(p):
		readClass(p, slices.Contains(mods, "companion"), notes)
	case p.file.Kotlin:
		readKotlinMember(p, mods, notes)
	case t.is("{"): // an initializer
		readBlock(p, false)
	case t.is("<"): // type parameters of a method
		skipTypeArguments(p)
		readJavaMember(p, mods, notes)
	default:
		readJavaMember(p, mods, notes)
	}
	if p.i == before {
		p.skip()
	}
}

func atClass(p *parser) bool {
	t, next := p.peek(), p.ahead()
	switch {
	case t.is("@") && next.word("interface"):
		return true
	case t.kind != word || next.kind != word && (t.text != "object" || !p.file.Kotlin):
		return false
	case t.text == "class", t.text == "interface":
		return true
	case t.text == "enum":
		return true
	case t.text == "record":
		after := p.tokens[min(p.i+2, len(p.tokens)-1)]
		return after.is("(") || after.is("<")
	}
	return t.text == "object" && p.file.Kotlin && (next.kind == word || next.is("{"))
}

// readClass reads a class from its keyword on.
func readClass(p *parser, companion bool, notes []Annotation) {
	c := &Class{Annotations: notes, Line: p.peek().line, file: p.file, outer: p.class, companion: companion}
	p.accept("@")
	keyword := p.peek().text
	p.skip()
	if keyword == "enum" && p.acceptWord("class") {
		keyword = "enum"
	}
	if p.peek().kind == word {
		c.Name = p.peek().text
		p.skip()
	}
	if p.class != nil {
		p.class.nested = append(p.class.nested, c)
	}
	p.file.Classes = append(p.file.Classes, c)
	skipTypeArguments(p)
	p.push(false)
	p.scope.class, c.scope = c, p.scope
	outer, method := p.class, p.method
	p.class, p.method = c, nil
	skipConstructorWords(p)
	if p.peek().is("(") { // a record's components, or Kotlin's primary constructor: parameters that are fields
		readPrimary(p, c)
	}
	readSupertypes(p, c)
	if p.peek().is("{") && p.deeper() {
		readClassBody(p, c, keyword == "enum")
		p.depth--
	}
	p.class, p.method = outer, method
	p.pop()
}

// skipConstructorWords skips "@Inject private constructor" before the parameters of a Kotlin class.
func skipConstructorWords(p *parser) {
	if !p.file.Kotlin {
		return
	}
	at := p.i
	readModifiers(p)
	if !p.acceptWord("constructor") {
		p.i = at
	}
}

func readPrimary(p *parser, c *Class) {
	m := &method{name: c.Name, class: c, file: p.file, scope: p.scope, line: p.peek().line}
	m.params = readParameters(p, m)
	c.methods = append(c.methods, m)
}

// readSupertypes reads what stands between a class's name and its body.
func readSupertypes(p *parser, c *Class) {
	if p.file.Kotlin {
		if !p.accept(":") {
			return
		}
		for {
			name := readType(p)
			if name == "" {
				return
			}
			c.supers = append(c.supers, name)
			if p.peek().is("(") {
				e := p.node(opNew, name)
				e.text = "super"
				readArguments(p, e)
				p.file.calls = append(p.file.calls, e)
			}
			if p.acceptWord("by") {
				readExpression(p)
			}
			if !p.accept(",") {
				return
			}
		}
	}
	for p.acceptWord("extends", "implements", "permits") {
		for {
			if name := readType(p); name != "" {
				c.supers = append(c.supers, name)
			}
			if !p.accept(",") {
				break
			}
		}
	}
}

func readClassBody(p *parser, c *Class, enum bool) {
	p.accept("{")
	if enum {
		readEnumConstants(p, c)
	}
	for !p.done() && !p.peek().is("}") {
		readMember(p)
	}
	p.accept("}")
}

// readEnumConstants reads A, B(1), C { … } up to the semicolon or the end of the enum.
func readEnumConstants(p *parser, c *Class) {
	for !p.done() && !p.peek().is("}") {
		for p.peek().is("@") {
			readAnnotation(p)
		}
		if p.accept(";") {
			return
		}
		if p.accept(",") {
			continue
		}
		if p.peek().kind != word {
			return
		}
		d := &decl{kind: constant, name: p.peek().text, typ: c.Name, line: p.peek().line, pos: p.i, class: c, file: p.file}
		d.init = p.node(opNew, c.Name)
		p.skip()
		if p.peek().is("(") {
			readArguments(p, d.init)
		}
		if p.peek().is("{") {
			readAnonymous(p, c.Name)
		}
		p.scope.declare(d)
	}
}

// readAnonymous reads the body of a class without a name.
func readAnonymous(p *parser, super ...string) {
	c := &Class{file: p.file, outer: p.class, supers: super, Line: p.peek().line}
	p.push(false)
	p.scope.class, c.scope = c, p.scope
	outer, method := p.class, p.method
	p.class, p.method = c, nil
	if p.deeper() {
		readClassBody(p, c, false)
	}
	p.depth--
	p.class, p.method = outer, method
	p.pop()
}

// readJavaMember reads a field, method or constructor after its modifiers.
func readJavaMember(p *parser, mods []string, notes []Annotation) {
	skipTypeArguments(p)
	line := p.peek().line
	if p.peek().kind == word && (p.ahead().is("(") || p.class != nil && p.peek().text == p.class.Name && p.ahead().is("{")) {
		readMethod(p, p.peek().text, "", line, mods, notes) // a constructor; a compact one of a record has no parameters
		return
	}
	typ := readType(p)
	if typ == "" || p.peek().kind != word {
		return
	}
	if p.ahead().is("(") {
		readMethod(p, p.peek().text, typ, line, mods, notes)
		return
	}
	readDeclarators(p, field, typ, notes)
}

func readMethod(p *parser, name, typ string, line int, mods []string, notes []Annotation) {
	m := &method{name: name, typ: typ, class: p.class, file: p.file, line: line, annotations: notes, static: slices.Contains(mods, "static")}
	p.skip()
	p.push(false)
	m.scope = p.scope
	if p.peek().is("(") {
		m.params = readParameters(p, m)
	}
	for p.peek().is("[") || p.peek().is("]") {
		p.skip()
	}
	if p.acceptWord("throws") {
		for readType(p) != "" && p.accept(",") {
		}
	}
	addMethod(p, m)
	readMethodBody(p, m)
	p.pop()
}

func addMethod(p *parser, m *method) {
	if m.class != nil {
		m.class.methods = append(m.class.methods, m)
		return
	}
	p.file.functions = append(p.file.functions, m)
}

func readMethodBody(p *parser, m *method) {
	outer := p.method
	p.method = m
	defer func() { p.method = outer }()
	switch {
	case p.peek().is("{"):
		readBlock(p, false)
	case p.file.Kotlin && p.accept("="):
		m.returns = append(m.returns, readExpression(p))
	case p.acceptWord("default"): // of an annotation's element
		readExpression(p)
		p.accept(";")
	default:
		p.accept(";")
	}
}

// readParameters reads (…) and declares each name in the scope that we are in: for a record's components that is the class.
func readParameters(p *parser, m *method) []*decl {
	var list []*decl
	p.accept("(")
	for !p.done() && !p.accept(")") {
		before := p.i
		_, notes := readModifiers(p)
		p.acceptWord("val", "var")
		d := &decl{kind: parameter, line: p.peek().line, method: m, index: len(list), file: p.file, note: notes, class: p.class}
		if p.file.Kotlin {
			d.name, d.pos = p.peek().text, p.i
			p.skip()
			if p.accept(":") {
				d.typ = readType(p)
			}
			if p.accept("=") {
				d.init = readExpression(p)
			}
		} else {
			d.typ = readType(p)
			for p.peek().is(".") {
				p.skip()
			}
			d.name, d.pos = p.peek().text, p.i
			if p.peek().kind == word {
				p.skip()
			}
			for p.peek().is("[") || p.peek().is("]") {
				p.skip()
			}
		}
		if d.name != "" && d.name != "this" {
			list = append(list, d)
			p.scope.declare(d)
		}
		p.accept(",")
		if p.i == before {
			p.skip()
		}
	}
	return list
}

// readDeclarators reads a = 1, b[], c = f(); after their type.
func readDeclarators(p *parser, kind declKind, typ string, notes []Annotation) {
	for p.peek().kind == word {
		d := &decl{kind: kind, name: p.peek().text, typ: typ, line: p.peek().line, pos: p.i, class: p.class, file: p.file, note: notes}
		p.skip()
		for p.peek().is("[") || p.peek().is("]") {
			p.skip()
		}
		if p.accept("=") {
			d.init = readExpression(p)
		}
		p.scope.declare(d)
		if !p.accept(",") {
			break
		}
	}
	p.accept(";")
}

// readKotlinMember reads fun, val, var, init, constructor, or a statement of a script.
func readKotlinMember(p *parser, mods []string, notes []Annotation) {
	line := p.peek().line
	switch {
	case p.peek().word("fun"):
		readKotlinFunction(p, mods, notes)
	case p.acceptWord("val", "var"):
		readProperty(p, field, notes)
	case p.peek().word("init") && p.ahead().is("{"):
		p.skip()
		readBlock(p, false)
	case p.peek().word("constructor") && p.class != nil:
		m := &method{name: p.class.Name, class: p.class, file: p.file, line: line}
		p.skip()
		p.push(false)
		m.scope = p.scope
		m.params = readParameters(p, m)
		if p.accept(":") {
			readExpression(p)
		}
		addMethod(p, m)
		readMethodBody(p, m)
		p.pop()
	case p.acceptWord("typealias"):
		readExpression(p)
	default:
		readStatement(p)
	}
}

func readKotlinFunction(p *parser, mods []string, notes []Annotation) {
	line := p.peek().line
	p.skip()
	skipTypeArguments(p)
	name := p.peek().text
	for p.peek().kind == word { // the last of Receiver.name
		name = p.peek().text
		p.skip()
		skipTypeArguments(p)
		p.accept("?")
		if !p.accept(".") {
			break
		}
	}
	m := &method{name: name, class: p.class, file: p.file, line: line, annotations: notes, static: slices.Contains(mods, "static")}
	p.push(false)
	m.scope = p.scope
	m.params = readParameters(p, m)
	if p.accept(":") {
		readType(p)
	}
	addMethod(p, m)
	readMethodBody(p, m)
	p.pop()
}

// readProperty reads name: Type = value, with "by lazy { … }" and accessors, after val or var.
func readProperty(p *parser, kind declKind, notes []Annotation) {
	skipTypeArguments(p)
	if p.peek().is("(") { // val (a, b) = pair
		for !p.done() && !p.peek().is(")") {
			if p.peek().kind == word {
				p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
			}
			p.skip()
		}
		p.skip()
		if p.accept("=") {
			readExpression(p)
		}
		return
	}
	d := &decl{kind: kind, name: p.peek().text, line: p.peek().line, pos: p.i, class: p.class, file: p.file, note: notes}
	p.skip()
	for p.accept(".") { // an extension property
		d.name = p.peek().text
		p.skip()
	}
	if p.accept(":") {
		d.typ = readType(p)
	}
	switch {
	case p.accept("="):
		d.init = readExpression(p)
	case p.acceptWord("by"):
		d.init = readDelegate(p)
	}
	p.scope.declare(d)
	p.accept(";")
	for kind == field && (p.peek().word("get") || p.peek().word("set")) && p.ahead().is("(") {
		readAccessor(p, d)
	}
}

// readDelegate reads the value of "by lazy { … }": the last expression of its block.
func readDelegate(p *parser) *expr {
	e := readExpression(p)
	if e.op == opCall && e.text == "lazy" && len(e.args) > 0 {
		if block := e.args[len(e.args)-1]; block.op == opChoice && len(block.args) > 0 {
			return block.args[len(block.args)-1]
		}
	}
	return e
}

func readAccessor(p *parser, d *decl) {
	getter := p.peek().text == "get"
	m := &method{name: p.peek().text, class: p.class, file: p.file}
	p.skip()
	p.push(false)
	m.scope = p.scope
	m.params = readParameters(p, m)
	if p.accept(":") {
		readType(p)
	}
	readMethodBody(p, m)
	p.pop()
	if getter && d.init == nil && len(m.returns) == 1 {
		d.init = m.returns[0]
	}
}
