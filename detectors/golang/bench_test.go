package golang

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkDetect reads a module of 300 packages with 1,500 files and one service.
func BenchmarkDetect(b *testing.B) {
	var archive, imports strings.Builder
	for i := range 300 {
		fmt.Fprintf(&imports, "\t_ \"m/p%d\"\n", i)
		for j := range 5 {
			fmt.Fprintf(&archive, "-- p%d/f%d.go --\npackage p%d\n\nimport \"fmt\"\n\ntype T%d struct { Port int; Name string }\n\nfunc (t T%d) String() string { return fmt.Sprintf(\"%%s:%%d\", t.Name, t.Port) }\n", i, j, i, j, j)
		}
	}
	tree := repository(b, "-- go.mod --\nmodule m\n\ngo 1.24\n-- main.go --\npackage main\n\nimport (\n\t\"flag\"\n\t\"fmt\"\n\t\"net/http\"\n"+imports.String()+")\n\ntype config struct { Port int }\n\nfunc main() {\n\tvar c config\n\tflag.IntVar(&c.Port, \"port\", 8081, \"\")\n\thttp.ListenAndServe(fmt.Sprintf(\":%d\", c.Port), nil)\n}\n"+archive.String())
	for b.Loop() {
		found, err := Detector{}.Detect(b.Context(), tree)
		if err != nil || len(found.Units) != 1 || len(found.Units[0].Ports) != 1 {
			b.Fatal(err, found)
		}
	}
}
