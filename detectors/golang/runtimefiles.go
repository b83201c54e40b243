package golang

import (
	"cmp"
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// opener is a function that opens a file or folder: which argument names it, and what for.
type opener struct {
	arg   int
	why   string
	write bool
}

// openers are asked by the last name of the call; the package is checked where the name alone says too little.
var openers = map[string]opener{
	"os.Open": {0, "opened at run time", false}, "os.ReadFile": {0, "opened at run time", false}, "os.ReadDir": {0, "opened at run time", false}, "os.DirFS": {0, "opened at run time", false},
	"io/ioutil.ReadFile": {0, "opened at run time", false}, "io/ioutil.ReadDir": {0, "opened at run time", false},
	"html/template.ParseFiles": {0, "templates", false}, "text/template.ParseFiles": {0, "templates", false}, "html/template.ParseGlob": {0, "templates", false}, "text/template.ParseGlob": {0, "templates", false},
	"net/http.Dir": {0, "static files", false}, "net/http.ServeFile": {2, "static files", false},
	"os.MkdirAll": {0, "", true}, "os.Mkdir": {0, "", true}, "os.Create": {0, "", true},
}

// openMethods are methods whose name is enough.
var openMethods = map[string]opener{
	"ParseFiles": {0, "templates", false}, "ParseGlob": {0, "templates", false}, "LoadHTMLGlob": {0, "templates", false}, "LoadHTMLFiles": {0, "templates", false},
	"Static": {1, "static files", false}, "StaticFile": {1, "static files", false}, "StaticFS": {1, "static files", false}, "File": {1, "static files", false}, "SendFile": {0, "static files", false}, "HandleDir": {1, "static files", false},
	"NewWithDatabaseInstance": {0, "migrations", false}, "MigrateUp": {0, "migrations", false}, "SetStaticPath": {1, "static files", false},
}

// opened is a path of the repository that the program opens, as it names it.
type opened struct {
	name string // relative to the working folder of the program
	from string // path in the repository
	why  string
	at   facts.Evidence
}

// runtimeFiles lists what the program opens beside its binary, and the folders that it writes to.
func (p *maker) runtimeFiles() (files []opened, writes []string) {
	for _, f := range p.files {
		x := p.openIndex(f)
		if x == nil {
			continue
		}
		for _, fn := range x.order {
			for _, c := range x.calls[fn] {
				o, ok := p.openerOf(c, f)
				if !ok || o.arg >= len(c.node.Args) {
					continue
				}
				args := c.node.Args[o.arg : o.arg+1]
				if fn == "ParseFiles" || fn == "LoadHTMLFiles" {
					args = c.node.Args
				}
				for _, a := range args {
					for _, v := range p.foldShort(a, scope{file: f, fn: c.around.fn}) {
						if o.write {
							writes = append(writes, p.writeFolder(v, fn)...)
							continue
						}
						if file, ok := p.openedFile(v, o.why, c); ok {
							files = append(files, file)
						}
					}
				}
			}
		}
		for _, pr := range x.pairs["Filename"] { // lumberjack
			for _, v := range p.foldShort(pr.value, scope{file: f, fn: pr.around.fn}) {
				writes = append(writes, p.writeFolder(v, "Create")...)
			}
		}
	}
	for _, o := range p.config.opened() {
		if o.by == "" || path.Base(o.path)[0] == '.' || strings.HasSuffix(o.path, ".env") || p.config.folder != "" && within(o.path, p.config.folder) || p.embedded(o.path) {
			continue
		}
		name := path.Clean(o.name)
		if o.name == "" || path.IsAbs(name) || strings.HasPrefix(name, "..") {
			name = relative(o.path, p.main.mod.dir)
		}
		files = append(files, opened{name: name, from: o.path, why: "configuration", at: facts.Evidence{File: o.by, Rule: "names " + o.path}})
	}
	if dir := p.config.folder; dir != "" {
		files = append(files, opened{name: path.Base(dir), from: dir, why: "configuration"})
	}
	return tidyFiles(append(files, p.namedFiles(files)...)), tidyWrites(writes)
}

// embedded says whether a file is compiled into the program.
func (p *maker) embedded(file string) bool {
	return slices.ContainsFunc(p.embeds, func(e embed) bool {
		ok, _ := path.Match(e.pattern, file)
		return ok || within(file, e.pattern)
	})
}

var openWords = []string{"os.Open", "ReadFile", "ReadDir", "DirFS", "ParseFiles", "ParseGlob", "LoadHTML", "http.Dir", "ServeFile", "Static", ".File(", "SendFile", "HandleDir", "Mkdir", "os.Create", "Filename", "Migrate", "NewWithDatabaseInstance"}

// openIndex parses a file only when its text names an opener.
func (p *maker) openIndex(f *gofile) *index {
	if slices.ContainsFunc(openWords, f.has) {
		return p.index(f)
	}
	return nil
}

func (p *maker) openerOf(c call, f *gofile) (opener, bool) {
	sel, ok := c.node.Fun.(*ast.SelectorExpr)
	if !ok {
		return opener{}, false
	}
	name := sel.Sel.Name
	if _, isName := sel.X.(*ast.Ident); isName {
		if imported, _, isPackage := p.packageNamed(f, sel.X); isPackage {
			o, ok := openers[imported+"."+name]
			if !ok && strings.HasSuffix(imported, "/static") && strings.HasPrefix(imported, "github.com/") { // gin-contrib/static, fiber's middleware
				if name == "LocalFile" || name == "New" {
					return opener{0, "static files", false}, true
				}
			}
			if !ok && strings.Contains(imported, "/migrate") {
				return opener{0, "migrations", false}, name == "New"
			}
			return o, ok
		}
	}
	o, ok := openMethods[name]
	return o, ok
}

// openedFile resolves a path; only what the repository holds counts.
func (p *maker) openedFile(v value.Value, why string, c call) (opened, bool) {
	name := strings.TrimPrefix(v.Text, "file://")
	for strings.ContainsAny(name, "*?[") || strings.Contains(name, value.Unknown) {
		name = path.Dir(name)
	}
	name = path.Clean(name)
	if name == "." || name == "/" || v.Text == "" || path.IsAbs(name) || strings.HasPrefix(name, "..") {
		return opened{}, false
	}
	file, dir := p.config.locate(name)
	from := cmp.Or(file, dir)
	if from == "" || strings.HasPrefix(path.Base(from), ".env") || strings.HasSuffix(from, ".go") || from == p.main.mod.dir {
		return opened{}, false
	}
	return opened{name: name, from: from, why: why, at: p.r.place(c.node, "opens "+name)}, true
}

// writeFolder is the folder that a write goes to, relative to the working folder or absolute.
func (p *maker) writeFolder(v value.Value, fn string) []string {
	name := v.Text
	if !v.Known() || name == "" || strings.ContainsAny(name, "%\n") || strings.HasPrefix(name, "..") || strings.HasPrefix(name, "~") {
		return nil
	}
	if fn == "Create" {
		name = path.Dir(name)
	}
	name = path.Clean(name)
	if name == "." || name == "/" || within(name, "/tmp") || within(name, "/dev") || within(name, "/proc") || within(name, "/etc") || within(name, "/usr") || within(name, "/run") || within(name, "/var/run") {
		return nil
	}
	return []string{name}
}

// tidyFiles sorts, and drops what another entry brings along.
func tidyFiles(list []opened) []opened {
	slices.SortStableFunc(list, func(a, b opened) int { return strings.Compare(a.name, b.name) })
	var out []opened
	for _, o := range list {
		covered := slices.ContainsFunc(out, func(have opened) bool { return within(o.from, have.from) && within(o.name, have.name) })
		if !covered && len(out) < 40 {
			out = append(out, o)
		}
	}
	return out
}

func tidyWrites(list []string) []string {
	slices.Sort(list)
	var out []string
	for _, w := range list {
		if !slices.ContainsFunc(out, func(have string) bool { return within(w, have) }) && len(out) < 10 {
			out = append(out, w)
		}
	}
	return out
}
