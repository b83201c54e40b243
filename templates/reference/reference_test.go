package reference_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/reference"
)

type base struct{ Ref string }

// Has takes an argument.
func (base) Has(string) bool { return true }

type port struct {
	Number int
	Name   string
}

type view struct {
	base
	Base2  *port
	Ports  []port
	Argv   [][]string
	Labels map[string]string
	Any    map[string]any
	User   int
	Ready  bool
	hidden string
}

func (v view) Twice() int   { return 2 * v.User }
func (v view) Self() view   { return v }
func (v view) First() port  { return v.Ports[0] }
func (v view) Must() string { panic("nothing of the kind: " + v.hidden) }

func TestValues(t *testing.T) {
	t.Parallel()
	v := view{
		base: base{"r:1"}, Base2: &port{Number: 7}, Ports: []port{{8080, "http"}, {}}, Argv: [][]string{{"a", "<b>"}},
		Labels: map[string]string{"plain": "x", "app.kubernetes.io/name": "y"}, Any: map[string]any{"list": []any{"z"}, "none": nil}, User: 5, Ready: true,
	}
	var lines []string
	for _, value := range reference.Values(v, ".Labels.plain") {
		lines = append(lines, value.Expression+" = "+value.String())
	}
	want := `.Ref = "r:1"
.Base2.Number = 7
(index .Ports 0).Number = 8080
(index .Ports 0).Name = "http"
.Argv = [["a","<b>"]]
(index .Labels "app.kubernetes.io/name") = "y"
(index .Any.list 0) = "z"
.User = 5
.Ready = true
.First.Number = 8080
.First.Name = "http"
.Twice = 10`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := fmt.Sprint(reference.Values([]string{"a", "b"})); got != `[["a","b"]]` {
		t.Errorf("a list: %s", got)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	types := reference.Describe(view{}, reference.Meanings{
		"reference_test.view": "a view", "reference_test.view.Twice": "twice", "reference_test.base.Has": "has", "reference_test.base.Ref": "a reference",
	})
	var names []string
	for _, d := range types {
		names = append(names, d.Name)
	}
	if got := strings.Join(names, " "); got != "reference_test.view reference_test.port" || types[0].Meaning != "a view" {
		t.Errorf("types: %s", got)
	}
	members := map[string]reference.Member{}
	for _, m := range types[0].Members {
		members[m.Name] = m
	}
	for name, want := range map[string]reference.Member{
		"Ref":   {Name: "Ref", Type: "string", Meaning: "a reference"},
		"Any":   {Name: "Any", Type: "map[string]any"},
		"Has":   {Name: "Has", Type: "bool", Method: true, Meaning: "has", Arguments: []string{"string"}},
		"Twice": {Name: "Twice", Type: "int", Method: true, Meaning: "twice"},
	} {
		if fmt.Sprint(members[name]) != fmt.Sprint(want) {
			t.Errorf("%s: %+v", name, members[name])
		}
	}
	if _, ok := members["hidden"]; ok {
		t.Error("a template cannot name hidden")
	}
	keys := reference.Describe(engine.Keys{"B": "b", "A": "a"}, nil)
	if len(keys) != 1 || keys[0].Name != "dict" || keys[0].Members[0].Name != "A" || keys[0].Members[1].Meaning != "b" {
		t.Errorf("a dict: %+v", keys)
	}
}

func TestEmbeddedMeanings(t *testing.T) {
	t.Parallel()
	if reference.Embedded()["plan.Unit.Name"] == "" {
		t.Error("the meanings of this program are empty")
	}
}
