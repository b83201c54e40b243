package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

// mover moves databases out of the folder of the program, where nothing can be written, into a folder of their own, by the flag or the
// variable whose default names the file.
type mover struct {
	*Program
	start []string       // arguments of the start command
	args  []string       // those that move databases
	env   []facts.EnvVar // the variables that do
}

// move returns the folder that a file is moved to, which v, one of the values of an argument, names. It is told either way, also where the
// file stays because nothing holds its whole path.
func (m *mover) move(c fold.Call, f *module.File, values []value.Value, v value.Value, file string) []string {
	argument, variable := m.argument(v, file), facts.EnvVar{Name: variableOf(values), Value: m.moved(v, file)}
	if slices.Contains(m.args, argument) || slices.Contains(m.env, variable) {
		return []string{m.folder()}
	}
	does := "opens the database " + file
	how := ""
	switch {
	case !m.started(c, f) || !local(file) || v.Piece || v.File != "":
	case m.ofFlag(v):
		m.args, how = append(m.args, argument), "passes "+argument
	case v.Flag == "" && fold.Capitals.MatchString(variable.Name):
		m.env, how = append(m.env, variable), "sets "+variable.Name+"="+variable.Value
	}
	if how == "" {
		warnBeside(m.Program, c, does)
		return nil
	}
	at := m.Repo.Place(c.Node, "")
	m.Repo.Warn(at.File, at.Line, does+", whose folder is a part of the image and read-only when it runs: the image "+how)
	return []string{m.folder()}
}

// argument gives a flag the path of a file in the folder that it is moved to. Go's own package takes two dashes for one.
func (m *mover) argument(v value.Value, file string) string {
	dashes := "--"
	if len(v.Flag) == 1 {
		dashes = "-"
	}
	return dashes + v.Flag + "=" + m.moved(v, file)
}

// moved is the text that names a file with the folder that it is moved to.
func (m *mover) moved(v value.Value, file string) string {
	return strings.Replace(v.Text, file, path.Join(m.folder(), file), 1)
}

// folder is one that the repository has no files in: a volume hides what the image holds there.
func (m *mover) folder() string {
	if len(m.Repo.Tree.In(path.Join(m.Main.Mod.Dir, "data"))) > 0 {
		return "state"
	}
	return "data"
}

// local says whether a file lies in the working folder itself, under a name that needs no quotes in any shell.
func local(file string) bool {
	return path.Dir(path.Clean(file)) == "." && !strings.ContainsFunc(file, func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/", r)
	})
}

// started says whether the command that the image starts comes to a call.
func (m *mover) started(c fold.Call, f *module.File) bool {
	r := m.ways.Route(reach.NodeOf(c.Around, f))
	return r.Reached && !r.Off && (len(r.Words) == 0 || slices.Equal(r.Words, m.start[:min(len(m.start), len(r.Words))]))
}

// ofFlag says whether a text is the whole default of its flag, and not a path that the flag gives a part of.
func (m *mover) ofFlag(v value.Value) bool {
	if v.Flag == "" {
		return false
	}
	for _, f := range m.With(`"` + v.Flag + `"`) {
		x := m.Index(f)
		for _, fn := range x.Order {
			for _, c := range x.Calls[fn] {
				_, name, def, ok := fold.FlagArgs(c.Node)
				if !ok {
					continue
				}
				flag, _ := fold.LiteralText(c.Node.Args[name])
				if flag == v.Flag && fold.First(m.FoldShort(c.Node.Args[def], fold.Scope{File: f, Fn: c.Around.Fn})) == v.Text {
					return true
				}
			}
		}
	}
	return false
}

// variableOf is the variable that gives the whole of what can have several texts, "" where none or more than one does: os.Getenv("DB") in
// cmp.Or(os.Getenv("DB"), "shop.db"). Of a path that a variable gives a part of, the other parts are known.
func variableOf(values []value.Value) string {
	name := ""
	for _, v := range values {
		switch {
		case v.Variable == "":
		case v.Text != value.Unknown || name != "" && v.Variable != name:
			return ""
		default:
			name = v.Variable
		}
	}
	return name
}
