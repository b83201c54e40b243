// Package border says what each value that comes from outside may be where a template sees it: a name, a path, a version, prose.
//
// What goes in is the data of a template, a plain Go value. [Check] walks it and refuses a value that is not of the kind that the tables
// name for its field; the renderer asks it before any template runs. The tables have a row for each type and a word for each field and
// method with a text in it. A test walks all views and fails where a word is missing, so that a new field is safe by default.
//
// The types to know: a [Kind] is a form of values, such as [EnvName]. A plain kind means the same in every language that waybill writes:
// a template may print it as it is. All others, [Prose] among them, stand in an output only behind a function that quotes them.
//
//	border.EnvName.Parse("LOG_LEVEL")    // nil
//	border.EnvName.Parse("A=B\nRUN id")  // an error: "A=B\nRUN id" is no name of a variable
package border

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Kind is a form of values that come from outside.
type Kind string

// Plain kinds: nothing in them has a meaning in a Dockerfile, a shell, YAML within quotes or without, Groovy or nginx' settings.
const (
	Word     Kind = "word"                  // of a fixed list, or one that the repository made up: an environment, a stage, a signal
	Name     Kind = "name"                  // of an object of Kubernetes, a unit, a container (RFC 1123, subdomain)
	EnvName  Kind = "name of a variable"    // as Kubernetes takes them: letters, digits, dashes, dots and underscores
	Version  Kind = "version"               // of a program, a tag of an image, a digest
	Image    Kind = "reference of an image" // registry/name:tag@digest, and a part of it
	Host     Kind = "host"                  // name or address, with a port or without
	Label    Kind = "name of a label"       // with a prefix or without
	Package  Kind = "package"               // of an operating system, or a capability of the image tree
	Quantity Kind = "quantity"              // of Kubernetes, or a share in percent
	Words    Kind = "words"                 // words with blanks or commas between them
	Folder   Kind = "folder"                // absolute, of a node
	Own      Kind = "text of waybill's own" // made by waybill: words of the user stand in it quoted for its language
	Route    Kind = "route"                 // path of an HTTP request
)

// Quoted kinds: they may hold blanks, quotes and dollar signs, so a template writes them by a function that quotes them.
const (
	Path  Kind = "path"  // of files: no control characters, no backslash, never up and out
	Line  Kind = "line"  // a text without control characters but the tab
	Text  Kind = "text"  // any text in UTF-8 that reads as it is: an argument of a command, a value of a variable
	Prose Kind = "prose" // a text for people: comments, warnings, reasons
	Data  Kind = "data"  // any structure, which only an encoder writes
)

// turning are the characters by which a reviewer sees a text in another order than a program reads it (Unicode Technical Standard 55,
// "Source code handling": embeddings, overrides, isolates). steering are these, other marks of direction, what ends a line for some
// readers (C1 controls, line and paragraph separator; YAML 1.1, "Line break characters"), and the byte order mark.
const (
	turning  = `\x{202a}-\x{202e}\x{2066}-\x{2069}`
	steering = turning + `\x{80}-\x{9f}\x{61c}\x{200e}\x{200f}\x{2028}\x{2029}\x{feff}`
)

var forms = map[Kind]struct {
	Plain bool
	Form  *regexp.Regexp
	Most  int // bytes
}{
	Word:     {true, regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`), 253},
	Name:     {true, regexp.MustCompile(`^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$`), 253},
	EnvName:  {true, regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`), 1000},
	Version:  {true, regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:+-]*$`), 253},
	Image:    {true, regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@-]*$`), 1000},
	Host:     {true, regexp.MustCompile(`^[A-Za-z0-9\[][A-Za-z0-9._:/\[\]-]*$`), 1000},
	Label:    {true, regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*$`), 317},
	Package:  {true, regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._:@/~=-]*$`), 253},
	Quantity: {true, regexp.MustCompile(`^[0-9][0-9.]*(%|[A-Za-z]{0,2})$`), 30},
	Words:    {true, regexp.MustCompile(`^[A-Za-z0-9_.-]+([, ][A-Za-z0-9_.-]+)*$`), 1000},
	Folder:   {true, regexp.MustCompile(`^/[A-Za-z0-9._/-]*$`), 4096},
	Own:      {true, regexp.MustCompile(`^[^\x00]*$`), 1 << 20},
	Route:    {true, regexp.MustCompile(`^/[A-Za-z0-9._~/%?=&-]*$`), 1000},
	Path:     {false, regexp.MustCompile(`^[^\x00-\x1f\x7f\\` + steering + `]*$`), 4096},
	Line:     {false, regexp.MustCompile(`^[^\x00-\x08\x0a-\x1f\x7f` + steering + `]*$`), 1 << 20},
	Text:     {false, regexp.MustCompile(`^[^\x00` + turning + `]*$`), 1 << 20},
	Prose:    {false, regexp.MustCompile(`^[^\x00]*$`), 1 << 20},
	Data:     {},
}

// Plain says whether a value of the kind may be printed as it is.
func (k Kind) Plain() bool { return forms[k].Plain }

// Known says whether there is such a kind.
func (k Kind) Known() bool { _, ok := forms[k]; return ok }

// Parse refuses what is not of the kind. The empty text stands for no value and is of every kind.
func (k Kind) Parse(value string) error {
	f := forms[k]
	ok := value == "" || f.Form == nil || len(value) <= f.Most && utf8.ValidString(value) && f.Form.MatchString(value)
	if ok && k == Path {
		ok = !climbs(value)
	}
	if !ok {
		return fault.New(fault.Usage, "%q is no %s", value, k)
	}
	return nil
}

// climbs says whether a path leads above where it begins.
func climbs(value string) bool {
	depth := 0
	for e := range strings.SplitSeq(strings.TrimPrefix(value, "/"), "/") {
		switch e {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return true
			}
		default:
			depth++
		}
	}
	return false
}
