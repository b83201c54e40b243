package golang

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// maxToldWords bounds the words of a command line that one warning repeats.
const maxToldWords = 8

// tellIdle warns of a program whose command line wants a word that was not found: started as it is, it prints its help and ends.
func tellIdle(r *module.Repo, p *program) {
	idle, ok := p.ways.IdleRoot()
	if !ok {
		return
	}
	at := r.Fset.Position(idle.At)
	words := idle.Words
	r.Warn(at.Filename, at.Line, "does nothing without a command, and which one starts the program is not known: it prints its help and ends; one of "+strings.Join(words[:min(len(words), maxToldWords)], ", ")+more(len(words)-maxToldWords)+" may be meant: set start: for the unit")
}
