package maven

import (
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// wantedArguments warns of words of the command line without which the program ends, and that its start command does not give.
func wantedArguments(x *module.Module, u facts.Unit) {
	mains := x.Mains()
	i := slices.IndexFunc(mains, func(e code.Entry) bool { return e.Main && (e.Class == u.Main.Value || u.Main.Value == "") })
	if i < 0 {
		return
	}
	given := argumentsOf(u.Start, u.Main.Value)
	words := len(slices.DeleteFunc(slices.Clone(given), func(w string) bool { return strings.HasPrefix(w, "-") }))
	var missing []string
	var at facts.Evidence
	positional := 0
	for _, a := range x.Repo.Code.Required(mains[i].File, x.Sources()) {
		switch {
		case len(a.Names) == 0:
			positional += a.Count
			if positional <= words {
				continue
			}
		case slices.ContainsFunc(given, func(w string) bool { name, _, _ := strings.Cut(w, "="); return slices.Contains(a.Names, name) }):
			continue
		default:
			missing = append(missing, strings.Join(a.Names, "/"))
		}
		if at.File == "" {
			at = facts.Evidence{File: a.File, Line: a.Line}
		}
	}
	if at.File == "" {
		return
	}
	if positional > words {
		missing = append(missing, fmt.Sprintf("%d by position", positional))
	}
	x.Warn(at, "the program wants arguments that its start command does not give ("+strings.Join(missing, ", ")+"), and ends without them: give them by start: in waybill.yaml")
}

// argumentsOf are the words behind the jar, or behind the main class.
func argumentsOf(start []string, main string) []string {
	for i, w := range start {
		if strings.HasSuffix(w, ".jar") && i > 0 && start[i-1] == "-jar" || main != "" && w == main {
			return start[i+1:]
		}
	}
	return nil
}
