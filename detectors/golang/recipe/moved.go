package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

// mover moves databases out of the folder of the program, where nothing can be written, into a folder of their own, by the flag whose default
// names the file.
type mover struct {
	*Program
	start []string // arguments of the start command
	args  []string // those that move databases
}

// move returns the folder that a file is moved to. It is told either way, also where the file stays because no flag holds its whole path.
func (m *mover) move(c fold.Call, f *module.File, v value.Value, file string) []string {
	does := "opens the database " + file
	if m.args != nil && slices.Contains(m.args, m.argument(v, file)) {
		return []string{m.folder()}
	}
	if !m.started(c, f) || !local(file) || !m.isDefault(v) {
		warnBeside(m.Program, c, does)
		return nil
	}
	m.args = append(m.args, m.argument(v, file))
	at := m.Repo.Place(c.Node, "")
	m.Repo.Warn(at.File, at.Line, does+", whose folder is a part of the image and read-only when it runs: the image passes "+m.argument(v, file))
	return []string{m.folder()}
}

// argument gives a flag the path of a file in the folder that it is moved to. Go's own package takes two dashes for one.
func (m *mover) argument(v value.Value, file string) string {
	dashes := "--"
	if len(v.Flag) == 1 {
		dashes = "-"
	}
	return dashes + v.Flag + "=" + strings.Replace(v.Text, file, path.Join(m.folder(), file), 1)
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

// isDefault says whether a text is the whole default of its flag, and not a path that the flag gives a part of.
func (m *mover) isDefault(v value.Value) bool {
	if v.Flag == "" || v.Piece || v.File != "" {
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
