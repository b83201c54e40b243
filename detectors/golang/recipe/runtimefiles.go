package recipe

import (
	"bytes"
	"cmp"
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
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
	"os.MkdirAll": {0, "", true}, "os.Mkdir": {0, "", true}, "os.Create": {0, "", true}, "os.WriteFile": {0, "", true}, "io/ioutil.WriteFile": {0, "", true},
	"os.MkdirTemp": {0, "", true}, "os.CreateTemp": {0, "", true}, // in the system's folder for such files where it is empty
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

// writing is a call that writes a file, by its name.
type writing struct {
	call fold.Call
	name string
}

// runtimeFiles lists what the program opens beside its binary, and the folders that it writes to.
func runtimeFiles(p *Program, u *facts.Unit) (files []opened, writes []string) {
	var beside []writing
	for _, f := range p.Files {
		x := openIndex(p, f)
		if x == nil {
			continue
		}
		tried := triedFolders(p, f)
		for _, fn := range x.Order {
			for _, c := range x.Calls[fn] {
				o, ok := openerOf(p, c, f)
				if !ok || o.arg >= len(c.Node.Args) {
					continue
				}
				args := c.Node.Args[o.arg : o.arg+1]
				if fn == "ParseFiles" || fn == "LoadHTMLFiles" {
					args = c.Node.Args
				}
				for _, a := range args {
					for _, v := range p.FoldShort(a, fold.Scope{File: f, Fn: c.Around.Fn}) {
						if o.write {
							if tried[trial{c.Around.Fn, v.Text}] {
								v.Text = path.Dir(v.Text)
							}
							if writesFile[fn] && v.Known() && besideProgram(v.Text) && !strings.ContainsAny(v.Text, "%\n") {
								beside = append(beside, writing{c, path.Clean(v.Text)})
							}
							writes = append(writes, writeFolder(v, fn)...)
							continue
						}
						if file, ok := openedFile(p, v, o.why, c); ok {
							files = append(files, file)
						}
					}
				}
			}
		}
		for _, pr := range x.Pairs["Filename"] { // lumberjack
			for _, v := range p.FoldShort(pr.Value, fold.Scope{File: f, Fn: pr.Around.Fn}) {
				writes = append(writes, writeFolder(v, "Create")...)
			}
		}
	}
	for _, w := range beside {
		if !slices.Contains(writes, w.name) { // else a file in that folder, whose name is not known
			warnBeside(p, w.call, "writes "+w.name)
		}
	}
	if at, ok := p.config.Absent(); ok {
		p.Repo.Warn(at.File, at.Line, "names "+at.Name+", which the repository does not have: where the program does not start without it, mount one")
	}
	for _, at := range p.config.Sampled() {
		p.Repo.Warn(at.File, at.Line, "names "+at.Name+", of which the repository holds a sample only ("+at.Sample+"): where the program does not start without it, mount one")
	}
	for _, o := range p.config.Opened() {
		if o.By == "" || path.Base(o.Path)[0] == '.' || strings.HasSuffix(o.Path, ".env") || p.config.Folder != "" && module.Within(o.Path, p.config.Folder) || embeds(p, o.Path) {
			continue
		}
		if o.Moved {
			p.Repo.Warn(o.By, lineOf(p, o.By, o.Name), "names "+o.Name+", which the repository does not have: the image holds "+o.Path+" there, as a guess; mount the real one over it")
		}
		name := path.Clean(o.Name)
		if o.Name == "" || path.IsAbs(name) || strings.HasPrefix(name, "..") {
			name = module.Relative(o.Path, p.Main.Mod.Dir)
		}
		files = append(files, opened{name: name, from: o.Path, why: "configuration", at: facts.Evidence{File: o.By, Rule: "names " + o.Path}})
	}
	if dir := p.config.Folder; dir != "" {
		files = append(files, opened{name: p.config.FolderName, from: dir, why: "configuration"})
	}
	files = append(files, filesOfEnvironments(p, u)...)
	return tidyFiles(append(files, namedFiles(p, files)...)), tidyWrites(writes)
}

// lineOf is the line of a Go file of the program that holds a text, 0 when none does.
func lineOf(p *Program, file, text string) int {
	for _, f := range p.Files {
		if f.Path != file {
			continue
		}
		if i := bytes.Index(f.Src, []byte(text)); i >= 0 {
			return 1 + bytes.Count(f.Src[:i], []byte("\n"))
		}
	}
	return 0
}

// trial is a folder that a function makes and takes away again, to see whether it can write.
type trial struct {
	fn   *ast.FuncDecl
	name string
}

// triedFolders are the folders that a function removes: one that it made before was a trial of the folder around it.
func triedFolders(p *Program, f *module.File) map[trial]bool {
	out := map[trial]bool{}
	for c, imported := range packageCalls(p, f, "Remove", "RemoveAll") {
		if imported != "os" || len(c.Node.Args) != 1 {
			continue
		}
		for _, v := range p.FoldShort(c.Node.Args[0], fold.Scope{File: f, Fn: c.Around.Fn}) {
			out[trial{c.Around.Fn, v.Text}] = true
		}
	}
	return out
}

// filesOfEnvironments are the files of all environments, of which an argument of the start command or a variable names one:
// -conf=config/{env}.json, APP_ENV.
func filesOfEnvironments(p *Program, u *facts.Unit) []opened {
	_, pattern, ok := strings.Cut(u.Config.Argument, "=")
	byArgument := u.Config.By == facts.ByArgument && ok && strings.Contains(pattern, "{env}") && pattern != "{env}"
	if !byArgument && u.Config.By != facts.ByVariable {
		return nil
	}
	var files []opened
	for _, e := range u.Environments {
		for _, file := range e.Files {
			if base := path.Base(file); !byArgument && (base[0] == '.' || strings.HasSuffix(base, ".env") || embeds(p, file)) {
				continue
			}
			files = append(files, opened{name: module.Relative(file, p.Main.Mod.Dir), from: file, why: "configuration of " + e.Name})
		}
	}
	return files
}

// embeds says whether a file is compiled into the program.
func embeds(p *Program, file string) bool {
	return slices.ContainsFunc(p.Embeds, func(e module.Embed) bool {
		ok, _ := path.Match(e.Pattern, file)
		return ok || module.Within(file, e.Pattern)
	})
}

var openWords = []string{"os.Open", "ReadFile", "ReadDir", "DirFS", "ParseFiles", "ParseGlob", "LoadHTML", "http.Dir", "ServeFile", "Static", ".File(", "SendFile", "HandleDir", "Mkdir", "os.Create", "WriteFile", "Filename", "Migrate", "NewWithDatabaseInstance"}

// openIndex parses a file only when its text names an opener.
func openIndex(p *Program, f *module.File) *fold.Index {
	if slices.ContainsFunc(openWords, f.Has) {
		return p.Index(f)
	}
	return nil
}

func openerOf(p *Program, c fold.Call, f *module.File) (opener, bool) {
	sel, ok := c.Node.Fun.(*ast.SelectorExpr)
	if !ok {
		return opener{}, false
	}
	name := sel.Sel.Name
	if _, isName := sel.X.(*ast.Ident); isName {
		if imported, _, isPackage := p.PackageNamed(f, sel.X); isPackage {
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
func openedFile(p *Program, v value.Value, why string, c fold.Call) (opened, bool) {
	name := strings.TrimPrefix(v.Text, "file://")
	for strings.ContainsAny(name, "*?[") || strings.Contains(name, value.Unknown) {
		name = path.Dir(name)
	}
	name = path.Clean(name)
	if name == "." || name == "/" || v.Text == "" || path.IsAbs(name) || strings.HasPrefix(name, "..") {
		return opened{}, false
	}
	file, dir := p.config.Locate(name)
	from := cmp.Or(file, dir)
	if from == "" || strings.HasPrefix(path.Base(from), ".env") || strings.HasSuffix(from, ".go") || from == p.Main.Mod.Dir {
		return opened{}, false
	}
	return opened{name: name, from: from, why: why, at: p.Repo.Place(c.Node, "opens "+name)}, true
}

// writesFile are the functions of package os that name a file; the others name a folder.
var writesFile = map[string]bool{"Create": true, "WriteFile": true}

// writeFolder is the folder that a write goes to, relative to the working folder or absolute.
func writeFolder(v value.Value, fn string) []string {
	name := v.Text
	if !v.Known() || name == "" || strings.ContainsAny(name, "%\n") || strings.HasPrefix(name, "..") || strings.HasPrefix(name, "~") {
		return nil
	}
	if writesFile[fn] {
		name = path.Dir(name)
	}
	name = path.Clean(name)
	if name == "." || name == "/" || module.Within(name, "/tmp") || module.Within(name, "/dev") || module.Within(name, "/proc") || module.Within(name, "/etc") || module.Within(name, "/usr") || module.Within(name, "/run") || module.Within(name, "/var/run") {
		return nil
	}
	return []string{name}
}

// tidyFiles sorts, and drops what another entry brings along.
func tidyFiles(list []opened) []opened {
	slices.SortStableFunc(list, func(a, b opened) int { return strings.Compare(a.name, b.name) })
	var out []opened
	for _, o := range list {
		covered := slices.ContainsFunc(out, func(have opened) bool { return module.Within(o.from, have.from) && module.Within(o.name, have.name) })
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
		if !slices.ContainsFunc(out, func(have string) bool { return module.Within(w, have) }) && len(out) < 10 {
			out = append(out, w)
		}
	}
	return out
}
