package recipe

import (
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// The data source of a Prisma schema: prisma.io/docs/orm/overview/databases/sqlite.
var (
	prismaSQLite = regexp.MustCompile(`(?m)^\s*provider\s*=\s*"sqlite"`)
	prismaURL    = regexp.MustCompile(`(?m)^\s*url\s*=\s*(?:"file:([^"?\n]+)|env\("(\w+)"\))`)
)

// prismaDatabase is the folder of the SQLite database that Prisma's schema names: its path begins in the folder of the schema. Where a
// variable names the file, that is told, since nobody knows its folder.
func (f final) prismaDatabase() []written {
	if !f.u.M.Uses("@prisma/client") {
		return nil
	}
	name := f.u.M.Root.Get("prisma", "schema").Str()
	if name == "" {
		name = "prisma/schema.prisma"
	}
	file := f.inUnit(path.Clean(name))
	data, err := f.p.Tree.Read(file)
	if err != nil || !prismaSQLite.Match(data) {
		return nil
	}
	m := prismaURL.FindSubmatchIndex(data)
	if m == nil {
		return nil
	}
	line := 1 + strings.Count(string(data[:m[0]]), "\n")
	if m[2] < 0 {
		f.u.Warn(file, line, "keeps a SQLite database in the file that "+string(data[m[4]:m[5]])+" names: it is lost with its pod, unless it lies on a claim (workload.storage: of the unit in waybill.yaml) and the variable says so, such as file:/app/data/app.db")
		return nil
	}
	folder := path.Dir(string(data[m[2]:m[3]]))
	if !path.IsAbs(folder) {
		folder = path.Join(path.Dir(path.Clean(name)), folder)
	}
	return []written{{folder, "SQLite database", facts.Evidence{File: file, Line: line, Rule: "datasource"}}}
}
