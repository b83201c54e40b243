package scaffold

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// What a bake file may cost: bytes of the file, brackets in brackets and calls in calls, and bytes of all that is evaluated.
const (
	maxBake   = 64 << 10
	maxNested = 100
	maxWork   = 4 << 20
	maxLoop   = 2 << 10 // of an expression with a loop, together with the values that it names
)

var loopWord = regexp.MustCompile(`\bfor\b`)

// scope is what the names and functions of a bake file stand for. A name that only a run knows has an unknown value, which every
// expression around it hands on.
type scope struct {
	source    []byte
	globals   map[string]hcl.Expression
	values    map[string]cty.Value // of the globals that have been asked for
	functions map[string]function.Function
	depth     int // of calls
	left      int // of maxWork
}

// newScope reads a bake file; what of it cannot be parsed is left out, since buildx is what reads the file in the end.
func newScope(name string, data []byte) (*scope, hcl.Blocks) {
	s := &scope{source: data, globals: map[string]hcl.Expression{}, values: map[string]cty.Value{}, functions: library(), left: maxWork}
	if len(data) > maxBake || nested(data) {
		return s, nil
	}
	var file *hcl.File
	if path.Ext(name) == ".json" {
		file, _ = json.Parse(data, name)
	} else {
		file, _ = hclsyntax.ParseConfig(data, name, hcl.InitialPos)
	}
	if file == nil || file.Body == nil {
		return s, nil
	}
	var schema hcl.BodySchema
	for _, kind := range []string{"variable", "function", "target", "group"} {
		schema.Blocks = append(schema.Blocks, hcl.BlockHeaderSchema{Type: kind, LabelNames: []string{"name"}})
	}
	content, rest, _ := file.Body.PartialContent(&schema)
	attrs, _ := rest.JustAttributes()
	for key, attr := range attrs {
		s.globals[key] = attr.Expr
	}
	blocks := content.Blocks.ByType()
	for _, b := range blocks["variable"] {
		attrs, _ := b.Body.JustAttributes()
		if value, ok := attrs["default"]; ok {
			s.globals[b.Labels[0]] = value.Expr
		}
	}
	for _, b := range blocks["function"] {
		s.define(b)
	}
	return s, blocks["target"]
}

// nested says whether a text has more brackets in brackets, signs in a row or choices than a parser should follow: it calls itself for each.
func nested(data []byte) bool {
	depth, row := 0, 0
	for _, c := range data {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
		switch c {
		case '!', '-', '?', ' ', '\t':
			row++
		default:
			row = 0
		}
		if depth > maxNested || row > maxBake/16 {
			return true
		}
	}
	return bytes.Count(data, []byte("?")) > maxBake/16
}

// eval gives the value of an expression; own are the names of a row of a matrix, or of a function's parameters.
func (s *scope) eval(e hcl.Expression, own map[string]cty.Value) cty.Value {
	source := e.Range().SliceBytes(s.source)
	cost, loops := 100+len(source), len(loopWord.FindAllIndex(source, 2))
	names := map[string]cty.Value{}
	for _, v := range e.Variables() {
		name := v.RootName()
		if _, ok := names[name]; ok {
			continue
		}
		if v, ok := own[name]; ok {
			names[name] = v
		} else {
			names[name] = s.value(name)
		}
		cost += sizeOf(names[name])
	}
	if s.left -= cost; s.left < 0 || loops > 1 || loops == 1 && cost > maxLoop {
		return cty.DynamicVal
	}
	v, _ := e.Value(&hcl.EvalContext{Variables: names, Functions: s.functions})
	size := sizeOf(v)
	if s.left -= size; size > maxFilled || s.left < 0 {
		return cty.DynamicVal
	}
	return v
}

// value is that of a variable of the file; one that names itself has none.
func (s *scope) value(name string) cty.Value {
	if v, ok := s.values[name]; ok {
		return v
	}
	s.values[name] = cty.DynamicVal
	if e, ok := s.globals[name]; ok {
		s.values[name] = s.eval(e, nil)
	}
	return s.values[name]
}

