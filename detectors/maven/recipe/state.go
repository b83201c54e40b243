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
	folderKey = regexp.MustCompile(`(?i)(upload|storage|attachment|media|workspace|workdir|work-dir|data-?dir|lucene|index-?(?:dir|path|location)|log-?path|log-?dir)[\w.-]*$`)
	placeKey  = regexp.MustCompile(`(?i)(dir|directory|folder|path|location|root|home)$`)
	otherKey  = regexp.MustCompile(`(?i)(ur[il]|pattern|prefix|context|mapping|endpoint|route|servlet|swagger|static|class-?path|key-?store|trust-?store|bucket|s3|oss|minio|management|web\.)`)
	dataKey   = regexp.MustCompile(`(?i)(upload|storage|attachment|media|data|lucene|index)`)
)

// luceneKey is the end of the setting by which Hibernate Search names the folder of its indexes, under the prefix of whoever hands it over
// (docs.hibernate.org/search, "Lucene backend": directory.root; before release 6 hibernate.search.default.indexBase).
var luceneKey = regexp.MustCompile(`hibernate\.search\.(?:backend|backends\.[\w-]+)\.directory\.root$|hibernate\.search\.[\w-]+\.indexBase$`)

// ownFolders are settings of frameworks that name a folder which the framework itself fills (docs.spring.io/spring-boot, "Common Application
// Properties"; quarkus.io/guides/all-config; docs.micronaut.io, "Configuration reference").
var ownFolders = []string{
	"spring.servlet.multipart.location", "server.tomcat.basedir", "server.undertow.accesslog.dir", "spring.artemis.embedded.data-directory", "spring.graphql.upload.location",
	"quarkus.http.body.uploads-directory", "micronaut.server.multipart.location",
}

// write is a call that writes.
type write struct {
	pattern *regexp.Regexp // its group is the path, in quotes or by a name
	file    bool           // the path is that of a file, and not of a folder
	kept    string         // what of it has to last
}

// given is a path in an argument: in quotes or by a name, perhaps in a Path, which may hold further parts.
const given = `\(\s*(?:(?:java\.nio\.file\.)?(?:Paths\.get|Path\.of|Path)\(\s*)?("[^"\n]+"|[A-Za-z_]\w*)\s*[,)]`

// writes are calls of the JDK that write, of libraries that keep an index or a database in files (each one's own documentation), and
// addresses of databases.
var writes = []write{
	{regexp.MustCompile(`createDirector(?:y|ies)` + given), false, ""},
	{regexp.MustCompile(`\bFile\(\s*("[^"\n]+"|[A-Za-z_]\w*)\s*\)\s*\.mkdirs?\(`), false, ""},
	{regexp.MustCompile(`\b([A-Za-z_]\w*)\.mkdirs?\(`), false, ""},
	{regexp.MustCompile(`\bnew (?:FileOutputStream|FileWriter|PrintWriter)` + given), true, ""},
	{regexp.MustCompile(`\bFiles\.(?:write|writeString|newBufferedWriter|newOutputStream)` + given), true, ""},
	{regexp.MustCompile(`\bFSDirectory\.open` + given), false, "Lucene index"},
	{regexp.MustCompile(`\bRocksDB\.open` + given), false, "RocksDB database"},
	{regexp.MustCompile(`\bDBMaker\.fileDB` + given), true, "MapDB database"},
	{regexp.MustCompile(`"(jdbc:(?:sqlite|h2|hsqldb|derby):[^"\n]+)"`), true, ""},
}

// path is the path that a match gives: the text in quotes, or what the file's only assignment to the name gives it. "" where it is not known.
func (w write) path(text []byte, m []int) string {
	word := string(text[m[2]:m[3]])
	if quoted, ok := strings.CutPrefix(word, `"`); ok {
		return strings.TrimSuffix(quoted, `"`)
	}
	if strings.HasPrefix(word, "jdbc:") {
		return word
	}
	assigned := regexp.MustCompile(`\b`+word+`\s*=[^=]`).FindAllIndex(text, 2)
	if len(assigned) != 1 {
		return ""
	}
	if found := assignedPath.FindSubmatch(text[assigned[0][1]-1:]); found != nil {
		return string(found[1])
	}
	return ""
}

// assignedPath is a path behind the = of an assignment.
var assignedPath = regexp.MustCompile(`^\s*(?:new (?:java\.io\.)?File\(\s*|(?:java\.nio\.file\.)?(?:Paths\.get|Path\.of)\(\s*)?"([^"\n]+)"\s*[;,)]`)

// writingWords are in each source that has one of the writes.
var writingWords = []string{"mkdir", "createDirector", "FileOutputStream", "FileWriter", "PrintWriter", "Files.", "jdbc:", "FSDirectory", "RocksDB", "DBMaker"}

func holdsOne(text []byte, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(text, []byte(w)) })
}

// state finds the folders that the program writes its data to: databases in files, folders of settings, and paths in the code. Where the program
// works in the folder of its files (fromFolder), files of the repository that it opens by a relative path come beside it.
func state(x *module.Module, run *facts.Run, fromFolder bool) {
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
				dir, what := folderOf(v.Key, text)
				add(dir, what, at)
			}
		}
	}
	sources := x.Sources()
	for _, f := range sources[:min(len(sources), code.MaxFiles)] {
		text := x.Repo.Code.Text(f)
		if fromFolder && holdsOne(text, openingWords) {
			readsOf(x, text, run)
		}
		for _, d := range defaultsOf(text) {
			if _, said := x.Config().Get(d.key); said { // by a file, which was read above
				continue
			}
			dir, what := settingFolder(d.key, d.value)
			add(dir, what, facts.Evidence{File: f, Line: d.line, Rule: d.key})
		}
		if !holdsOne(text, writingWords) {
			continue
		}
		for _, w := range writes {
			for _, m := range w.pattern.FindAllSubmatchIndex(text, 20) {
				name := w.path(text, m)
				if name == "" {
					continue
				}
				at := facts.Evidence{File: f, Line: 1 + bytes.Count(text[:m[2]], []byte("\n")), Rule: "writes " + name}
				dir, what := databaseFolder(name)
				if what == "" && !strings.HasPrefix(name, "jdbc:") {
					if w.file {
						name = path.Dir(name)
					}
					dir, what = plainFolder(name), w.kept
				}
				add(dir, what, at)
			}
		}
	}
}

// folderOf is the folder that a setting has the program write to, and what of it has to last.
func folderOf(key, value string) (dir, what string) {
	if dir, what = databaseFolder(value); what != "" {
		return dir, what
	}
	switch {
	case slices.Contains(ownFolders, key):
		return plainFolder(value), ""
	case luceneKey.MatchString(key):
		return plainFolder(value), "Lucene index"
	}
	return settingFolder(key, value)
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
