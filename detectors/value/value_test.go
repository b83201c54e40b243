package value

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestWeaker(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, want facts.Confidence }{
		{"", "", ""},
		{"", facts.Likely, facts.Likely},
		{facts.Likely, facts.Certain, facts.Likely},
		{facts.Certain, facts.Guess, facts.Guess},
		{facts.Guess, facts.Likely, facts.Guess},
	} {
		if got := Weaker(c.a, c.b); got != c.want {
			t.Errorf("Weaker(%q, %q) = %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	b := NewBudget(2)
	if b.Step(MaxDepth + 1) {
		t.Error("a step below the deepest level was allowed")
	}
	if !b.Step(0) || b.Spent() || !b.Step(MaxDepth) || b.Step(0) || !b.Spent() {
		t.Error("a budget of two steps allows two, and is spent then")
	}
	if (&Budget{}).Step(0) {
		t.Error("the zero budget allowed a step")
	}
}

func TestKnown(t *testing.T) {
	t.Parallel()
	if (Value{Text: ":" + Unknown}).Known() || !(Value{Text: ":80"}).Known() {
		t.Error("Known does not tell unknown pieces")
	}
}
