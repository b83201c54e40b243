package fold

import (
	"fmt"
	"go/ast"
	"go/token"
	"net"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/value"
)

// same are functions of the standard library that give their first argument back, or what a person would take for it.
var same = map[string]bool{
	"strconv.Atoi": true, "strconv.ParseUint": true, "filepath.Clean": true, "path.Clean": true, "path/filepath.Clean": true, "path/filepath.Abs": true, "path/filepath.FromSlash": true, "errors.Join": true,
	"time.Duration": true,
}

// texts are functions of package strings that make a text of texts.
var texts = map[string]func(args []string) string{
	"strings.TrimSpace":  func(a []string) string { return strings.TrimSpace(a[0]) },
	"strings.ToLower":    func(a []string) string { return strings.ToLower(a[0]) },
	"strings.ToUpper":    func(a []string) string { return strings.ToUpper(a[0]) },
	"strings.Trim":       func(a []string) string { return strings.Trim(a[0], a[1]) },
	"strings.TrimLeft":   func(a []string) string { return strings.TrimLeft(a[0], a[1]) },
	"strings.TrimRight":  func(a []string) string { return strings.TrimRight(a[0], a[1]) },
	"strings.TrimPrefix": func(a []string) string { return strings.TrimPrefix(a[0], a[1]) },
	"strings.TrimSuffix": func(a []string) string { return strings.TrimSuffix(a[0], a[1]) },
	"strings.ReplaceAll": func(a []string) string { return strings.ReplaceAll(a[0], a[1], a[2]) },
	"strings.Replace": func(a []string) string {
		n, _ := strconv.Atoi(a[3])
		return strings.Replace(a[0], a[1], a[2], n)
	},
}

// isBytes says whether a type is []byte or []rune: a text is converted to it, and back, without a change (Go specification, "Conversions to and
// from a string type").
func isBytes(e ast.Expr) bool {
	list, ok := e.(*ast.ArrayType)
	if !ok || list.Len != nil {
		return false
	}
	elem, ok := list.Elt.(*ast.Ident)
	return ok && (elem.Name == "byte" || elem.Name == "rune")
}

// evalKnown folds the functions of the standard library that build addresses; false for every other call.
func (q library) evalKnown(c *ast.CallExpr, sc Scope, depth int) ([]value.Value, bool) {
	if isBytes(c.Fun) && len(c.Args) == 1 { // []byte(text)
		return q.eval(c.Args[0], sc, depth+1), true
	}
	if id, plain := c.Fun.(*ast.Ident); plain {
		if !q.builtin(sc.File, id) {
			return nil, false
		}
		return q.evalBuiltin(id.Name, c, sc, depth)
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, false
	}
	imported, _, ok := q.PackageNamed(sc.File, sel.X)
	if !ok {
		return q.evalURL(sel, sc, depth)
	}
	arg := func(i int) []value.Value {
		if i < len(c.Args) {
			return q.eval(c.Args[i], sc, depth+1)
		}
		return nil
	}
	name := imported + "." + sel.Sel.Name
	if f := texts[name]; f != nil && len(c.Args) > 0 {
		return q.evalText(f, c, sc, depth), true
	}
	if same[name] {
		return arg(0), true
	}
	switch name {
	case "os.Getenv", "os.LookupEnv", "syscall.Getenv":
		return q.fromEnv(arg(0), c, depth), true
	case "os.ExpandEnv":
		var list []value.Value
		for _, v := range arg(0) {
			list = append(list, Placeholders(v.Text)...)
		}
		return list, true
	case "fmt.Sprintf":
		return q.sprintf(c, sc, depth), true
	case "fmt.Sprint":
		return q.sprint(c, sc, depth), true
	case "strconv.Itoa", "strconv.FormatInt", "strconv.FormatUint": // a number becomes a text: what follows joins, and does not add
		list := slices.Clone(arg(0))
		for i := range list {
			list[i].Number = false
		}
		return list, true
	case "strconv.ParseInt":
		return inBase(arg(0), arg(1)), true
	case "net.JoinHostPort":
		colon := []value.Value{{Text: ":"}}
		return concat(concat(arg(0), colon), arg(1)), true
	case "net.ResolveTCPAddr", "net.ResolveUDPAddr":
		return arg(1), true
	case "path/filepath.Join", "path.Join":
		return q.joinPath(c, sc, depth), true
	case "cmp.Or":
		return q.firstSet(c, sc, depth), true
	case "strings.Join":
		return q.joinTexts(c, sc, depth), true
	case "strings.Split", "strings.SplitN", "strings.Fields":
		return splitTexts(arg(0), arg(1), name == "strings.Fields"), true
	case "flag.Arg", "github.com/spf13/pflag.Arg", "flag.Args", "github.com/spf13/pflag.Args":
		return []value.Value{{Text: value.Unknown, Argument: true, At: q.Repo.Place(c, "command line")}}, true
	}
	return nil, false
}

