package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// writers are calls that write, by their last name: to the file, or into the folder, that their first argument names
// (nodejs.org/api/fs.html; fs-extra; mkdirp).
var writers = map[string]target{
	"appendFile": aFile, "appendFileSync": aFile, "createWriteStream": aFile, "outputFile": aFile, "outputFileSync": aFile, "outputJson": aFile, "outputJsonSync": aFile,
	"writeFile": aFile, "writeFileSync": aFile, "writeJson": aFile, "writeJsonSync": aFile,
	"ensureDir": aFolder, "ensureDirSync": aFolder, "mkdir": aFolder, "mkdirSync": aFolder, "mkdirp": aFolder, "mkdirpSync": aFolder,
}

// writerKeys are settings of libraries that write: the key, the packages that read it, and what it names.
var writerKeys = []struct {
	key      string
	packages []string
	is       target
	kept     string // what has to last, "" for what can be made anew
	source   string
}{
	{"dest", []string{"multer"}, aFolder, "uploads", "github.com/expressjs/multer"},
	{"destination", []string{"multer"}, aFolder, "uploads", "github.com/expressjs/multer, DiskStorage"},
	{"dirname", []string{"winston", "winston-daily-rotate-file"}, aFolder, "", "github.com/winstonjs/winston-daily-rotate-file"},
	{"filename", []string{"winston", "winston-daily-rotate-file"}, aFile, "", "github.com/winstonjs/winston, File Transport"},
	{"filename", []string{"nedb", "@seald-io/nedb"}, aFile, "NeDB database", "github.com/seald/nedb"},
	{"filename", []string{"sqlite"}, aFile, "SQLite database", "github.com/kriasoft/node-sqlite"},
	{"filename", []string{"knex"}, aFile, "SQLite database", "knexjs.org/guide, Configuration Options: better-sqlite3"},
	{"storage", []string{"sequelize", "sequelize-typescript"}, aFile, "SQLite database", "sequelize.org, Connecting to a database: SQLite"},
	{"database", []string{"typeorm", "@nestjs/typeorm"}, aDatabase, "SQLite database", "typeorm.io, Data Source Options: sqlite"},
	{"dbName", []string{"@mikro-orm/sqlite", "@mikro-orm/better-sqlite", "@mikro-orm/libsql"}, aFile, "SQLite database", "mikro-orm.io, Usage with SQLite"},
	{"path", []string{"session-file-store"}, aFolder, "", "github.com/valery-barysok/session-file-store"},
	{"tempFileDir", []string{"express-fileupload"}, aFolder, "", "github.com/richardgirges/express-fileupload"},
}

// databases are the classes whose first argument is the file of a database.
var databases = []string{"sqlite3", "better-sqlite3", "node:sqlite", "lowdb/node", "nedb"}

// stores are the classes and functions whose first argument is the folder of a database (github.com/Level/level, github.com/kriszyp/lmdb-js).
var stores = []string{"level", "classic-level", "lmdb", "rocksdb", "leveldown"}

type target int

const (
	aFile target = iota + 1
	aFolder
	aDatabase // a file where the text has the ending of one; else the name of a database of a server
)

// databaseEndings are those of files that SQLite keeps.
var databaseEndings = []string{".db", ".db3", ".sqlite", ".sqlite3"}

// written is a place that the program writes to.
type written struct {
	folder string // relative to the working folder, or absolute
	kept   string // what has to last
	at     facts.Evidence
}

// placeholders are files that keep an otherwise empty folder in git.
var placeholders = []string{".gitkeep", ".keep", ".gitignore", "README.md"}

// writable lists the folders that the program writes to and that a volume can take the place of. Those that hold files of the repository are
// seeded: the volume begins with what the image holds. Of a folder with a part of the program itself it warns. And it lists what of them has
// to last.
func (f final) writable(r *facts.Run) {
	var out []string
	seen := map[string]bool{}
	for _, w := range f.writes() {
		if w.kept != "" && !slices.ContainsFunc(r.Kept, func(k facts.Kept) bool { return k.Folder == w.folder }) {
			r.Kept = append(r.Kept, facts.Kept{Folder: w.folder, What: w.kept, Evidence: []facts.Evidence{w.at}})
		}
		if seen[w.folder] {
			continue
		}
		seen[w.folder] = true
		switch {
		case path.IsAbs(w.folder):
			if !slices.ContainsFunc([]string{"/tmp", "/dev", "/proc", "/etc", "/usr", "/run", "/var/run", "/sys"}, func(dir string) bool { return w.folder == dir || strings.HasPrefix(w.folder, dir+"/") }) && w.folder != "/" {
				out = append(out, w.folder)
			}
		case f.ofProgram(w.folder):
			f.u.Warn(w.at.File, w.at.Line, "writes to "+w.folder+", which is read-only when it runs, since it is a part of the image: write to a folder of its own, or to /tmp")
		case !strings.HasPrefix(w.folder, "node_modules"):
			out = append(out, w.folder)
		}
	}
	r.Kept = slices.DeleteFunc(r.Kept, func(k facts.Kept) bool { return !slices.Contains(out, k.Folder) }) // of the others was warned
	slices.Sort(out)
	var top []string
	for _, w := range out {
		if !slices.ContainsFunc(top, func(have string) bool { return strings.HasPrefix(w, have+"/") }) && len(top) < 10 {
			top = append(top, w)
		}
	}
	for _, w := range top {
		if !path.IsAbs(w) && f.holdsFiles(w) {
			r.Seeded = append(r.Seeded, w)
		}
	}
	r.Writable = append(r.Writable, top...)
}

