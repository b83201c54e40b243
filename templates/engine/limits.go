package engine

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync/atomic"
	"text/template"
	"time"
)

// Limits on one file: a template may be wrong, and anybody's repository may bring one. It must not fill the disk, the memory or the stack,
// or run for ever.
const (
	maxFile    = 4 << 20   // bytes of a template, of a file, of any value on the way
	maxMade    = 128 << 20 // bytes of all values that the functions of one template make: its variables may hold them all
	maxRun     = 128 << 20 // bytes of all files of a run
	maxShared  = 2 << 20   // bytes of all partials, which each template of their family is parsed with
	maxRender  = 5 * time.Second
	maxSlow    = 8 * time.Second       // what the files of a run may take together beyond usualTime each
	usualTime  = 50 * time.Millisecond // fifty times what a file of waybill's own takes, for a machine that does other work as well
	maxRepeats = 10_000
	maxNested  = 100         // depth of a value, and of templates that include each other
	maxPieces  = 100_000     // parts that a text is split into
	maxWork    = 64 << 20    // bytes that one call may touch where its result is not known before
	maxPattern = 16 << 10    // bytes of a regular expression: its program takes a hundred times as much
	maxBlocks  = 100         // depth of if, range, with, block and define in a template
	maxAdded   = 100         // templates of an organisation that replace none of waybill's
	valueSize  = 16          // what a value counts as beside its text
	structSize = 64          // what a value of the plan counts as: templates cannot make one grow
	mapSize    = 256         // what a map counts as beside its pairs: an almost empty one takes that much
	maxWidth   = `\d{4,}|\*` // width or precision in a verb of printf that fills memory
)

var (
	errTooOften = fmt.Errorf("more than %d repetitions", maxRepeats)
	errTooLarge = fmt.Errorf("the value is larger than %d bytes", maxFile)
	errTooMuch  = fmt.Errorf("the values of the template are larger than %d bytes together", maxMade)
	errTooDeep  = fmt.Errorf("nested deeper than %d", maxNested)
)

// limitHint says how a template keeps the limit that it left, "" for another error.
func limitHint(err error) string {
	if _, ok := errors.AsType[outputLimit](err); ok {
		return "write less, or into several files: kinds of your own may be templates of their own"
	}
	for _, l := range []struct {
		err  error
		hint string
	}{
		{errTooOften, "range over what the plan lists, which 'waybill templates data' shows"},
		{errTooLarge, "keep values small: write them to the file as they come instead of joining them"},
		{errTooMuch, "keep fewer values in variables: write them to the file as they come"},
		{errTooDeep, "a template that includes itself, or a value that holds itself, has no end: range over a list"},
		{errEndless, "loops within loops take too long: range over what the plan lists"},
	} {
		if errors.Is(err, l.err) {
			return l.hint
		}
	}
	return ""
}

// bounded is a buffer that refuses to grow beyond its limit.
type bounded struct {
	bytes.Buffer
	limit int
}

// outputLimit is the error of a file that is too large; the engine finds out where that happened.
type outputLimit struct{ limit int }

func (e outputLimit) Error() string {
	return fmt.Sprintf("the output is larger than %d bytes", e.limit)
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.limit {
		return 0, outputLimit{b.limit}
	}
	return b.Buffer.Write(p)
}

// guarded wraps every function: a call whose arguments are too large together, or which would multiply them beyond the limits, is refused
// before; a result that is too large after. Since each value is within the limits, the next one cannot be far beyond them. All results
// together are bounded as well.
func guarded(functions template.FuncMap) template.FuncMap {
	var together atomic.Int64
	out := make(template.FuncMap, len(functions))
	for name, f := range functions {
		out[name] = guard(name, f, &together)
	}
	return out
}

var errorType = reflect.TypeFor[error]()

