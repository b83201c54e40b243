package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// taken marks the values that a loop gives: all of them are taken when nothing leaves the loop early and what they are for does not wait.
func (q loops) taken(list []value.Value, loop *block) []value.Value {
	switch {
	case loop.breaks:
		return doubt(list)
	case q.aside:
		return each(list)
	}
	return list
}

// evalRanged is what a range statement gives to one of its variables.
func (q loops) evalRanged(s Set, sc Scope, depth int) []value.Value {
	list, ok := q.lists().elements(s.Right, sc, depth+1)
	if !ok {
		if s.key {
			return q.taken(q.upTo(s, sc, depth), s.block)
		}
		return q.taken(q.eval(s.Right, sc, depth+1), s.block)
	}
	var values []value.Value
	for _, el := range list {
		switch {
		case s.key && !q.typing().isKeyOnly(s.Right, sc):
			if el.keyed {
				values = append(values, value.Value{Text: el.key, Number: isNumber(el.key), At: q.Repo.Place(el.at, "key of a map")})
			}
		default:
			values = append(values, q.evalElement(el, depth)...)
		}
	}
	return q.taken(trim(values), s.block)
}

// isKeyOnly says whether the first variable of a range statement holds the elements, as of a channel or an iterator.
func (p typing) isKeyOnly(e ast.Expr, sc Scope) bool {
	switch t := p.src.types.info(sc.File.Pkg).TypeOf(e); t := t.(type) {
	case nil:
	default:
		switch t.Underlying().(type) {
		case *types.Chan, *types.Signature:
			return true
		case *types.Map, *types.Slice, *types.Array, *types.Pointer:
			return false
		}
	}
	c, isCall := e.(*ast.CallExpr)
	return isCall && LastName(c.Fun) == "Values" // slices.Values(list)
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// upTo are the numbers of "for i := range 3".
func (q loops) upTo(s Set, sc Scope, depth int) []value.Value {
	limit := q.eval(s.Right, sc, depth+1)
	if len(limit) != 1 || !limit[0].Number {
		return nil
	}
	return q.numbers(0, limit[0].Text, false, s.Right)
}

// evalCounter is the variable of a loop that counts, within its body.
func (q loops) evalCounter(c *counter, sc Scope, depth int) []value.Value {
	from, to := q.eval(c.from, sc, depth+1), q.eval(c.to, sc, depth+1)
	if call, ok := c.to.(*ast.CallExpr); ok && LastName(call.Fun) == "len" && len(call.Args) == 1 {
		if list, ok := q.lists().elements(call.Args[0], sc, depth+1); ok {
			to = []value.Value{{Text: strconv.Itoa(len(list))}}
		}
	}
	if len(from) != 1 || len(to) != 1 {
		return nil
	}
	first, err := strconv.Atoi(from[0].Text)
	if err != nil {
		return nil
	}
	list := q.numbers(first, to[0].Text, c.equal, c.from)
	if len(list) > 1 && returns(c.loop.Body, c.name) {
		return doubt(list[:1]) // the search for the first that fits, such as a port that is free, gives one
	}
	return q.taken(list, &block{breaks: breaks(c.loop.Body)})
}

// numbers are those from one to another, at most as many as one expression may have values.
func (q loops) numbers(from int, to string, equal bool, at ast.Node) []value.Value {
	end, err := strconv.Atoi(to)
	if err != nil {
		return nil
	}
	if equal {
		end++
	}
	var list []value.Value
	for n := from; n < end && len(list) < value.MaxValues; n++ {
		list = append(list, value.Value{Text: strconv.Itoa(n), Number: true, At: q.Repo.Place(at, "loop")})
	}
	return list
}

func (q *question) evalElement(el element, depth int) []value.Value {
	if el.value == nil {
		return certainly(!el.shaky, el.texts)
	}
	return certainly(!el.shaky, q.eval(el.value, el.sc, depth+1))
}

// evalReceived is what comes out of a channel: one of what is sent.
func (q loops) evalReceived(e *ast.UnaryExpr, sc Scope, depth int) []value.Value {
	list, ok := q.lists().elements(e.X, sc, depth+1)
	if !ok {
		return nil
	}
	var sources [][]value.Value
	for _, el := range list {
		sources = append(sources, q.evalElement(el, depth))
	}
	return join(sources)
}

// evalSlice cuts a text; of a list it is the elements that are left.
func (q loops) evalSlice(e *ast.SliceExpr, sc Scope, depth int) []value.Value {
	if list, ok := q.lists().elements(e, sc, depth+1); ok {
		var values []value.Value
		for _, el := range list {
			values = append(values, q.evalElement(el, depth)...)
		}
		return trim(values)
	}
	values := q.eval(e.X, sc, depth+1)
	if !q.typing().isText(e.X, sc) {
		return doubt(values)
	}
	var cut []value.Value
	for _, v := range values {
		from, to, ok := q.lists().bounds(e, sc, len(v.Text), depth)
		if !ok || !v.Known() {
			v.Text = value.Unknown
		} else {
			v.Text = v.Text[from:to]
		}
		v.Number = false
		cut = append(cut, v)
	}
	return trim(cut)
}

func (p typing) isText(e ast.Expr, sc Scope) bool {
	t := p.src.types.info(sc.File.Pkg).TypeOf(e)
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// isNumbers says whether an expression is a number, or a list of numbers.
func (p typing) isNumbers(e ast.Expr, sc Scope) bool {
	t := p.src.types.info(sc.File.Pkg).TypeOf(e)
	if t == nil {
		return false
	}
	if list, ok := t.Underlying().(*types.Slice); ok {
		t = list.Elem()
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsInteger != 0
}

// evalIndex is the element of a list or map under a key: options["LISTEN_ADDR"].
func (q loops) evalIndex(e *ast.IndexExpr, sc Scope, depth int) []value.Value {
	if q.isCommandLine(e.X, sc, 0) {
		return []value.Value{{Text: value.Unknown, Argument: true, At: q.Repo.Place(e, "command line")}}
	}
	list, ok := q.lists().elements(e.X, sc, depth+1)
	if !ok {
		return q.evalLoose(e, sc, depth)
	}
	found, certain, all := q.lists().under(e, list, sc, depth)
	var sources [][]value.Value
	for _, el := range found {
		sources = append(sources, q.evalElement(el, depth))
	}
	values := join(sources)
	switch {
	case !certain:
		values = doubt(values)
	case all:
		values = nil
		for _, s := range sources {
			values = append(values, s...)
		}
		values = each(trim(values))
	}
	return values
}

// under are the elements that an index means; all says that a loop takes each of them.
func (q lists) under(e *ast.IndexExpr, list []element, sc Scope, depth int) (found []element, certain, all bool) {
	keys := q.indexes(e, list, sc, depth)
	if len(keys) == 0 || slices.ContainsFunc(keys, func(k value.Value) bool { return !k.Known() || k.Variable != "" || k.Flag != "" }) {
		return list, len(list) < 2, false
	}
	certain = true
	for _, k := range keys {
		last := -1
		for i, el := range list {
			switch {
			case !el.keyed:
				found, certain = append(found, el), false
			case el.key != k.Text:
			case el.set != nil && !el.set.before(e, sc):
				found, certain = append(found, el), false // nobody knows whether it was set by then
			default:
				last = i
			}
		}
		if last >= 0 {
			found = append(found, list[last])
		}
		certain = certain && k.Confidence != facts.Likely
		all = all || k.Each
	}
	return found, certain && (all || len(keys) == 1 || keys[0].At.Rule == "loop"), all
}

// before says whether the way to a use of the same function goes through an assignment.
func (s *Set) before(use ast.Expr, sc Scope) bool {
	return s.Fn == sc.Fn && s.block != nil && s.block.holds(use.Pos()) && s.end <= use.Pos()
}

// indexes are the values of an index; len(list)-1 is the last one.
func (q lists) indexes(e *ast.IndexExpr, list []element, sc Scope, depth int) []value.Value {
	if sub, ok := e.Index.(*ast.BinaryExpr); ok && sub.Op == token.SUB {
		call, isCall := sub.X.(*ast.CallExpr)
		if n, err := strconv.Atoi(First(q.eval(sub.Y, sc, depth+1))); isCall && err == nil && LastName(call.Fun) == "len" {
			return []value.Value{{Text: strconv.Itoa(len(list) - n)}}
		}
	}
	return q.eval(e.Index, sc, depth+1)
}

// evalLoose looks a text up among the keys of all maps of the program, where the map itself cannot be followed; of a list that cannot be
// followed it is all elements. Neither is certain.
func (q loops) evalLoose(e *ast.IndexExpr, sc Scope, depth int) []value.Value {
	lit, isLiteral := e.Index.(*ast.BasicLit)
	if !isLiteral || lit.Kind != token.STRING {
		return doubt(q.eval(e.X, sc, depth+1))
	}
	key, _ := LiteralText(lit)
	return doubt(q.once(e, func() []value.Value {
		var list []value.Value
		for _, f := range q.With(`"` + key + `"`) {
			for _, pr := range q.Index(f).Pairs[key] {
				list = append(list, q.eval(pr.Value, Scope{File: f, Fn: pr.Around.Fn}, depth+1)...)
			}
		}
		return trim(list)
	}))
}
