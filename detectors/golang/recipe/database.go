package recipe

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
)

// sqliteOpeners open the file of a SQLite database that their first argument names.
var sqliteOpeners = []string{"gorm.io/driver/sqlite.Open", "github.com/glebarez/sqlite.Open", "github.com/libtnb/sqlite.Open", "zombiezen.com/go/sqlite.OpenConn", "crawshaw.io/sqlite.OpenConn"}

// sqliteDrivers are the names under which drivers of SQLite register themselves with database/sql: mattn/go-sqlite3, modernc.org/sqlite.
var sqliteDrivers = []string{"sqlite3", "sqlite"}

// databaseFolders lists the folders that a SQLite database is kept in, and warns of a database whose folder no volume can take the place of:
// the folder of the program itself, or one above it. SQLite writes its journal beside the database (sqlite.org/tempfiles.html).
func databaseFolders(p *Program) []string {
	var out []string
	for _, f := range p.Files {
		if !f.Has("sqlite") {
			continue
		}
		x := p.Index(f)
		for _, fn := range []string{"Open", "OpenConn", "Connect", "MustConnect", "MustOpen"} {
			for _, c := range x.Calls[fn] {
				sel, ok := c.Node.Fun.(*ast.SelectorExpr)
				if !ok || len(c.Node.Args) == 0 {
					continue
				}
				imported, _, isPackage := p.PackageNamed(f, sel.X)
				dsn := c.Node.Args[0]
				scope := fold.Scope{File: f, Fn: c.Around.Fn}
				switch {
				case !isPackage:
					continue
				case slices.Contains(sqliteOpeners, imported+"."+fn):
				case len(c.Node.Args) > 1 && (imported == "database/sql" || imported == "github.com/jmoiron/sqlx" || imported == "xorm.io/xorm" || imported == "github.com/jinzhu/gorm"):
					driver := p.FoldShort(dsn, scope)
					if len(driver) == 0 || !slices.Contains(sqliteDrivers, driver[0].Text) {
						continue
					}
					dsn = c.Node.Args[1]
				default:
					continue
				}
				for _, v := range p.FoldShort(dsn, scope) {
					file, _, _ := strings.Cut(strings.TrimPrefix(v.Text, "file:"), "?")
					if !v.Known() || file == "" || strings.HasPrefix(file, ":memory:") || strings.ContainsAny(file, "%\n") {
						continue
					}
					if dir := path.Dir(path.Clean(file)); dir == "." || dir == "/" || strings.HasPrefix(dir, "..") {
						at := p.Repo.Place(c.Node, "")
						p.Repo.Warn(at.File, at.Line, "opens the database "+file+", whose folder is a part of the image and read-only when it runs: keep it in a folder of its own, such as data/, which becomes a volume")
						continue
					}
					v.Text = file
					out = append(out, writeFolder(v, "Create")...)
				}
			}
		}
	}
	return out
}
