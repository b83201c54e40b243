package code

import "slices"

// File is one parsed source file.
type File struct {
	Path      string
	Package   string
	Kotlin    bool
	Classes   []*Class // nested ones included, in the order of the text
	imports   []imported
	top       *scope
	functions []*method // beside all classes
	calls     []*expr   // calls and constructor calls, in the order of the text
	assigns   []*assign
	notes     []Annotation // all annotations
	Broken    Broken
}

// imported is one import line: a.b.C, a.b.*, static a.b.C.PORT, or a.b.C as D.
type imported struct {
	name     string // without ".*"
	wildcard bool
	alias    string // the name in this file; "" with a wildcard
}

// Class is a class, interface, enum, record or Kotlin object. The functions beside the classes of a Kotlin file belong to none.
type Class struct {
	Name        string
	Annotations []Annotation
	Line        int
	file        *File
	outer       *Class
	supers      []string // simple names of what it extends and implements
	scope       *scope
	methods     []*method // constructors are named as the class
	nested      []*Class
	companion   bool
}

// Annotation is @Name with the texts in its parentheses.
type Annotation struct {
	Name  string
	Texts []string
	Line  int
}

type method struct {
	name        string
	params      []*decl
	returns     []*expr
	class       *Class
	file        *File
	scope       *scope
	line        int
	typ         string // simple name of what it returns, "" in Kotlin
	static      bool
	annotations []Annotation
}

// scope is where names are declared: the file, a class, a method, a block, a lambda.
type scope struct {
	parent *scope
	names  map[string][]*decl
	class  *Class // of the scope of a class
	file   *File
	maybe  bool // runs on a condition, more than once or not at all
	plain  bool // maybe, but of a lambda or the body of try: no condition decides about it
}

// branch says whether a condition decides about what stands in a scope, as far as its method shows.
func (s *scope) branch() bool {
	for ; s != nil && s.class == nil; s = s.parent {
		if s.maybe && !s.plain {
			return true
		}
	}
	return false
}

type declKind uint8

const (
	local declKind = iota + 1
	parameter
	field
	constant // of an enum; its init is the call of the constructor
	unknown  // a name of a lambda, a catch, a pattern: its value is not looked for
)

// decl declares one name. pos is the index of its token: a local is not visible before it.
type decl struct {
	kind    declKind
	name    string
	typ     string // simple name of the declared type, "" when it is inferred
	init    *expr
	line    int
	pos     int
	assigns []*assign
	class   *Class  // of a field or constant; nil beside all classes
	method  *method // of a parameter
	index   int     // of a parameter
	scope   *scope
	file    *File
	note    []Annotation
}

// assign gives a declared name another value.
type assign struct {
	target *expr
	value  *expr
	plain  bool // "=", and not "+=" or "++"
	scope  *scope
	pos    int
}

type op uint8

const (
	opOther  op = iota // what has no value that can be told; args are what stands inside
	opText             // text
	opNumber           // text, in decimal
	opName             // text
	opMember           // recv.text
	opCall             // recv.text(args), or text(args)
	opNew              // new text(args)
	opChoice           // one of args
	opBinary           // args[0] text args[1]
	opIndex            // recv[args[0]]
	opCast             // the value of args[0]
	opArray            // { args }
)

type expr struct {
	op    op
	text  string
	recv  *expr
	args  []*expr
	names []string // of named arguments, "" for those by position; nil when none has a name
	line  int
	pos   int
	scope *scope
}

// argument returns the argument that a named parameter or a position has; nil without one.
func (e *expr) argument(name string, index int) *expr {
	if e.names == nil {
		if index >= 0 && index < len(e.args) {
			return e.args[index]
		}
		return nil
	}
	for i, n := range e.names {
		if n == name && name != "" || n == "" && i == index {
			return e.args[i]
		}
	}
	return nil
}

// chain lists the names of an expression from its root: a.b().c(x) is a, b, c.
func (e *expr) chain() []string {
	var list []string
	for n := 0; e != nil && n < 100; n++ {
		switch e.op {
		case opName, opNew, opMember, opCall:
			list = append([]string{e.text}, list...)
		case opCast:
			e = e.args[0]
			continue
		}
		e = e.recv
	}
	return list
}

// root is the first name of a chain, "" when it begins with something else.
func (e *expr) root() string {
	if names := e.chain(); len(names) > 0 {
		return names[0]
	}
	return ""
}

func (s *scope) declare(d *decl) {
	if s.names == nil {
		s.names = map[string][]*decl{}
	}
	d.scope = s
	s.names[d.name] = append(s.names[d.name], d)
}

// named says whether an annotation of that name is there.
func named(list []Annotation, name string) bool {
	return slices.ContainsFunc(list, func(a Annotation) bool { return a.Name == name })
}
