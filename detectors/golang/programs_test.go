package golang

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
	"testing"
)

// programsText holds small programs, each as "=== name | the ports and how sure they are", its imports, the body of main, and further files,
// with a line of dashes between them.
//
//go:embed testdata/programs.txt
var programsText string

// TestPrograms: what one pass over a program would say of its value is not what the program does. Where waybill cannot follow, it is not certain.
func TestPrograms(t *testing.T) {
	t.Parallel()
	for _, block := range strings.Split(programsText, "\n=== ")[1:] {
		head, rest, _ := strings.Cut(block+"\n", "\n")
		name, want, ok := strings.Cut(head, " | ")
		imports, rest, _ := strings.Cut(rest, "\n---\n")
		body, files, split := strings.Cut(rest, "\n---\n")
		if !ok || !split {
			t.Fatalf("not read: %s", head)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, u := range detect(t, oneFile(imports, body)+files).Units {
				for _, p := range u.Ports {
					got = append(got, fmt.Sprint(p.Value, " ", p.Confidence))
				}
			}
			sort.Strings(got)
			if told := strings.Join(got, ", "); told != want {
				t.Errorf("got %q, want %q", told, want)
			}
		})
	}
}
