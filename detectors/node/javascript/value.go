package javascript

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// ValueKind says what is known of an expression.
type ValueKind int

// The kinds of values.
const (
	Unknown   ValueKind = iota
	Constant            // Text holds it
	Structure           // an object, or a class or one of its instances: Node with its Module
	List                // an array: Node with its Module
	Callable            // a function: Node with its Module
	Namespace           // all exports of Module
	Package             // an installed package: Text is the specifier of the import, Members what is taken of it
	Variables           // process.env itself
)

// Value is what folding finds out about an expression. An unknown value can still name the variable that it comes from.
type Value struct {
	value.Value
	Kind    ValueKind
	Members []string // of a Package: server, ext for require("@hapi/hapi").server.ext
	Node    *Node
	Module  *Module

	late    bool     // given by a statement that may run later than a test of it: a lazy singleton
	boolean bool     // of a Constant: written as true or false
	made    bool     // of a Structure: an instance of the class, not the class itself
	held    *binding // the name that the value was read from, when code sets members on that name
	heldIn  *Module  // the module of held
	overlay string   // what the names of the variables begin with that win over the members of settings (package rc)
}

// Port returns the value as a TCP port.
func (v Value) Port() (int, bool) {
	if v.Kind != Constant {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(v.Text))
	return n, err == nil && n > 0 && n < 65536
}

// IsPackage says whether the value is one of these packages or a member of one.
func (v Value) IsPackage(names ...string) bool {
	return v.Kind == Package && slices.Contains(names, v.Text)
}

// Literal returns a value that a file other than a program gives, as settings of node-config do.
func Literal(text string, at facts.Evidence) Value {
	return Value{Value: value.Value{Text: text, At: at}, Kind: Constant}
}

func (v Value) doubted(c facts.Confidence) Value {
	v.Value = v.Doubted(c)
	return v
}

// falsy says whether a Constant counts as false (ECMAScript, ToBoolean).
func (v Value) falsy() bool {
	return v.Text == "" || v.Number && v.Text == "0" || v.boolean && v.Text == "false"
}

// says whether anything is known: what the value is, or which variable gives it.
func (v Value) says() bool { return v.Kind != Unknown || v.Variable != "" }

// or joins what an expression is with what it may be instead: an unknown text comes from the alternative, and so does the variable.
// Two different known values leave the first, doubted.
func (v Value) or(other Value) Value {
	switch {
	case !other.says():
		return v
	case !v.says():
		return other.doubted(v.Confidence)
	case v.Kind == Unknown:
		variable := v.Variable
		v = other.doubted(v.Confidence)
		v.Variable = variable
	case other.Kind == Unknown:
		if v.Variable == "" {
			v.Variable = other.Variable
		}
	case v.Kind != other.Kind || v.Text != other.Text || v.Node != other.Node:
		v = v.doubted(facts.Likely)
	}
	return v
}

// Evidence is where the value is written, with the rule that it was read by.
func (v Value) Evidence(rule string) facts.Evidence {
	e := v.At
	e.Rule = rule
	return e
}