func (q library) evalBuiltin(name string, c *ast.CallExpr, sc Scope, depth int) ([]value.Value, bool) {
	switch name {
	case "string":
		list := q.eval(c.Args[0], sc, depth+1)
		if slices.ContainsFunc(list, func(v value.Value) bool { return v.Number }) {
			return nil, true // the letter of that number
		}
		return list, true
	case "int", "int32", "int64", "uint", "uint16", "uint32", "uint64":
		return q.eval(c.Args[0], sc, depth+1), true
	case "append":
		var list []value.Value
		for _, a := range c.Args {
			list = append(list, q.eval(a, sc, depth+1)...)
		}
		return trim(list), true
	case "new": // of an expression, since Go 1.26; of a type nothing is known
		return q.eval(c.Args[0], sc, depth+1), true
	case "make", "len", "cap":
		return nil, true
	}
	return nil, false
}

// evalText applies a function of texts, where every argument behind the first has one value that is known.
func (q library) evalText(f func([]string) string, c *ast.CallExpr, sc Scope, depth int) []value.Value {
	list := slices.Clone(q.eval(c.Args[0], sc, depth+1))
	args := make([]string, 4)
	for i, a := range c.Args[1:min(len(c.Args), 4)] {
		v := q.eval(a, sc, depth+1)
		if u, ok := a.(*ast.UnaryExpr); ok && u.Op == token.SUB { // all of them: -1
			args[i+1] = "-1"
			continue
		}
		if len(v) != 1 || !v[0].Known() {
			return doubt(list)
		}
		args[i+1] = v[0].Text
	}
	for i, v := range list {
		if args[0] = v.Text; v.Known() {
			list[i].Text = f(args)
		}
		list[i].Number = false
	}
	return trim(list)
}

// inBase reads texts as numbers of a base.
func inBase(list, base []value.Value) []value.Value {
	n, err := strconv.Atoi(First(base))
	if err != nil || n == 10 || n == 0 {
		return list
	}
	out := slices.Clone(list)
	for i, v := range out {
		out[i].Text = value.Unknown
		if read, err := strconv.ParseInt(v.Text, n, 64); err == nil {
			out[i].Text = strconv.FormatInt(read, 10)
		}
	}
	return out
}

func (q library) joinPath(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	var list []value.Value
	for i, a := range c.Args {
		next := q.eval(a, sc, depth+1)
		if i == 0 {
			list = next
			continue
		}
		var joined []value.Value
		for _, l := range orUnknown(list) {
			if l.Text == "" { // empty elements are left out
				joined = append(joined, next...)
				continue
			}
			joined = append(joined, concat(concat([]value.Value{l}, []value.Value{{Text: "/"}}), next)...)
		}
		list = trim(joined)
	}
	for i := range list {
		if list[i].Known() {
			list[i].Text = path.Clean(list[i].Text)
		}
	}
	return list
}

// firstSet is cmp.Or: the first that is not empty.
func (q library) firstSet(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	var list []value.Value
	for _, a := range c.Args {
		values := q.eval(a, sc, depth+1)
		list = append(list, values...)
		if len(values) == 1 && values[0].Known() && values[0].Text != "" && values[0].Text != "0" {
			break
		}
	}
	return trim(list)
}

// joinTexts is strings.Join.
func (q library) joinTexts(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if len(c.Args) != 2 {
		return nil
	}
	sep := q.eval(c.Args[1], sc, depth+1)
	list, ok := q.lists().elements(c.Args[0], sc, depth+1)
	if !ok || len(list) == 0 {
		return doubt(q.eval(c.Args[0], sc, depth+1))
	}
	var joined []value.Value
	for i, el := range list {
		next := orUnknown(q.evalElement(el, depth))
		if i == 0 {
			joined = next
			continue
		}
		joined = concat(concat(joined, sep), next)
	}
	return joined
}

