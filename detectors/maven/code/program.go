package code

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/source"
)

// Bounds on reading: what a question is about stands in few, small files.
const (
	MaxFiles = 600       // sources of one module that are looked at
	MaxBytes = 512 << 10 // of one source
	maxSites = 40        // calls of one method whose arguments are looked at
)

// Program is the Java and Kotlin sources of a repository. A file is parsed when a question reaches it, and once.
type Program struct {
	tree      *source.Tree
	files     map[string]*File
	kotlin    map[string][]string // Kotlin files by the name of their folder, read when a name is looked for
	extenders map[extension][]*Class
	large     map[string]bool // sources that were asked for and are larger than MaxBytes
}

// New returns the program of a repository; nothing is read yet.
func New(tree *source.Tree) *Program {
	return &Program{tree: tree, files: map[string]*File{}, extenders: map[extension][]*Class{}, large: map[string]bool{}}
}

// IsSource says whether a file is Java or Kotlin, by its name.
func IsSource(file string) bool {
	ext := path.Ext(file)
	return ext == ".java" || ext == ".kt"
}

// Text returns the bytes of a source; nil when it cannot be read or is larger than MaxBytes.
func (p *Program) Text(file string) []byte {
	data, err := p.tree.Read(file)
	if err != nil {
		return nil
	}
	if len(data) > MaxBytes {
		p.large[file] = true
		return nil
	}
	return data
}

// Large returns the sources that were asked for and are larger than MaxBytes, sorted by path: nothing of them was read.
func (p *Program) Large() []string { return slices.Sorted(maps.Keys(p.large)) }

// File returns a source parsed; one that cannot be read is empty.
func (p *Program) File(file string) *File {
	if f, ok := p.files[file]; ok {
		return f
	}
	f := Parse(file, p.Text(file), path.Ext(file) == ".kt")
	p.files[file] = f
	return f
}

// mentions says whether a source holds one of these texts, without parsing it.
func (p *Program) mentions(file string, texts ...string) bool {
	data := p.Text(file)
	return slices.ContainsFunc(texts, func(t string) bool { return bytes.Contains(data, []byte(t)) })
}

// Holds says whether the text of a file holds one of the words; nothing is parsed for it.
func (p *Program) Holds(file string, words ...string) bool { return p.mentions(file, words...) }

// qualified returns the class of a full name a.b.C or a.b.C.Inner; nil when the repository does not hold it.
func (p *Program) qualified(name string) *Class {
	parts := strings.Split(name, ".")
	for n := len(parts); n > 0 && n > len(parts)-3; n-- {
		if c := p.inPackage(strings.Join(parts[:n-1], "."), parts[n-1], ""); c != nil {
			for _, inner := range parts[n:] {
				if c = c.inner(inner); c == nil {
					return nil
				}
			}
			return c
		}
	}
	return nil
}

// inPackage returns a class of a package: of the file that has its name, or of a Kotlin file of the package's folder. A class beside the
// file that asks wins over one of the same name elsewhere.
func (p *Program) inPackage(pkg, name, beside string) *Class {
	var files []string
	for _, f := range slices.Concat(p.tree.Named(name+".java"), p.tree.Named(name+".kt")) {
		if path.Dir(f) == beside {
			files = append([]string{f}, files...)
		} else {
			files = append(files, f)
		}
	}
	for _, f := range files {
		if c := p.topClass(f, pkg, name); c != nil {
			return c
		}
	}
	for _, f := range p.kotlinOf(pkg, beside) {
		if c := p.topClass(f, pkg, name); c != nil {
			return c
		}
	}
	return nil
}

func (p *Program) topClass(file, pkg, name string) *Class {
	f := p.File(file)
	if f.Package != pkg {
		return nil
	}
	for _, c := range f.Classes {
		if c.Name == name && c.outer == nil {
			return c
		}
	}
	return nil
}

// kotlinOf lists the Kotlin files that may be of a package: those beside the file that asks, else those in folders that are named as the
// package's last word (Kotlin coding conventions, "Directory structure": the common root package may be left out).
func (p *Program) kotlinOf(pkg, beside string) []string {
	if beside == "" {
		if p.kotlin == nil {
			p.kotlin = map[string][]string{}
			for _, f := range p.tree.Files() {
				if path.Ext(f) == ".kt" {
					name := path.Base(path.Dir(f))
					p.kotlin[name] = append(p.kotlin[name], f)
				}
			}
		}
		list := p.kotlin[lastName(pkg)]
		return list[:min(len(list), maxSites)]
	}
	return slices.DeleteFunc(slices.Clone(p.tree.In(beside)), func(f string) bool { return path.Ext(f) != ".kt" })
}

