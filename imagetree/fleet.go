package imagetree

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/waybill-dev/waybill/internal/fault"
)

// FleetItem is one line of a fleet file: what an application needs, and the image it was given.
type FleetItem struct {
	Need
	Image string `json:"image,omitempty"` // the name of the image that it runs on, when known
	// Assumed says that Image is not what a scan saw but the nearest image of the tree at hand.
	Assumed bool `json:"-"`
}

// MaxLine bounds one line of a fleet file, in bytes.
const MaxLine = 16 << 20

// fleetLine is a line in either form: one need, or one repository of `fleet scan` with the needs of all its units.
type fleetLine struct {
	FleetItem
	Location string      `json:"location"`
	Needs    []FleetItem `json:"needs"`
}

// items returns the needs of a line; a repository that could not be scanned has none.
func (l fleetLine) items() []FleetItem {
	if l.Location == "" && l.Needs == nil {
		return []FleetItem{l.FleetItem}
	}
	return l.Needs
}

// ReadFleet reads a fleet file, one JSON object a line: a need with the image it was given, or what `fleet scan` writes.
// name is the file for messages. Lines that are empty are skipped.
func ReadFleet(name string, r io.Reader) ([]FleetItem, error) {
	var items []FleetItem
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, MaxLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var line fleetLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fault.Wrap(fault.Usage, err, "this is not a line of a fleet file").In(name, n, 0).WithHint(`write {"app": "shop", "role": "run", "requires": [{"capability": "java", "range": ">=17"}]}`)
		}
		for _, item := range line.items() {
			if item.Role == "" {
				item.Role = Run
			}
			items = append(items, item)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fault.Wrap(fault.Usage, err, "fleet file %s", name)
	}
	return items, nil
}

// Assume gives each application without a known image the nearest one of the tree.
func (t *Tree) Assume(fleet []FleetItem) error {
	answers := t.Answers("")
	for i := range fleet {
		if fleet[i].Image != "" {
			continue
		}
		answer, err := answers.Nearest(fleet[i].Need)
		if err != nil {
			return err
		}
		fleet[i].Image, fleet[i].Assumed = answer.Image, true
	}
	return nil
}