func splitTexts(list, sep []value.Value, fields bool) []value.Value {
	var out []value.Value
	for _, v := range list {
		var parts []string
		switch {
		case fields:
			parts = strings.Fields(v.Text)
		case len(sep) == 1 && sep[0].Text != "":
			parts = strings.Split(v.Text, sep[0].Text)
		default:
			parts = strings.Split(v.Text, ",")
		}
		for _, part := range parts {
			w := v
			w.Text = strings.TrimSpace(part)
			out = append(out, w)
		}
	}
	return trim(out)
}

// evalParts folds the functions of the standard library that return the parts of a text.
func (q library) evalParts(c *ast.CallExpr, sc Scope, result, depth int) ([]value.Value, bool) {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || len(c.Args) == 0 {
		return nil, false
	}
	imported, pkg, ok := q.PackageNamed(sc.File, sel.X)
	if !ok || pkg != nil {
		return nil, false
	}
	var cut func(string) []string
	switch imported + "." + sel.Sel.Name {
	case "net.SplitHostPort":
		cut = func(text string) []string {
			host, port, err := net.SplitHostPort(text)
			if err != nil {
				return nil
			}
			return []string{host, port}
		}
	case "strings.Cut":
		sep := First(q.eval(c.Args[len(c.Args)-1], sc, depth+1))
		cut = func(text string) []string {
			before, after, _ := strings.Cut(text, sep)
			return []string{before, after}
		}
	default:
		return nil, false
	}
	list := slices.Clone(q.eval(c.Args[0], sc, depth+1))
	for i, v := range list {
		list[i].Text, list[i].Number = value.Unknown, false
		if parts := cut(v.Text); v.Known() && result < len(parts) {
			list[i].Text = parts[result]
		}
	}
	return list, true
}

// sprint puts operands one behind the other, with a space between two that are both no texts (package fmt).
func (q library) sprint(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if len(c.Args) == 0 || c.Ellipsis.IsValid() {
		return nil
	}
	list := slices.Clone(orUnknown(q.eval(c.Args[0], sc, depth+1)))
	for i := range list {
		list[i].Number = false // what follows joins, and does not add
	}
	for i, a := range c.Args[1:] {
		if !q.typing().isText(c.Args[i], sc) && !q.typing().isText(a, sc) {
			list = concat(list, []value.Value{{Text: " "}})
		}
		list = concat(list, q.eval(a, sc, depth+1))
	}
	return list
}

var verb = regexp.MustCompile(`%[-+# 0]*[0-9]*(?:\.[0-9]+)?(?:\[([0-9]+)\])?[a-zA-Z%]`)

// sprintf folds a format with its arguments.
func (q library) sprintf(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if len(c.Args) == 0 {
		return nil
	}
	var list []value.Value
	for _, format := range q.eval(c.Args[0], sc, depth+1) {
		made := []value.Value{{At: format.At}}
		next, last := 1, 0
		for _, at := range verb.FindAllStringSubmatchIndex(format.Text, 12) {
			made = concat(made, []value.Value{{Text: format.Text[last:at[0]]}})
			last = at[1]
			if format.Text[at[1]-1] == '%' {
				made = concat(made, []value.Value{{Text: "%"}})
				continue
			}
			word := format.Text[at[0]:at[1]]
			if at[2] >= 0 { // %[2]d
				next, _ = strconv.Atoi(format.Text[at[2]:at[3]])
				word = format.Text[at[0]:at[2]-1] + format.Text[at[3]+1:at[1]]
			}
			var v []value.Value
			if next < len(c.Args) {
				v = formatted(word, q.eval(c.Args[next], sc, depth+1))
			}
			next++
			made = concat(made, v)
		}
		list = append(list, concat(made, []value.Value{{Text: format.Text[last:]}})...)
	}
	return trim(list)
}

// formatted writes values as one verb of a format does.
func formatted(word string, list []value.Value) []value.Value {
	out := slices.Clone(list)
	letter := word[len(word)-1]
	for i, v := range out {
		if !v.Known() || word == "%s" || word == "%v" || word == "%d" {
			continue
		}
		n, err := strconv.Atoi(v.Text)
		switch {
		case err == nil && strings.IndexByte("dxXobcv", letter) >= 0:
			out[i].Text = fmt.Sprintf(word, n)
		case strings.IndexByte("sqv", letter) >= 0:
			out[i].Text = fmt.Sprintf(word, v.Text)
		default:
			out[i].Text = value.Unknown
		}
	}
	return out
}
