package finding

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

// TestSeverities: the worse the higher; what is off fails nothing, whatever is asked for.
func TestSeverities(t *testing.T) {
	t.Parallel()
	order := []Severity{Off, Info, Warning, Error}
	for n, s := range order {
		if s.Rank() != n {
			t.Errorf("%s has the rank %d, want %d", s, s.Rank(), n)
		}
		for m, o := range order {
			if got, want := s.AtLeast(o), n >= m && s != Off; got != want {
				t.Errorf("%s is at least %s: %t", s, o, got)
			}
		}
	}
}

// TestFingerprint: rule, image and key name a finding, and its line does not; baselines hold the sixteen digits, so they may never change.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	f := Finding{Rule: "IT010", Image: "jre17", Key: "tag", Text: "a text", Position: fault.Position{File: "imagetree.yaml", Line: 3}}
	if got := f.Fingerprint(); got != "070d40f34e8b3a5b" { // printf 'IT010\0jre17\0tag' | sha256sum
		t.Error(got)
	}
	moved, other := f, f
	moved.Line, moved.Text, moved.Severity = 9, "another text", Error
	other.Rule, other.Image = "IT01", "0jre17"
	if moved.Fingerprint() != f.Fingerprint() || other.Fingerprint() == f.Fingerprint() {
		t.Errorf("moved %s, other %s", moved.Fingerprint(), other.Fingerprint())
	}
}

// TestSort: by place, then rule, image and text.
func TestSort(t *testing.T) {
	t.Parallel()
	at := func(file string, line, column int, rule, image, text string) Finding {
		return Finding{Position: fault.Position{File: file, Line: line, Column: column}, Rule: rule, Image: image, Text: text}
	}
	want := []Finding{at("a", 1, 1, "B", "b", "b"), at("a", 1, 2, "A", "a", "a"), at("a", 2, 1, "A", "a", "a"), at("a", 10, 1, "A", "a", "a"), at("b", 1, 1, "A", "b", "b"), at("b", 1, 1, "B", "a", "b"), at("b", 1, 1, "B", "b", "a"), at("b", 1, 1, "B", "b", "b")}
	got := []Finding{want[7], want[3], want[0], want[5], want[6], want[2], want[4], want[1]}
	Sort(got)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v", got)
	}
}
