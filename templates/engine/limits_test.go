package engine

import (
	"runtime"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

// TestTemplatesStayWithinMemory: what grows by itself ends with the template and its line, before it has taken much memory.
func TestTemplatesStayWithinMemory(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"print doubles", "a\n{{ $x := \"aaaaaaaa\" }}{{ range until 60 }}\n{{ $x = print $x $x }}{{ end }}", ":3"},
		{"cat doubles", `{{ $x := "aaaaaaaa" }}{{ range until 60 }}{{ $x = cat $x $x }}{{ end }}`, ":1"},
		{"printf doubles", `{{ $x := "aaaaaaaa" }}{{ range until 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}`, ":1"},
		{"printf pads", `{{ printf "%999999d%999999d%999999d%999999d%999999d%999999d" 1 2 3 4 5 6 }}`, ":1"},
		{"printf pads by argument", `{{ printf "%*d" 900000 1 }}`, ":1"},
		{"replace multiplies", `{{ $x := repeat 10000 "a" }}{{ $y := replace "a" $x $x }}`, ":1"},
		{"replace of nothing", `{{ $x := repeat 10000 "a" }}{{ $y := replace "" $x $x }}`, ":1"},
		{"indent", `{{ indent 1000000000 "a" }}`, ":1"},
		{"nindent", `{{ nindent 2000000000 "a" }}`, ":1"},
		{"join", `{{ join (repeat 10000 "a") (until 10000) }}`, ":1"},
		{"wrapWith", `{{ wrapWith 1 (repeat 10000 "a") (repeat 10000 "b") }}`, ":1"},
		{"regexReplaceAll", `{{ $x := repeat 10000 "a" }}{{ regexReplaceAll "a" $x $x }}`, ":1"},
		{"concat doubles", `{{ $x := list 1 2 3 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}`, ":1"},
		{"a list of itself", `{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}`, ":1"},
		{"a dict that doubles", `{{ $x := dict "a" 1 }}{{ range until 60 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toJson $x }}`, ":1"},
		{"a dict that holds itself", `{{ $x := dict "a" 1 }}{{ $_ := set $x "self" $x }}{{ $x }}`, ":1"},
		{"a dict merged into itself", `{{ $x := dict "a" 1 }}{{ $_ := merge $x (dict "b" $x) }}{{ $x }}`, ":1"},
		{"untilStep overflows", `{{ untilStep -9223372036854775808 9223372036854775807 1 }}`, ":1"},
		{"until of a negative step", `{{ untilStep 9223372036854775807 -9223372036854775808 -1 }}`, ":1"},
		{"js doubles", `{{ $x := "\\" }}{{ range until 60 }}{{ $x = js $x }}{{ end }}`, ":1"},
		{"quote doubles", `{{ $x := "\\" }}{{ range until 60 }}{{ $x = quote $x }}{{ end }}`, ":1"},
		{"includes itself", `{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}`, ":1"},
		{"the output grows", "x\n{{ range until 10000 }}\n{{ range until 10000 }}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{{ end }}{{ end }}", ":3"},
		{"the output grows in an included part", "x\n{{ define \"a\" }}\n{{ range until 10000 }}{{ range until 10000 }}aaaaaaa{{ end }}{{ end }}{{ end }}{{ include \"a\" . }}", ":"},
		{"too large to read", strings.Repeat("x", maxFile+1), "x.yaml.tmpl"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := render(t, c.text, map[string]any{"x": 1})
			runtime.ReadMemStats(&after)
			if err == nil || fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "x.yaml.tmpl"+strings.TrimPrefix(c.want, "x.yaml.tmpl")) {
				t.Fatalf("%v", err)
			}
			if len(err.Error()) > 500 {
				t.Errorf("a message of %d bytes", len(err.Error()))
			}
			if grown := after.HeapSys - before.HeapSys; grown > 256<<20 && after.HeapSys > before.HeapSys {
				t.Errorf("took %d MB", grown>>20)
			}
		})
	}
}
