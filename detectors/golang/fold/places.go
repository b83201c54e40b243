package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// place is where a program gives a field its value: in a literal, by an assignment or by a flag; one of the three is set.
type place struct {
	file    *module.File
	pair    *Pair
	set     *Set
	flag    *boundFlag
	certain bool // that the field is the one that is looked for
}

// placesKey is a field as a target names it, without the object that stands for it: one field has an object in each package that was checked.
type placesKey struct {
	holder, name string
	declared     token.Pos
}

// places are all places of the program that give a field its value, nearest to main first. They are looked for once.
func (p fields) places(want target) []place {
	key := placesKey{holder: want.holder, name: want.name}
	if want.variable != nil {
		key.declared = want.variable.Pos()
	}
	if list, asked := p.put[key]; asked {
		return list
	}
	var list []place
	short := want.holder[strings.LastIndex(want.holder, ".")+1:]
	for _, f := range p.Naming(want.name) {
		// a file that neither names the type nor selects the field sets nothing; a type that is not exported is set at home
		if want.holder != "" && (!f.Has(short) && !f.Has("."+want.name) || !ast.IsExported(short) && f.Pkg.Dir+"."+short != want.holder) {
			continue
		}
		list = append(list, p.placesIn(f, want)...)
	}
	p.put[key] = list
	return list
}

func (p fields) placesIn(f *module.File, want target) []place {
	var list []place
	x := p.Index(f)
	for i := range x.Pairs[want.name] {
		pr := &x.Pairs[want.name][i]
		if key, ok := pr.key.(*ast.Ident); ok {
			if fits, certain := p.isTarget(f, key, pr.Lit, want); fits {
				list = append(list, place{file: f, pair: pr, certain: certain})
			}
		}
	}
	for i := range x.Sets[want.name] {
		s := &x.Sets[want.name][i]
		if left, ok := s.left.(*ast.SelectorExpr); ok {
			if fits, certain := p.isTarget(f, left.Sel, left.X, want); fits {
				list = append(list, place{file: f, set: s, certain: certain})
			}
		}
	}
	for i := range x.boundFlags()[want.name] {
		b := &x.boundFlags()[want.name][i]
		if sel, ok := b.target.(*ast.SelectorExpr); ok {
			if fits, _ := p.isTarget(f, sel.Sel, sel.X, want); fits {
				list = append(list, place{file: f, flag: b})
			}
		}
	}
	return list
}

// isTarget says whether a name is the field that is looked for: of holds it, a literal or what stands before the dot. Where nothing shows
// the type of either, the name alone decides, which is not certain.
func (p fields) isTarget(f *module.File, id *ast.Ident, of ast.Expr, want target) (fits, certain bool) {
	o := p.object(f, id)
	if want.variable != nil {
		return o != nil && o.Pos() == want.variable.Pos(), true
	}
	if o != nil {
		return false, true
	}
	if lit, ok := of.(*ast.CompositeLit); ok && (lit.Type == nil) != (want.holder == "") {
		return false, true
	}
	return p.TypeOf(of, Scope{File: f}).Key() == want.holder, want.holder != ""
}

// target is a field that is looked for: by its declaration when it is of the repository, else by its name and the type that holds it.
type target struct {
	holder, name string
	variable     *types.Var
}
