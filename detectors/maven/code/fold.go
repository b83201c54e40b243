package code

import (
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// question folds expressions for one question, within the bounds of detectors/value.
type question struct {
	program *Program
	sources []string // where callers of a method are looked for
	budget  *value.Budget
	sites   map[string][]*expr // calls by name
	seen    map[*decl]bool     // being folded: a name that depends on itself has no value
}

// frame binds the parameters of a method, or of a constructor, to the arguments of one call.
type frame struct {
	args   map[*decl]bound
	parent *frame
}

type bound struct {
	value *expr
	frame *frame
}

func (fr *frame) find(d *decl) (bound, bool) {
	for ; fr != nil; fr = fr.parent {
		if b, ok := fr.args[d]; ok {
			return b, true
		}
	}
	return bound{}, false
}

// bind returns a frame in which the parameters of a method have the arguments of a call.
func (fr *frame) bind(m *method, call *expr) *frame {
	inner := &frame{args: map[*decl]bound{}, parent: fr}
	for i, d := range m.params {
		if a := call.argument(d.name, i); a != nil {
			inner.args[d] = bound{a, fr}
		}
	}
	return inner
}

var nothing = []value.Value{{Text: value.Unknown}}

// fold returns the values that an expression can have, at least one; the first is the one without further conditions.
func (q *question) fold(e *expr, fr *frame, depth int) []value.Value {
	if e == nil || !q.budget.Step(depth) {
		return nothing
	}
	depth++
	switch e.op {
	case opText:
		return []value.Value{{Text: clip(e.text), At: e.at()}}
	case opNumber:
		if e.text == "" {
			return nothing
		}
		return []value.Value{{Text: e.text, Number: true, At: e.at()}}
	case opName:
		return q.name(e, fr, depth)
	case opMember:
		return q.memberValue(e, fr, depth)
	case opCall:
		return q.call(e, fr, depth)
	case opNew:
		return q.created(e, fr, depth)
	case opChoice:
		var all []value.Value
		for _, a := range e.args {
			all = append(all, q.fold(a, fr, depth)...)
		}
		return either(all)
	case opBinary:
		return q.binary(e, fr, depth)
	case opIndex:
		return q.index(e, fr, depth)
	case opCast:
		return q.fold(e.args[0], fr, depth)
	}
	return nothing
}

func (e *expr) at() facts.Evidence {
	return facts.Evidence{File: e.scope.file.Path, Line: e.line}
}

func clip(text string) string {
	if len(text) > value.MaxText {
		return value.Unknown
	}
	return text
}

// name folds a name: its value is that of its nearest declaration.
func (q *question) name(e *expr, fr *frame, depth int) []value.Value {
	d, shadows := q.program.resolve(e.text, e.scope, e.pos)
	if d == nil {
		return nothing
	}
	values := q.decl(d, e, fr, depth)
	if shadows && d.kind != field {
		values = doubted(values)
	}
	return values
}

// decl folds a declaration as it is seen where it is used.
func (q *question) decl(d *decl, use *expr, fr *frame, depth int) []value.Value {
	if q.seen[d] {
		return nothing
	}
	q.seen[d] = true
	defer delete(q.seen, d)
	switch d.kind {
	case local:
		return q.flow(d, use, fr, depth)
	case field:
		return q.field(d, fr, depth)
	case parameter:
		if len(d.assigns) > 0 {
			return doubted(q.flow(d, use, fr, depth))
		}
		return q.parameter(d, fr, depth)
	}
	return nothing
}

// flow folds a local by what happens to it before its use: the last assignment that surely ran, and those after it that may have.
func (q *question) flow(d *decl, use *expr, fr *frame, depth int) []value.Value {
	var maybe []value.Value
	events := 1
	for _, a := range slices.Backward(d.assigns) {
		events++
		if a.pos > use.pos {
			continue
		}
		values := nothing
		if a.plain {
			values = q.fold(a.value, fr, depth)
		}
		if surely(a.scope, use.scope) {
			return doubted(either(append(values, maybe...)))
		}
		maybe = append(slices.Clone(values), maybe...)
	}
	first := nothing
	switch {
	case d.kind == parameter:
		first = q.parameter(d, fr, depth)
	case d.init != nil:
		first = q.fold(d.init, fr, depth)
	case len(maybe) > 0:
		first = nil
	}
	values := either(append(slices.Clone(first), maybe...))
	if events > 1 {
		return doubted(values)
	}
	return values
}

// surely says whether what stands in one scope has run wherever the other one runs, later in the text.
func surely(ran, use *scope) bool {
	for ; ran != nil; ran = ran.parent {
		for s := use; s != nil; s = s.parent {
			if s == ran {
				return true
			}
		}
		if ran.maybe {
			return false
		}
	}
	return false
}

// field folds a field: what it is declared with, what an annotation gives it, and what constructors and methods assign to it.
func (q *question) field(d *decl, fr *frame, depth int) []value.Value {
	var values []value.Value
	if d.init != nil {
		values = q.fold(d.init, fr, depth)
	} else if v, ok := annotated(d); ok {
		values = []value.Value{v}
	}
	for _, a := range d.assigns {
		switch {
		case !a.plain:
		case a.initial(d):
			values = q.fold(a.value, fr, depth)
		default:
			values = append(slices.Clone(values), q.fold(a.value, fr, depth)...)
		}
	}
	if len(values) == 0 {
		return nothing
	}
	if len(d.assigns) > 0 && d.init != nil || len(d.assigns) > 1 {
		return doubted(either(values))
	}
	return either(values)
}

// initial says whether an assignment always runs after the declaration of a field and before all else: it stands in an initializer of its class,
// after it, and no condition decides about it (JLS 12.4.2, 12.5).
func (a *assign) initial(d *decl) bool {
	s := a.scope
	if d.class == nil || a.pos < d.pos || a.scope.parent != d.class.scope || s.maybe || s.file.Kotlin {
		return false
	}
	return !slices.ContainsFunc(d.class.methods, func(m *method) bool { return m.scope == s })
}

// parameter folds a parameter: the argument of the call that is followed, else those of all calls that are found, or its default.
func (q *question) parameter(d *decl, fr *frame, depth int) []value.Value {
	if b, ok := fr.find(d); ok {
		return q.fold(b.value, b.frame, depth)
	}
	if v, ok := annotated(d); ok {
		return []value.Value{v}
	}
	var values []value.Value
	if d.method != nil {
		for _, call := range q.callers(d.method) {
			if a := call.argument(d.name, d.index); a != nil && misfits(d, a) {
				continue
			} else if a != nil {
				values = append(values, q.fold(a, nil, depth)...)
			} else if d.init != nil {
				values = append(values, q.fold(d.init, nil, depth)...)
			}
		}
	}
	if len(values) == 0 && d.init != nil {
		values = q.fold(d.init, nil, depth)
	}
	if len(values) == 0 {
		return nothing
	}
	return doubted(either(values))
}

// either joins the values of alternatives: a piece that only a variable gives wins over a text, which is then its default. Several texts
// that are known leave a doubt.
func either(values []value.Value) []value.Value {
	var known, unknown []value.Value
	for _, v := range values {
		list := &known
		if !v.Known() {
			list = &unknown
		}
		if len(*list) < value.MaxValues && !slices.ContainsFunc(*list, func(o value.Value) bool { return o.Text == v.Text && o.Variable == v.Variable }) {
			*list = append(*list, v)
		}
	}
	if len(known) == 0 {
		return variablesFirst(unknown)
	}
	for _, u := range unknown {
		for i := range known {
			if known[i].Variable == "" {
				known[i].Variable = u.Variable
			}
		}
	}
	if len(known) > 1 {
		return doubted(known)
	}
	return known
}

// variablesFirst puts values that name a variable before those of which nothing is known.
func variablesFirst(values []value.Value) []value.Value {
	slices.SortStableFunc(values, func(a, b value.Value) int {
		switch {
		case (a.Variable != "") == (b.Variable != ""):
			return 0
		case a.Variable != "":
			return -1
		}
		return 1
	})
	if len(values) == 0 {
		return nothing
	}
	return values
}

// otherwise is a with b for where it is empty: a ?: b, a.orElse(b), getenv with a default.
func otherwise(a, b []value.Value) []value.Value {
	var list []value.Value
	for _, v := range a {
		if v.Known() {
			list = append(list, v)
			continue
		}
		for _, w := range b {
			if w.Variable == "" {
				w.Variable = v.Variable
			}
			list = append(list, w)
		}
	}
	return either(list)
}

func doubted(values []value.Value) []value.Value {
	list := make([]value.Value, len(values))
	for i, v := range values {
		list[i] = v.Doubted(facts.Likely)
	}
	return list
}

// binary folds a ?: b, sums of numbers and of texts, and the other reckonings of whole numbers.
func (q *question) binary(e *expr, fr *frame, depth int) []value.Value {
	if e.text == "?:" {
		return otherwise(q.fold(e.args[0], fr, depth), q.fold(e.args[1], fr, depth))
	}
	if !slices.Contains([]string{"+", "-", "*"}, e.text) {
		return nothing
	}
	var list []value.Value
	right := q.fold(e.args[1], fr, depth)
	for _, a := range q.fold(e.args[0], fr, depth) {
		for _, b := range right {
			if v, ok := reckon(a, e.text, b); ok && len(list) < value.MaxValues {
				list = append(list, v)
			}
		}
	}
	if len(list) == 0 {
		return nothing
	}
	return list
}

func reckon(a value.Value, sign string, b value.Value) (value.Value, bool) {
	v := a
	v.Confidence = value.Weaker(a.Confidence, b.Confidence)
	if v.At.File == "" {
		v.At = b.At
	}
	if v.Variable == "" {
		v.Variable = b.Variable
	}
	x, errX := strconv.ParseInt(a.Text, 10, 32)
	y, errY := strconv.ParseInt(b.Text, 10, 32)
	if a.Number && b.Number && errX == nil && errY == nil {
		switch sign {
		case "+":
			x += y
		case "-":
			x -= y
		case "*":
			x *= y
		}
		v.Text = strconv.FormatInt(x, 10)
		return v, true
	}
	v.Number = false
	v.Text = clip(a.Text + b.Text)
	return v, sign == "+"
}
