package recipe

import (
	"path"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// ProcfilePort is the port that stands for $PORT of a Procfile: the platform that reads the file chooses one at each start, the image says one.
const ProcfilePort = 8080

// Process is how a Procfile starts a class of a module.
type Process struct {
	Main string
	Args []string // words behind the class; nil where one of them is a variable that only the platform knows
	Port bool     // $PORT stands among the arguments, with ProcfilePort in its place
	At   facts.Evidence
}

// Procfile reads the process that a Procfile beside the POM starts by the name of a class of the module, web before worker (Heroku Dev Center,
// "The Procfile", "Process types").
func Procfile(x *module.Module) (Process, bool) {
	file := path.Join(x.POM.Dir, "Procfile")
	if !x.Repo.Tree.Has(file) {
		return Process{}, false
	}
	data, err := x.Repo.Tree.Read(file)
	if err != nil {
		return Process{}, false
	}
	for _, kind := range []string{"web", "worker"} {
		for i, line := range strings.Split(string(data), "\n") {
			command, ok := strings.CutPrefix(strings.TrimSpace(line), kind+":")
			if !ok || !strings.Contains(command, "java ") {
				continue
			}
			if p, ok := process(x, strings.Fields(command)); ok {
				p.At = facts.Evidence{File: file, Line: i + 1, Rule: kind + " of the Procfile"}
				return p, true
			}
		}
	}
	return Process{}, false
}

func process(x *module.Module, words []string) (Process, bool) {
	for i, w := range words {
		if x.ClassFile(w) == "" {
			continue
		}
		p := Process{Main: w}
		for _, arg := range words[i+1:] {
			said := strings.NewReplacer("${PORT}", strconv.Itoa(ProcfilePort), "$PORT", strconv.Itoa(ProcfilePort)).Replace(arg)
			p.Port = p.Port || said != arg
			if strings.ContainsAny(said, "$`\"'|&;<>()") {
				return Process{Main: w}, true
			}
			p.Args = append(p.Args, said)
		}
		return p, true
	}
	return Process{}, false
}
