package code

import (
	"path"
	"slices"
)

// resolve finds what a name means at a place: the nearest local, parameter or field, what the classes around inherit, then static
// imports and, in Kotlin, what stands beside the classes of the package. shadows says that an outer declaration has the same name.
func (p *Program) resolve(name string, from *scope, pos int) (found *decl, shadows bool) {
	for s := from; s != nil; s = s.parent {
		d := visible(s, name, pos)
		if d == nil && s.class != nil {
			d = p.member(s.class, name, 0)
		}
		if d == nil {
			continue
		}
		if found != nil {
			return found, true
		}
		found = d
	}
	if found == nil {
		found = p.outside(name, from.file)
	}
	return found, false
}

func visible(s *scope, name string, pos int) *decl {
	list := s.names[name]
	for _, l := range slices.Backward(list) {
		if s.class != nil || s.parent == nil || l.pos <= pos {
			return l
		}
	}
	return nil
}

// outside finds a name that another file declares: imported, or in Kotlin of the same package.
func (p *Program) outside(name string, f *File) *decl {
	for _, im := range f.imports {
		owner := im.name
		if !im.wildcard {
			if im.alias != name {
				continue
			}
			owner = im.name[:max(0, len(im.name)-len(lastName(im.name))-1)]
		}
		if c := p.qualified(owner); c != nil {
			if d := p.member(c, importedName(im, name), 0); d != nil {
				return d
			}
		}
		if d := p.topLevel(owner, importedName(im, name), ""); d != nil {
			return d
		}
	}
	return p.topLevel(f.Package, name, path.Dir(f.Path))
}

// importedName is the name that an import gives in the file where it is declared: an alias is left behind.
func importedName(im imported, name string) string {
	if im.wildcard {
		return name
	}
	return lastName(im.name)
}

// topLevel finds a property beside the classes of a Kotlin package.
func (p *Program) topLevel(pkg, name, beside string) *decl {
	for _, file := range p.kotlinOf(pkg, beside) {
		if f := p.File(file); f.Package == pkg {
			if d := last(f.top.names[name]); d != nil {
				return d
			}
		}
	}
	return nil
}

// functions finds what a call without a receiver calls: a method of the classes around, one imported, or a function of the Kotlin package.
func (p *Program) functions(name string, s *scope, arguments int) []*method {
	for c := s.enclosing(); c != nil; c = c.outer {
		if list := p.methodsOf(c, name, arguments, 0); len(list) > 0 {
			return list
		}
	}
	f := s.file
	if list := fitting(f.functions, name, arguments); len(list) > 0 {
		return list
	}
	for _, im := range f.imports {
		if !im.wildcard && im.alias != name {
			continue
		}
		owner := im.name
		if !im.wildcard {
			owner = im.name[:max(0, len(im.name)-len(lastName(im.name))-1)]
		}
		if c := p.qualified(owner); c != nil {
			if list := p.methodsOf(c, importedName(im, name), arguments, 0); len(list) > 0 {
				return list
			}
		}
	}
	var list []*method
	for _, file := range p.kotlinOf(f.Package, path.Dir(f.Path)) {
		if g := p.File(file); g.Package == f.Package {
			list = append(list, fitting(g.functions, name, arguments)...)
		}
	}
	return list
}

func fitting(list []*method, name string, arguments int) []*method {
	var found []*method
	for _, m := range list {
		if m.name == name && m.takes(arguments) {
			found = append(found, m)
		}
	}
	return found
}
