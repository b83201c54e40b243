package engine

import (
	"fmt"
	"io/fs"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

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
		{"printf repeats an argument", `{{ $x := print (repeat 10000 "aaaaaaaaaa") (repeat 10000 "aaaaaaaaaa") }}{{ $y := printf (repeat 10000 "%[1]s") $x }}`, ":1"},
		{"print of many", `{{ $x := repeat 10000 "aaaaaaaaaa" }}{{ $y := print ` + strings.Repeat("$x ", 10_000) + `}}`, ":1"},
		{"cat of many", `{{ $x := repeat 10000 "aaaaaaaaaa" }}{{ $y := cat ` + strings.Repeat("$x ", 10_000) + `}}`, ":1"},
		{"untilStep whose sum overflows", `{{ untilStep 0 9223372036854775807 100000000000000 }}`, ":1"},
		{"a large regular expression", `{{ regexMatch (repeat 10000 "aa") "a" }}`, ":1"},
		{"a list too long for YAML", `{{ $x := until 10000 }}{{ $y := list }}{{ range until 200 }}{{ $y = concat $y $x }}{{ end }}{{ toYaml $y }}`, ":1"},
		{"blocks without an end", "\n" + strings.Repeat("{{ if 1 }}", 100_000), ":2"},
		{"brackets without an end", "{{ " + strings.Repeat("(", 1_000_000), ":1"},
		{"templates in a ring", `{{ define "a" }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ if . }}{{ template "a" . }}{{ end }}{{ end }}{{ template "a" . }}`, ":1"},
		{"a ring of include and template", `{{ define "a" }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ template "a" . }}`, ":1"},
		{"a long message of its own", `{{ fail (repeat 10000 "abc") }}`, ":1"},
		{"a function with a long name", `{{ ` + strings.Repeat("a", 100_000) + ` }}`, ":1"},
		{"a template with a long name", `{{ define "` + strings.Repeat("a", 100_000) + `" }}{{ template "` + strings.Repeat("a", 100_000) + `" }}{{ end }}`, ":1"},
		{"a missing template with a long name", `{{ include "` + strings.Repeat("a", 100_000) + `" . }}`, ":1"},
		{"many large variables", many(`{{ $a%[1]d := repeat 10000 (printf "%[1]d%%s" (repeat 300 "a")) }}`), ":1"},
		{"many lists of numbers", many(`{{ $a%[1]d := until (sub 10000 %[1]d | int) }}`), ":1"},
		{"many small dicts", `{{ $l := list }}{{ range until 10000 }}{{ $n := list }}{{ range until 1000 }}{{ $n = append $n (dict "a" 1) }}{{ end }}{{ $l = append $l $n }}{{ end }}`, ":1"},
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

// many is a text of 2,000 parts, each with its number.
func many(part string) string {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, part, i)
	}
	return b.String()
}

// TestRunIsBounded: many files that are each within the limits are too much together.
func TestRunIsBounded(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Embedded: fstest.MapFS{"x/x.tmpl": {Data: []byte(`{{ $x := repeat 10000 (repeat 100 "aaaa") }}{{ $x }}`)}}})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 100 {
		if _, err = e.Execute("x/x.tmpl", nil); err != nil {
			if n < 10 || !strings.Contains(err.Error(), "together (x/x.tmpl)") {
				t.Fatalf("%d: %v", n, err)
			}
			return
		}
	}
	t.Fatal("100 files of 4 MB")
}

func TestSlowRunEnds(t *testing.T) {
	t.Parallel()
	var b budget
	for range 50 {
		if err := b.spend("x.tmpl", 1, usualTime); err != nil {
			t.Fatal(err)
		}
	}
	if b.spend("x.tmpl", 1, maxSlow/2+usualTime) != nil || b.spend("x.tmpl", 1, maxSlow) == nil {
		t.Fatal("the time of a run is not bounded")
	}
}

// TestOwnTemplatesHaveNoClock: a large repository on a busy machine is no endless template.
func TestOwnTemplatesHaveNoClock(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{"x/x.tmpl": {Data: []byte("x")}}
	for name, c := range map[string]struct {
		over fs.FS
		fits bool
	}{"our own": {nil, true}, "an organisation's": {own, false}} {
		e, err := New(Options{Embedded: own, Overrides: c.over})
		if err != nil {
			t.Fatal(err)
		}
		e.budget.slow.Store(int64(maxSlow) + 1)
		if _, err := e.Execute("x/x.tmpl", nil); (err == nil) != c.fits {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLongChainIsNoRing: templates that call one after the other end.
func TestLongChainIsNoRing(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 8000 {
		fmt.Fprintf(&b, "{{ define \"t%d\" }}{{ template \"t%d\" . }}{{ end }}", i, i+1)
	}
	b.WriteString(`{{ define "t8000" }}end{{ end }}{{ template "t0" . }}`)
	if out, err := render(t, b.String(), nil); err != nil || out != "end" {
		t.Fatalf("%q, %v", out, err)
	}
}

func TestUntilStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start, stop, step int
		want              []int
	}{
		{0, 5, 2, []int{0, 2, 4}},
		{5, 0, -2, []int{5, 3, 1}},
		{5, 0, 1, []int{}},
		{0, 5, -1, []int{}},
		{math.MaxInt - 1, math.MaxInt, 7, []int{math.MaxInt - 1}},
		{math.MinInt, math.MinInt + 2, 1, []int{math.MinInt, math.MinInt + 1}},
		{math.MaxInt, math.MinInt, math.MinInt, []int{math.MaxInt, -1}},
	} {
		if got, err := untilStep(c.start, c.stop, c.step); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%d %d %d: %v, %v", c.start, c.stop, c.step, got, err)
		}
	}
}

// TestEachRunHasItsOwnRoom: what a template makes is bounded for one run of it: a repository of many units renders one template often.
func TestEachRunHasItsOwnRoom(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Embedded: fstest.MapFS{"x/x.tmpl": {Data: []byte(`{{ $x := repeat 10000 (repeat 100 "a") }}{{ len $x }}`)}}})
	if err != nil {
		t.Fatal(err)
	}
	for run := range maxMade/1_000_000 + 2 {
		if out, err := e.Execute("x/x.tmpl", nil); err != nil || string(out) != "1000000" {
			t.Fatalf("run %d: %s (%v)", run, out, err)
		}
	}
}