// inner returns a nested class; nil without one. A Kotlin companion is found by the name of its class as well.
func (c *Class) inner(name string) *Class {
	for _, n := range c.nested {
		if n.Name == name || n.companion && name == "Companion" {
			return n
		}
	}
	return nil
}

// class returns the class that a simple name means at a place: nested in a class around it or in what that extends, in the file, imported,
// of the same package, or of a package that is imported as a whole (JLS 6.4.1).
func (p *Program) class(name string, s *scope) *Class {
	for c := s.enclosing(); c != nil; c = c.outer {
		if c.Name == name {
			return c
		}
		if n := p.nestedIn(c, name, 0); n != nil {
			return n
		}
	}
	f := s.file
	for _, c := range f.Classes {
		if c.Name == name && c.outer == nil {
			return c
		}
	}
	for _, im := range f.imports {
		if im.alias == name {
			return p.qualified(im.name)
		}
	}
	if c := p.inPackage(f.Package, name, path.Dir(f.Path)); c != nil {
		return c
	}
	for _, im := range f.imports {
		if im.wildcard {
			if c := p.inPackage(im.name, name, ""); c != nil {
				return c
			}
			if c := p.qualified(im.name); c != nil && c.inner(name) != nil {
				return c.inner(name)
			}
		}
	}
	return nil
}

func (p *Program) nestedIn(c *Class, name string, depth int) *Class {
	if n := c.inner(name); n != nil || depth > 8 {
		return n
	}
	for _, s := range p.supers(c) {
		if n := p.nestedIn(s, name, depth+1); n != nil {
			return n
		}
	}
	return nil
}

// supers returns the classes of the repository that a class extends or implements.
func (p *Program) supers(c *Class) []*Class {
	var list []*Class
	for _, name := range c.supers {
		if name == c.Name {
			continue
		}
		outside := c.scope.parent
		if s := p.class(name, outside); s != nil && s != c {
			list = append(list, s)
		}
	}
	return list
}

// member returns the field or constant of a class, of its companion, or of what it extends.
func (p *Program) member(c *Class, name string, depth int) *decl {
	if d := last(c.scope.names[name]); d != nil {
		return d
	}
	if depth > 8 {
		return nil
	}
	for _, n := range c.nested {
		if n.companion {
			if d := last(n.scope.names[name]); d != nil {
				return d
			}
		}
	}
	for _, s := range p.supers(c) {
		if d := p.member(s, name, depth+1); d != nil {
			return d
		}
	}
	return nil
}

// methodsOf returns the methods of a name that take this many arguments: of a class, its companion, or what it extends.
func (p *Program) methodsOf(c *Class, name string, arguments, depth int) []*method {
	var list []*method
	for _, m := range c.methods {
		if m.name == name && m.takes(arguments) {
			list = append(list, m)
		}
	}
	if len(list) > 0 || depth > 8 {
		return list
	}
	for _, n := range c.nested {
		if n.companion {
			list = append(list, p.methodsOf(n, name, arguments, depth+1)...)
		}
	}
	for _, s := range p.supers(c) {
		if len(list) == 0 {
			list = p.methodsOf(s, name, arguments, depth+1)
		}
	}
	return list
}

// takes says whether a call with so many arguments fits: exactly, or with Kotlin's defaults left out.
func (m *method) takes(arguments int) bool {
	least := 0
	for _, d := range m.params {
		if d.init == nil {
			least++
		}
	}
	return arguments >= least && arguments <= len(m.params)
}

// extending are the classes of the sources that extend one; they are looked for once.
func (p *Program) extending(sources []string, base *Class) []*Class {
	key := extension{base, len(sources), strings.Join(sources[:min(1, len(sources))], "")}
	if list, ok := p.extenders[key]; ok {
		return list
	}
	var list []*Class
	for i, file := range sources {
		if i >= MaxFiles || len(list) > maxSites {
			break
		}
		if !p.mentions(file, "extends "+base.Name) {
			continue
		}
		for _, c := range p.File(file).Classes {
			if slices.Contains(p.supers(c), base) {
				list = append(list, c)
			}
		}
	}
	p.extenders[key] = list
	return list
}

// extension is what classes were looked for: a class, and the sources by their number and the first of them.
type extension struct {
	base    *Class
	sources int
	first   string
}
