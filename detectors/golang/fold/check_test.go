package fold

import (
	"fmt"
	"strings"
	"testing"
)

// Constants that double from line to line would fill the memory of a checker that computes them.
func TestConstantsThatDouble(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nconst a0 = \"xxxxxxxx\"\n")
	for i := range 40 {
		fmt.Fprintf(&b, "const a%d = a%d + a%d\n", i+1, i, i)
	}
	b.WriteString("const n = len(a40)\nfunc main() {\n\tconst b = a40 + a40\n\tshow(b)\n\t_ = map[string]int{a40: n, b: n}\n}\n")
	if got := shown(t, b.String()); len(got) > 1 {
		t.Errorf("%d values", len(got))
	}
}