// define adds a function of the file.
func (s *scope) define(b *hcl.Block) {
	attrs, _ := b.Body.JustAttributes()
	params, result := attrs["params"], attrs["result"]
	if params == nil || result == nil {
		return
	}
	list, _ := hcl.ExprList(params.Expr)
	spec := function.Spec{Type: function.StaticReturnType(cty.DynamicPseudoType)}
	for _, e := range list {
		spec.Params = append(spec.Params, function.Parameter{Name: hcl.ExprAsKeyword(e), Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true})
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if s.depth >= maxNested {
			return cty.DynamicVal, nil
		}
		given := map[string]cty.Value{}
		for n, p := range spec.Params {
			given[p.Name] = args[n]
		}
		s.depth++
		defer func() { s.depth-- }()
		return s.eval(result.Expr, given), nil
	}
	s.functions[b.Labels[0]] = function.New(&spec)
}

// rows lists the combinations of a matrix: one without values when there is none.
func (s *scope) rows(matrix *hcl.Attribute) []map[string]cty.Value {
	out := []map[string]cty.Value{{}}
	if matrix == nil {
		return out
	}
	lists := s.eval(matrix.Expr, nil)
	if !lists.IsKnown() || lists.IsNull() || !lists.CanIterateElements() {
		return nil
	}
	for key, list := range lists.Elements() {
		if key.Type() != cty.String || !list.IsKnown() || list.IsNull() || !list.CanIterateElements() || list.LengthInt()*len(out) > maxBuilds {
			return nil
		}
		var next []map[string]cty.Value
		for _, row := range out {
			for _, v := range list.Elements() {
				more := maps.Clone(row)
				more[key.AsString()] = v
				next = append(next, more)
			}
		}
		out = next
	}
	return out
}

// library holds those of bake's functions that names and tags are made with (docs.docker.com, "Bake standard library functions"). Each refuses
// arguments and results that are too large: a text may be put into another one many times.
func library() map[string]function.Function {
	out := map[string]function.Function{
		"and": stdlib.AndFunc, "coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc,
		"concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc,
		"equal": stdlib.EqualFunc, "flatten": stdlib.FlattenFunc, "join": stdlib.JoinFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc,
		"lookup": stdlib.LookupFunc, "lower": stdlib.LowerFunc, "merge": stdlib.MergeFunc, "not": stdlib.NotFunc, "notequal": stdlib.NotEqualFunc,
		"or": stdlib.OrFunc, "regex_replace": stdlib.RegexReplaceFunc, "replace": stdlib.ReplaceFunc, "reverse": stdlib.ReverseFunc,
		"reverselist": stdlib.ReverseListFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc, "split": stdlib.SplitFunc, "strlen": stdlib.StrlenFunc,
		"substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
		"trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc, "values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,
	}
	for name, f := range out {
		out[name] = within(f)
	}
	return out
}

func within(f function.Function) function.Function {
	return function.New(&function.Spec{
		Params: f.Params(), VarParam: f.VarParam(), Type: f.ReturnTypeForValues,
		Impl: func(args []cty.Value, as cty.Type) (cty.Value, error) {
			if slices.ContainsFunc(args, func(v cty.Value) bool { return sizeOf(v) > maxFilled }) {
				return cty.UnknownVal(as), nil
			}
			v, err := f.Call(args)
			if err != nil || sizeOf(v) > maxFilled {
				return cty.UnknownVal(as), err
			}
			return v, nil
		},
	})
}

// sizeOf counts the bytes of the texts in a value, and its elements.
func sizeOf(v cty.Value) int {
	size := 0
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if size++; v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
			size += len(v.AsString())
		}
		return size <= maxFilled, nil
	})
	return size
}

// text is a value as bake passes it on, "" for one that is not known or no text, number or truth.
func text(v cty.Value) string {
	v, err := convert.Convert(v, cty.String)
	if err != nil || !v.IsKnown() || v.IsNull() {
		return ""
	}
	return v.AsString()
}

func texts(v cty.Value) []string {
	var out []string
	each(v, func(_, v cty.Value) {
		if t := text(v); t != "" {
			out = append(out, t)
		}
	})
	return out
}

// named are the known values of a map.
func named(v cty.Value) map[string]string {
	out := map[string]string{}
	each(v, func(key, v cty.Value) {
		if v.IsKnown() && !v.IsNull() && key.Type() == cty.String {
			out[key.AsString()] = text(v)
		}
	})
	return out
}

func each(v cty.Value, do func(key, v cty.Value)) {
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return
	}
	for key, v := range v.Elements() {
		do(key, v)
	}
}
