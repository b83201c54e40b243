package recipe

import (
	"go/ast"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// packageCalls yields the calls of functions of any package in a file that have one of the names, with the import path of the package.
func packageCalls(p *Program, f *module.File, names ...string) iter.Seq2[fold.Call, string] {
	return func(yield func(fold.Call, string) bool) {
		for _, name := range names {
			for _, c := range p.Index(f).Calls[name] {
				sel, ok := c.Node.Fun.(*ast.SelectorExpr)
				if !ok {
					continue
				}
				if imported, _, isPackage := p.PackageNamed(f, sel.X); isPackage && !yield(c, imported) {
					return
				}
			}
		}
	}
}

// sqliteOpeners open the file of a SQLite database that their first argument names.
var sqliteOpeners = []string{"gorm.io/driver/sqlite.Open", "github.com/glebarez/sqlite.Open", "github.com/libtnb/sqlite.Open", "zombiezen.com/go/sqlite.OpenConn", "crawshaw.io/sqlite.OpenConn"}

// sqliteDrivers are the names under which drivers of SQLite register themselves with database/sql: mattn/go-sqlite3, modernc.org/sqlite.
var sqliteDrivers = []string{"sqlite3", "sqlite"}

// stores are embedded databases and indexes: the call that opens one, and whether its first argument names a folder or a file (each package's
// page on pkg.go.dev). A path stands for its later major versions too.
var stores = []store{
	{"go.etcd.io/bbolt", []string{"Open"}, false, "bbolt database"},
	{"github.com/boltdb/bolt", []string{"Open"}, false, "Bolt database"},
	{"github.com/asdine/storm", []string{"Open"}, false, "Bolt database"},
	{"github.com/tidwall/buntdb", []string{"Open"}, false, "BuntDB database"},
	{"github.com/dgraph-io/badger", []string{"DefaultOptions"}, true, "Badger database"},
	{"github.com/syndtr/goleveldb/leveldb", []string{"OpenFile"}, true, "LevelDB database"},
	{"github.com/cockroachdb/pebble", []string{"Open"}, true, "Pebble database"},
	{"github.com/blevesearch/bleve", []string{"New", "Open", "NewUsing"}, true, "Bleve index"},
	{"github.com/blugelabs/bluge", []string{"DefaultConfig"}, true, "Bluge index"},
}

type store struct {
	pkg    string
	calls  []string
	folder bool
	what   string
}

// storeOf finds the row of a call.
func storeOf(imported, fn string) (folder bool, what string) {
	for _, s := range stores {
		rest, ok := strings.CutPrefix(imported, s.pkg)
		if ok && (rest == "" || strings.HasPrefix(rest, "/v")) && slices.Contains(s.calls, fn) {
			return s.folder, s.what
		}
	}
	return false, ""
}

// storeFolders lists what embedded stores keep.
func storeFolders(p *Program, m *mover) []facts.Kept {
	var out []facts.Kept
	for _, f := range p.Files {
		if !slices.ContainsFunc(stores, func(s store) bool { return f.Has(s.pkg) }) {
			continue
		}
		for c, imported := range packageCalls(p, f, "Open", "DefaultOptions", "OpenFile", "New", "NewUsing", "DefaultConfig") {
			folder, what := storeOf(imported, fold.LastName(c.Node.Fun))
			if what == "" || len(c.Node.Args) == 0 {
				continue
			}
			how := "Create"
			if folder {
				how = "MkdirAll"
			}
			values := p.FoldShort(c.Node.Args[0], fold.Scope{File: f, Fn: c.Around.Fn})
			for _, v := range values {
				if !folder && besideProgram(v.Text) && v.Known() {
					out = keep(out, m.move(c, f, values, v, v.Text), what, p.Repo.Place(c.Node, ""))
				}
				out = keep(out, writeFolder(v, how), what, p.Repo.Place(c.Node, ""))
			}
		}
	}
	return out
}

// keep adds folders once.
func keep(list []facts.Kept, folders []string, what string, at facts.Evidence) []facts.Kept {
	for _, dir := range folders {
		if !slices.ContainsFunc(list, func(k facts.Kept) bool { return k.Folder == dir }) {
			list = append(list, facts.Kept{Folder: dir, What: what, Evidence: []facts.Evidence{at}})
		}
	}
	return list
}

// databaseFolders lists the folders that a SQLite database is kept in, and moves or warns of a database whose folder no volume can take the
// place of: the folder of the program itself, or one above it. SQLite writes its journal beside the database (sqlite.org/tempfiles.html).
func databaseFolders(p *Program, m *mover) []facts.Kept {
	var out []facts.Kept
	for _, f := range p.Files {
		if !f.Has("sqlite") {
			continue
		}
		for c, imported := range packageCalls(p, f, "Open", "OpenConn", "Connect", "MustConnect", "MustOpen") {
			scope := fold.Scope{File: f, Fn: c.Around.Fn}
			dsn := sqliteSource(p, c, imported, scope)
			if dsn == nil {
				continue
			}
			values := p.FoldShort(dsn, scope)
			for _, v := range values {
				file, _, _ := strings.Cut(strings.TrimPrefix(v.Text, "file:"), "?")
				if !v.Known() || file == "" || strings.HasPrefix(file, ":memory:") || strings.ContainsAny(file, "%\n") {
					continue
				}
				if besideProgram(file) {
					out = keep(out, m.move(c, f, values, v, file), "SQLite database", p.Repo.Place(c.Node, ""))
					continue
				}
				v.Text = file
				out = keep(out, writeFolder(v, "Create"), "SQLite database", p.Repo.Place(c.Node, ""))
			}
		}
	}
	return out
}

// besideProgram says whether no volume can take the place of a file's folder: it is that of the program itself, or one above it.
func besideProgram(file string) bool {
	dir := path.Dir(path.Clean(file))
	return file != "" && (dir == "." || dir == "/" || strings.HasPrefix(dir, ".."))
}

// warnBeside tells that such a file cannot be written.
func warnBeside(p *Program, c fold.Call, does string) {
	at := p.Repo.Place(c.Node, "")
	p.Repo.Warn(at.File, at.Line, does+", whose folder is a part of the image and read-only when it runs: keep it in a folder of its own, such as data/, which becomes a volume")
}

// sqliteSource is the argument of a call that names the file of a SQLite database, nil when the call opens none.
func sqliteSource(p *Program, c fold.Call, imported string, scope fold.Scope) ast.Expr {
	args := c.Node.Args
	switch {
	case len(args) > 0 && slices.Contains(sqliteOpeners, imported+"."+fold.LastName(c.Node.Fun)):
		return args[0]
	case len(args) > 1 && (imported == "database/sql" || imported == "github.com/jmoiron/sqlx" || imported == "xorm.io/xorm" || imported == "github.com/jinzhu/gorm"):
		if driver := p.FoldShort(args[0], scope); len(driver) > 0 && slices.Contains(sqliteDrivers, driver[0].Text) {
			return args[1]
		}
	}
	return nil
}
