package recipe

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// embedded are the databases that live in files of the program, by how their JDBC addresses begin (each driver's page on its URLs). What
// follows is a file, except where it begins with one of the words of else.
var embedded = []struct {
	prefix, name string
	folder       bool // the address names a folder, and not a file
	not          []string
}{
	{"jdbc:h2:file:", "H2 database", false, nil},
	{"jdbc:h2:", "H2 database", false, []string{"mem:", "tcp:", "ssl:", "zip:", "file:"}},
	{"jdbc:sqlite:", "SQLite database", false, []string{":memory:", ":resource:"}},
	{"jdbc:hsqldb:file:", "HSQLDB database", false, nil},
	{"jdbc:derby:", "Derby database", true, []string{"memory:", "//", "classpath:", "jar:"}},
}

// folderKeys are the words of a setting that names a folder which the program fills, and those of one that does not.
var (
	folderKey = regexp.MustCompile(`(?i)(upload|storage|attachment|workspace|workdir|work-dir|data-?dir|log-?path|log-?dir)[\w.-]*$`)
	placeKey  = regexp.MustCompile(`(?i)(dir|directory|folder|path|location|root|home)$`)
	otherKey  = regexp.MustCompile(`(?i)(ur[il]|pattern|prefix|context|mapping|endpoint|route|servlet|swagger|static|class-?path|key-?store|trust-?store|bucket|s3|oss|minio|management|web\.)`)
	dataKey   = regexp.MustCompile(`(?i)(upload|storage|attachment|data)`)
)

// writes are calls of the JDK that write, with a path that is written in them, and addresses of databases.
var writes = []struct {
	pattern *regexp.Regexp
	file    bool // the path is that of a file, and not of a folder
}{
	{regexp.MustCompile(`createDirector(?:y|ies)\(\s*(?:Paths\.get|Path\.of|Path)\(\s*"([^"\n]+)"\s*\)`), false},
	{regexp.MustCompile(`\bFile\(\s*"([^"\n]+)"\s*\)\s*\.mkdirs?\(`), false},
	{regexp.MustCompile(`\bnew (?:FileOutputStream|FileWriter|PrintWriter)\(\s*"([^"\n]+)"`), true},
	{regexp.MustCompile(`\bFiles\.(?:write|writeString|newBufferedWriter|newOutputStream)\(\s*(?:Paths\.get|Path\.of)\(\s*"([^"\n]+)"\s*\)`), true},
	{regexp.MustCompile(`"(jdbc:(?:sqlite|h2|hsqldb|derby):[^"\n]+)"`), true},
}

// state finds the folders that the program writes its data to: databases in files, folders of settings, and paths in the code.
func state(x *module.Module, run *facts.Run) {
	add := func(dir, what string, at facts.Evidence) {
		if dir == "" {
			return
		}
		if what != "" && !slices.ContainsFunc(run.Kept, func(k facts.Kept) bool { return k.Folder == dir }) {
			run.Kept = append(run.Kept, facts.Kept{Folder: dir, What: what, Evidence: evidenceOf(at)})
		}
		covered := slices.ContainsFunc(run.Writable, func(w string) bool { return dir == w || strings.HasPrefix(dir, w+"/") })
		if !covered && dir != "." && !strings.HasPrefix(dir, "/tmp") && len(run.Writable) < 12 {
			run.Writable = append(run.Writable, dir)
		}
	}
	for _, file := range settingFiles(x) {
		for _, doc := range x.Repo.Documents(file) {
			for _, v := range doc.Values {
				s := module.Setting{}
				text := x.Config().Resolve(v.Value, &s, 0)
				if len(s.Missing) > 0 {
					continue
				}
				at := facts.Evidence{File: file, Line: v.Line, Rule: v.Key}
				if dir, what := databaseFolder(text); what != "" {
					add(dir, what, at)
				} else if folderKey.MatchString(v.Key) && placeKey.MatchString(v.Key) && !otherKey.MatchString(v.Key) {
					what := ""
					if dataKey.MatchString(v.Key) {
						what = "files of " + v.Key
					}
					add(plainFolder(strings.TrimPrefix(text, "file:")), what, at)
				}
			}
		}
	}
	sources := x.Sources()
	for _, f := range sources[:min(len(sources), code.MaxFiles)] {
		if !x.Repo.Code.Holds(f, "mkdir", "createDirector", "FileOutputStream", "FileWriter", "PrintWriter", "Files.", "jdbc:") {
			continue
		}
		text := x.Repo.Code.Text(f)
		for _, w := range writes {
			for _, m := range w.pattern.FindAllSubmatchIndex(text, 20) {
				name := string(text[m[2]:m[3]])
				at := facts.Evidence{File: f, Line: 1 + bytes.Count(text[:m[2]], []byte("\n")), Rule: "writes " + name}
				dir, what := databaseFolder(name)
				if what == "" && !strings.HasPrefix(name, "jdbc:") {
					if w.file {
						name = path.Dir(name)
					}
					dir = plainFolder(name)
				}
				add(dir, what, at)
			}
		}
	}
}

// settingFiles are the application's configuration files, those of profiles too.
func settingFiles(x *module.Module) []string {
	files := slices.Clone(x.Config().Files)
	for _, dir := range x.ResourceDirs() {
		for _, in := range []string{dir, path.Join(dir, "config")} {
			for _, f := range x.Repo.Tree.In(in) {
				base, ext := path.Base(f), path.Ext(f)
				if strings.HasPrefix(base, "application-") && (ext == ".yml" || ext == ".yaml" || ext == ".properties") && !slices.Contains(files, f) {
					files = append(files, f)
				}
			}
		}
	}
	return files
}

// databaseFolder is the folder of a database that lives in a file of the program; what is "" for every other address. A folder that is
// not known is "".
func databaseFolder(address string) (dir, what string) {
	for _, e := range embedded {
		rest, ok := strings.CutPrefix(address, e.prefix)
		if !ok || slices.ContainsFunc(e.not, func(word string) bool { return strings.HasPrefix(rest, word) }) {
			continue
		}
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "directory:"), "file:")
		if i := strings.IndexAny(rest, ";?"); i >= 0 {
			rest = rest[:i]
		}
		if rest == "" {
			return "", ""
		}
		if !e.folder {
			rest = path.Dir(rest)
		}
		if rest = path.Clean(rest); rest == "." {
			return ".", e.name
		}
		return plainFolder(rest), e.name
	}
	return "", ""
}

// plainFolder accepts a folder that is known and that a volume can take the place of.
func plainFolder(dir string) string {
	dir = logFolder(dir)
	if dir == "" || len(dir) > 200 || strings.ContainsAny(dir, "*?,;<>|&()") {
		return ""
	}
	for _, system := range []string{"/dev", "/proc", "/sys", "/etc", "/usr", "/run", "/var/run", "/bin", "/lib"} {
		if dir == system || strings.HasPrefix(dir, system+"/") {
			return ""
		}
	}
	return dir
}
