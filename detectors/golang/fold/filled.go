package fold

import (
	"go/ast"
	"go/token"
	"go/types"
)

// decoders are functions and methods that fill the struct whose address is their last argument, or their only one, from a file or from
// what somebody sends: encoding/json, gopkg.in/yaml.v3, github.com/BurntSushi/toml and others after their model. Where a decoder finds a key,
// the value that the program gave the field before is replaced.
var decoders = map[string]bool{
	"Unmarshal": true, "UnmarshalStrict": true, "UnmarshalExact": true, "UnmarshalKey": true, "Decode": true, "DecodeFile": true, "UnmarshalWithConf": true, "StrictUnmarshal": true,
}

// maxFilled bounds the fields of nested structs that are looked at.
const maxFilled = 400

// isFilled says whether something decodes into a field: then its default is not certain.
func (p decoding) isFilled(field *types.Var) bool {
	if field == nil {
		return false
	}
	if p.filled == nil {
		p.filled = map[token.Pos]bool{}
		for name := range decoders {
			for _, f := range p.With("." + name + "(") {
				for _, c := range p.Index(f).Calls[name] {
					if n := len(c.Node.Args); n > 0 && !ofBody(c.Node) {
						p.fill(p.TypeOf(c.Node.Args[n-1], Scope{File: f, Fn: c.Around.Fn}).own, 0)
					}
				}
			}
		}
	}
	return p.filled[field.Pos()]
}

// ofBody says whether a call decodes the body of an HTTP message, as json.NewDecoder(r.Body).Decode(&v) does: that comes after the start.
func ofBody(call *ast.CallExpr) bool {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	decoder, ok := method.X.(*ast.CallExpr)
	if !ok || len(decoder.Args) != 1 {
		return false
	}
	body, ok := decoder.Args[0].(*ast.SelectorExpr)
	return ok && body.Sel.Name == "Body"
}

// fill marks the fields of a struct, and of those that it holds.
func (p decoding) fill(t types.Type, depth int) {
	for {
		ptr, ok := pointer(t)
		if !ok {
			break
		}
		t = ptr.Elem()
	}
	if t == nil || depth > 6 {
		return
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for field := range s.Fields() {
		if p.filled[field.Pos()] || len(p.filled) > maxFilled {
			continue
		}
		p.filled[field.Pos()] = true
		p.fill(field.Type(), depth+1)
	}
}