// ofProgram says whether a folder is no place for a volume: the unit's own or one around it, what the build writes, or one with modules of the
// program.
func (f final) ofProgram(folder string) bool {
	within := f.inUnit(folder)
	return folder == "." || folder == ".." || strings.HasPrefix(folder, "../") || within == f.inUnit(f.outFolder()) ||
		slices.ContainsFunc(f.u.Modules, func(m *javascript.Module) bool { return strings.HasPrefix(m.File, within+"/") })
}

// holdsFiles says whether the repository has files in a folder, beside those that keep it in git.
func (f final) holdsFiles(folder string) bool {
	return slices.ContainsFunc(f.p.Tree.Under(f.inUnit(folder)), func(file string) bool { return !slices.Contains(placeholders, path.Base(file)) })
}

// writes finds the calls and settings that write, in the order of the files.
func (f final) writes() []written {
	var out []written
	program := f.p.Program(nil, f.u.Modules...)
	for _, module := range f.u.Modules {
		// to fold what every call of a program calls is dear: a store is opened where it is imported
		opens := slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return slices.Contains(stores, i.Spec) })
		take := func(n *javascript.Node, is target, kept string) {
			text, whole := f.prefix(program, module, n)
			if is == aDatabase {
				if is = aFile; !slices.Contains(databaseEndings, path.Ext(text)) {
					return
				}
			}
			if !whole || is == aFile {
				last := strings.LastIndexByte(text, '/')
				if last < 0 && !whole || text == "" || strings.HasPrefix(text, ":memory:") || strings.Contains(text, "\x00") {
					return
				}
				text = text[:last+1]
			}
			if own, _ := f.here(module); !whole && (path.Clean(text) == "." || path.Clean(text) == own) {
				return // what is not known may lead anywhere
			}
			out = append(out, written{path.Clean(text), kept, facts.Evidence{File: module.File, Line: n.Line()}})
		}
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			switch n.Kind {
			case javascript.Call, javascript.New:
				if is := writers[n.Method()]; is != 0 && len(n.Args()) > 0 {
					take(n.Args()[0], is, "")
				}
				if n.Kind == javascript.New && len(n.Args()) > 0 && (program.Eval(module, n.Kid(0)).IsPackage(databases...) || verbose(module, n)) {
					take(n.Args()[0], aFile, "database")
				}
				if opens && len(n.Args()) > 0 && n.Method() != "require" && program.Eval(module, n.Kid(0)).IsPackage(stores...) {
					take(n.Args()[0], aFolder, "database")
				}
			case javascript.Property:
				for _, k := range writerKeys {
					if n.Text == k.key && n.Kid(0) != nil && slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return slices.Contains(k.packages, i.Spec) }) {
						take(calledBack(n.Kid(0)), k.is, k.kept)
					}
				}
			}
			return true
		})
	}
	return append(out, f.prismaDatabase()...)
}

// prefix is the text that a path begins with, and whether that is the whole of it: of './static/' + name it is ./static/, and not all.
func (f final) prefix(program *javascript.Program, module *javascript.Module, n *javascript.Node) (text string, whole bool) {
	if n == nil {
		return "", false
	}
	switch {
	case n.Kind == javascript.Name && n.Text == "__dirname", n.Kind == javascript.Member && n.Text == "dirname":
		return f.here(module)
	case n.Kind == javascript.Call && n.Method() == "cwd":
		return ".", true
	case n.Kind == javascript.Binary && (n.Text == "||" || n.Text == "??"): // what is taken where no variable says it otherwise
		return f.prefix(program, module, n.Kid(1))
	case n.Kind == javascript.Binary && n.Text == "+", n.Kind == javascript.Template:
		return f.joined(program, module, n.Kids, "")
	case n.Kind == javascript.Call && (n.Method() == "join" || n.Method() == "resolve") && len(n.Args()) > 0:
		return f.joined(program, module, n.Args(), "/")
	}
	if v := program.Eval(module, n); v.Kind == javascript.Constant {
		return v.Text, true
	}
	if at := module.Declared(n); at != nil && at.Kind != n.Kind { // const dir = path.join(…)
		return f.prefix(program, module, at)
	}
	return "", false
}

// joined puts parts together, as far as they are known.
func (f final) joined(program *javascript.Program, module *javascript.Module, parts []*javascript.Node, between string) (text string, whole bool) {
	var b strings.Builder
	for _, part := range parts {
		t, ok := f.prefix(program, module, part)
		if b.Len() > 0 {
			b.WriteString(between)
		}
		b.WriteString(t)
		if !ok {
			return b.String(), false
		}
	}
	return b.String(), true
}

// verbose says whether a call makes a database of sqlite3 by way of verbose(), which gives the package back
// (github.com/TryGhost/node-sqlite3/wiki/API).
func verbose(module *javascript.Module, n *javascript.Node) bool {
	return n.Method() == "Database" && slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return i.Spec == "sqlite3" })
}

// calledBack is what a function hands to its callback, which is its last parameter, when all that it does is to call it: multer's
// (req, file, cb) => cb(null, 'uploads'). Anything else is itself.
func calledBack(n *javascript.Node) *javascript.Node {
	if n.Kind != javascript.Function || len(n.Kids) < 2 {
		return n
	}
	callback := n.Kids[len(n.Kids)-2]
	var given []*javascript.Node
	javascript.Walk(n.Kids[len(n.Kids)-1], func(c *javascript.Node) bool {
		if args := c.Args(); c.Kind == javascript.Call && c.Kid(0).Kind == javascript.Name && c.Method() == callback.Text && len(args) > 0 {
			if last := args[len(args)-1]; last != nil && last.Kind != javascript.New { // an error comes first, and alone
				given = append(given, last)
			}
		}
		return true
	})
	if len(given) != 1 {
		return n
	}
	return given[0]
}
