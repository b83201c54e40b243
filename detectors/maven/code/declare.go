package code

import "slices"

// member reads one member of a class or file: a class, a method, a field, an initializer, or in Kotlin scripts a statement.
func (p *parser) member() {
	if p.accept(";") || p.accept(",") {
		return
	}
	before := p.i
	mods, notes := p.modifiers()
	t := p.peek()
	switch {
	case p.isClass():
		p.classDecl(slices.Contains(mods, "companion"), notes)
	case p.file.Kotlin:
		p.kotlinMember(mods, notes)
	case t.is("{"): // an initializer
		p.block(false)
	case t.is("<"): // type parameters of a method
		p.skipTypeArguments()
		p.javaMember(mods, notes)
	default:
		p.javaMember(mods, notes)
	}
	if p.i == before {
		p.skip()
	}
}

func (p *parser) isClass() bool {
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

// classDecl reads a class from its keyword on.
func (p *parser) classDecl(companion bool, notes []Annotation) {
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
	p.skipTypeArguments()
	p.push(false)
	p.scope.class, c.scope = c, p.scope
	outer, method := p.class, p.method
	p.class, p.method = c, nil
	p.acceptConstructorWords()
	if p.peek().is("(") { // a record's components, or Kotlin's primary constructor: parameters that are fields
		p.primary(c)
	}
	p.supertypes(c)
	if p.peek().is("{") && p.deeper() {
		p.classBody(c, keyword == "enum")
		p.depth--
	}
	p.class, p.method = outer, method
	p.pop()
}

// acceptConstructorWords skips "@Inject private constructor" before the parameters of a Kotlin class.
func (p *parser) acceptConstructorWords() {
	if !p.file.Kotlin {
		return
	}
	at := p.i
	p.modifiers()
	if !p.acceptWord("constructor") {
		p.i = at
	}
}

func (p *parser) primary(c *Class) {
	m := &method{name: c.Name, class: c, file: p.file, scope: p.scope, line: p.peek().line}
	m.params = p.parameters(m)
	c.methods = append(c.methods, m)
}

// supertypes reads what stands between a class's name and its body.
func (p *parser) supertypes(c *Class) {
	if p.file.Kotlin {
		if !p.accept(":") {
			return
		}
		for {
			name := p.typeName()
			if name == "" {
				return
			}
			c.supers = append(c.supers, name)
			if p.peek().is("(") {
				e := p.node(opNew, name)
				e.text = "super"
				p.arguments(e)
				p.file.calls = append(p.file.calls, e)
			}
			if p.acceptWord("by") {
				p.expression()
			}
			if !p.accept(",") {
				return
			}
		}
	}
	for p.acceptWord("extends", "implements", "permits") {
		for {
			if name := p.typeName(); name != "" {
				c.supers = append(c.supers, name)
			}
			if !p.accept(",") {
				break
			}
		}
	}
}

func (p *parser) classBody(c *Class, enum bool) {
	p.accept("{")
	if enum {
		p.enumConstants(c)
	}
	for !p.done() && !p.peek().is("}") {
		p.member()
	}
	p.accept("}")
}

// enumConstants reads A, B(1), C { … } up to the semicolon or the end of the enum.
func (p *parser) enumConstants(c *Class) {
	for !p.done() && !p.peek().is("}") {
		for p.peek().is("@") {
			p.annotation()
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
			p.arguments(d.init)
		}
		if p.peek().is("{") {
			p.anonymous(c.Name)
		}
		p.scope.declare(d)
	}
}

// anonymous reads the body of a class without a name.
func (p *parser) anonymous(super ...string) {
	c := &Class{file: p.file, outer: p.class, supers: super, Line: p.peek().line}
	p.push(false)
	p.scope.class, c.scope = c, p.scope
	outer, method := p.class, p.method
	p.class, p.method = c, nil
	if p.deeper() {
		p.classBody(c, false)
	}
	p.depth--
	p.class, p.method = outer, method
	p.pop()
}

// javaMember reads a field, method or constructor after its modifiers.
func (p *parser) javaMember(mods []string, notes []Annotation) {
	p.skipTypeArguments()
	line := p.peek().line
	if p.peek().kind == word && (p.ahead().is("(") || p.class != nil && p.peek().text == p.class.Name && p.ahead().is("{")) {
		p.methodDecl(p.peek().text, "", line, mods, notes) // a constructor; a compact one of a record has no parameters
		return
	}
	typ := p.typeName()
	if typ == "" || p.peek().kind != word {
		return
	}
	if p.ahead().is("(") {
		p.methodDecl(p.peek().text, typ, line, mods, notes)
		return
	}
	p.declarators(field, typ, notes)
}

func (p *parser) methodDecl(name, typ string, line int, mods []string, notes []Annotation) {
	m := &method{name: name, class: p.class, file: p.file, line: line, annotations: notes, static: slices.Contains(mods, "static")}
	p.skip()
	p.push(false)
	m.scope = p.scope
	if p.peek().is("(") {
		m.params = p.parameters(m)
	}
	for p.peek().is("[") || p.peek().is("]") {
		p.skip()
	}
	if p.acceptWord("throws") {
		for p.typeName() != "" && p.accept(",") {
		}
	}
	p.add(m)
	p.methodBody(m)
	p.pop()
}

func (p *parser) add(m *method) {
	if m.class != nil {
		m.class.methods = append(m.class.methods, m)
		return
	}
	p.file.functions = append(p.file.functions, m)
}

func (p *parser) methodBody(m *method) {
	outer := p.method
	p.method = m
	defer func() { p.method = outer }()
	switch {
	case p.peek().is("{"):
		p.block(false)
	case p.file.Kotlin && p.accept("="):
		m.returns = append(m.returns, p.expression())
	case p.acceptWord("default"): // of an annotation's element
		p.expression()
		p.accept(";")
	default:
		p.accept(";")
	}
}

// parameters reads (…) and declares each name in the scope that we are in: for a record's components that is the class.
func (p *parser) parameters(m *method) []*decl {
	var list []*decl
	p.accept("(")
	for !p.done() && !p.accept(")") {
		before := p.i
		_, notes := p.modifiers()
		p.acceptWord("val", "var")
		d := &decl{kind: parameter, line: p.peek().line, method: m, index: len(list), file: p.file, note: notes, class: p.class}
		if p.file.Kotlin {
			d.name, d.pos = p.peek().text, p.i
			p.skip()
			if p.accept(":") {
				d.typ = p.typeName()
			}
			if p.accept("=") {
				d.init = p.expression()
			}
		} else {
			d.typ = p.typeName()
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

// declarators reads a = 1, b[], c = f(); after their type.
func (p *parser) declarators(kind declKind, typ string, notes []Annotation) {
	for p.peek().kind == word {
		d := &decl{kind: kind, name: p.peek().text, typ: typ, line: p.peek().line, pos: p.i, class: p.class, file: p.file, note: notes}
		p.skip()
		for p.peek().is("[") || p.peek().is("]") {
			p.skip()
		}
		if p.accept("=") {
			d.init = p.expression()
		}
		p.scope.declare(d)
		if !p.accept(",") {
			break
		}
	}
	p.accept(";")
}

// kotlinMember reads fun, val, var, init, constructor, or a statement of a script.
func (p *parser) kotlinMember(mods []string, notes []Annotation) {
	line := p.peek().line
	switch {
	case p.peek().word("fun"):
		p.kotlinFunction(mods, notes)
	case p.acceptWord("val", "var"):
		p.property(field, notes)
	case p.peek().word("init") && p.ahead().is("{"):
		p.skip()
		p.block(false)
	case p.peek().word("constructor") && p.class != nil:
		m := &method{name: p.class.Name, class: p.class, file: p.file, line: line}
		p.skip()
		p.push(false)
		m.scope = p.scope
		m.params = p.parameters(m)
		if p.accept(":") {
			p.expression()
		}
		p.add(m)
		p.methodBody(m)
		p.pop()
	case p.acceptWord("typealias"):
		p.expression()
	default:
		p.statement()
	}
}

func (p *parser) kotlinFunction(mods []string, notes []Annotation) {
	line := p.peek().line
	p.skip()
	p.skipTypeArguments()
	name := p.peek().text
	for p.peek().kind == word { // the last of Receiver.name
		name = p.peek().text
		p.skip()
		p.skipTypeArguments()
		p.accept("?")
		if !p.accept(".") {
			break
		}
	}
	m := &method{name: name, class: p.class, file: p.file, line: line, annotations: notes, static: slices.Contains(mods, "static")}
	p.push(false)
	m.scope = p.scope
	m.params = p.parameters(m)
	if p.accept(":") {
		p.typeName()
	}
	p.add(m)
	p.methodBody(m)
	p.pop()
}

// property reads name: Type = value, with "by lazy { … }" and accessors, after val or var.
func (p *parser) property(kind declKind, notes []Annotation) {
	p.skipTypeArguments()
	if p.peek().is("(") { // val (a, b) = pair
		for !p.done() && !p.peek().is(")") {
			if p.peek().kind == word {
				p.scope.declare(&decl{kind: unknown, name: p.peek().text, line: p.peek().line, pos: p.i, file: p.file})
			}
			p.skip()
		}
		p.skip()
		if p.accept("=") {
			p.expression()
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
		d.typ = p.typeName()
	}
	switch {
	case p.accept("="):
		d.init = p.expression()
	case p.acceptWord("by"):
		d.init = p.delegate()
	}
	p.scope.declare(d)
	p.accept(";")
	for kind == field && (p.peek().word("get") || p.peek().word("set")) && p.ahead().is("(") {
		p.accessor(d)
	}
}

// delegate reads the value of "by lazy { … }": the last expression of its block.
func (p *parser) delegate() *expr {
	e := p.expression()
	if e.op == opCall && e.text == "lazy" && len(e.args) > 0 {
		if block := e.args[len(e.args)-1]; block.op == opChoice && len(block.args) > 0 {
			return block.args[len(block.args)-1]
		}
	}
	return e
}

func (p *parser) accessor(d *decl) {
	getter := p.peek().text == "get"
	m := &method{name: p.peek().text, class: p.class, file: p.file}
	p.skip()
	p.push(false)
	m.scope = p.scope
	m.params = p.parameters(m)
	if p.accept(":") {
		p.typeName()
	}
	p.methodBody(m)
	p.pop()
	if getter && d.init == nil && len(m.returns) == 1 {
		d.init = m.returns[0]
	}
}