func guard(name string, f any, together *atomic.Int64) any {
	fn := reflect.ValueOf(f)
	t := fn.Type()
	in := make([]reflect.Type, t.NumIn())
	for i := range in {
		in[i] = t.In(i)
	}
	result := t.Out(0)
	made := reflect.FuncOf(in, []reflect.Type{result, errorType}, t.IsVariadic())
	return reflect.MakeFunc(made, func(args []reflect.Value) []reflect.Value {
		failed := func(err error) []reflect.Value {
			return []reflect.Value{reflect.Zero(result), reflect.ValueOf(&err).Elem()}
		}
		room := maxFile
		for _, a := range args {
			if err := weigh(a, 0, &room); err != nil {
				return failed(err)
			}
		}
		if err := multiplies(name, args, maxFile-room); err != nil {
			return failed(err)
		}
		call := fn.Call
		if t.IsVariadic() {
			call = fn.CallSlice
		}
		got := call(args)
		if len(got) == 2 && !got[1].IsNil() {
			return []reflect.Value{got[0], got[1]}
		}
		left := maxFile
		if err := weigh(got[0], 0, &left); err != nil {
			return failed(err)
		}
		if together.Add(int64(maxFile-left)) > maxMade {
			return failed(errTooMuch)
		}
		return []reflect.Value{got[0], reflect.Zero(errorType)}
	}).Interface()
}

// multiplies refuses calls whose result grows with the product of their arguments, which are of this size together.
func multiplies(name string, args []reflect.Value, together int) error {
	text := func(i int) string {
		if i < len(args) && args[i].Kind() == reflect.String {
			return args[i].String()
		}
		return ""
	}
	number := func(i int) int {
		if i < len(args) && args[i].CanInt() {
			return int(args[i].Int())
		}
		return 0
	}
	if strings.HasPrefix(strings.ToLower(strings.TrimPrefix(name, "must")), "regex") && len(text(0)) > maxPattern {
		return fmt.Errorf("a regular expression of more than %d bytes", maxPattern)
	}
	size := 0
	switch name {
	case "indent", "nindent":
		if number(0) > maxFile {
			return errTooLarge
		}
		size = number(0) * (strings.Count(text(1), "\n") + 2)
	case "replace":
		size = strings.Count(text(2), text(0)) * len(text(1))
	case "join":
		if len(args) == 2 && args[1].IsValid() {
			size = lengthOf(args[1]) * len(text(0))
		}
	case "wrapWith":
		size = (len(text(2)) + 1) * (len(text(1)) + 1)
	case "regexReplaceAll", "regexReplaceAllLiteral", "mustRegexReplaceAll", "mustRegexReplaceAllLiteral":
		if (len(text(1))+1)*(len(text(2))+1) > maxWork {
			return errTooLarge
		}
	case "split", "splitList":
		if strings.Count(text(1), text(0)) > maxPieces {
			return fmt.Errorf("more than %d pieces", maxPieces)
		}
	case "printf":
		if strings.Count(text(0), "%")*together > maxWork || wide.MatchString(text(0)) {
			return errors.New("printf: the format is too large")
		}
	}
	if size > maxFile {
		return errTooLarge
	}
	return nil
}

var wide = regexp.MustCompile(`%[-+# 0-9.*\[\]]*(?:` + maxWidth + `)`)

func lengthOf(v reflect.Value) int {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Array {
		return v.Len()
	}
	return 1
}

// weigh takes from left what a value would be when it is written out in full, shared parts as often as they are shared.
func weigh(v reflect.Value, depth int, left *int) error {
	if depth > maxNested {
		return errTooDeep
	}
	cost := valueSize
	switch v.Kind() {
	case reflect.String:
		cost += v.Len()
	case reflect.Struct:
		cost = structSize
	case reflect.Slice, reflect.Array:
		if !nests(v.Type().Elem()) {
			cost += v.Len() * int(v.Type().Elem().Size())
		}
	case reflect.Map:
		cost = mapSize
	}
	if *left -= cost; *left < 0 {
		return errTooLarge
	}
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return weigh(v.Elem(), depth, left)
	case reflect.Slice, reflect.Array:
		if !nests(v.Type().Elem()) {
			return nil
		}
		for i := range v.Len() {
			if err := weigh(v.Index(i), depth+1, left); err != nil {
				return err
			}
		}
	case reflect.Map:
		for pairs := v.MapRange(); pairs.Next(); {
			if err := weigh(pairs.Key(), depth+1, left); err != nil {
				return err
			}
			if err := weigh(pairs.Value(), depth+1, left); err != nil {
				return err
			}
		}
	}
	return nil
}

// nests says whether values of the type may hold others that templates make, or text.
func nests(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface, reflect.String, reflect.Slice, reflect.Map:
		return true
	}
	return false
}
