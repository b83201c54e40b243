// Package value is what folding an expression of a program gives, in one form for every language, and the bounds within which
// programs are folded.
//
// A language's own folder parses its sources, resolves names as the language does, and folds expressions to values. The questions
// (which kind, which ports, which needs) are asked of values, so they do not depend on how a language writes them:
//
//	app.listen(process.env.PORT || 3000)   is   Value{Text: "3000", Variable: "PORT", At: server.js:7, Confidence: certain}
package value

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Unknown stands for a piece of Text that only the running program knows.
const Unknown = "\x00"

// Value is one text that an expression can have when nothing is configured, and what else can give it.
type Value struct {
	Text         string           // the text itself; a piece that is not known is Unknown
	Variable     string           // the environment variable that gives the unknown piece, or wins over the text
	Flag         string           // the command line flag that wins over the text, without dashes
	HostVariable string           // of an address: the environment variable that moves the host alone
	HostFlag     string           // of an address: the command line flag that moves the host alone
	File         string           // the configuration file that the text was read from
	Required     bool             // Variable has no default: the program does not start without it
	Number       bool             // the text was written as a number
	Piece        bool             // Variable and Flag give a piece of the text alone, as the port of an address
	Argument     bool             // taken from the command line by position
	Each         bool             // one of several that are all taken: by a loop over a list, or by calls that all happen
	At           facts.Evidence   // where the text is written
	Confidence   facts.Confidence // how sure the way from the expression to the text was; "" is Certain
}

// Known says whether every piece of the text is known.
func (v Value) Known() bool { return !strings.Contains(v.Text, Unknown) }

// Doubted returns the value with a confidence of at most c: what went through a name that is assigned more than once, shadowed or
// ambiguous is at most Likely.
func (v Value) Doubted(c facts.Confidence) Value {
	v.Confidence = Weaker(v.Confidence, c)
	return v
}

// Weaker returns the weaker of two confidences; "" counts as Certain.
func Weaker(a, b facts.Confidence) facts.Confidence {
	if rank(a) >= rank(b) {
		return a
	}
	return b
}

func rank(c facts.Confidence) int {
	switch c {
	case facts.Guess:
		return 2
	case facts.Likely:
		return 1
	}
	return 0
}
