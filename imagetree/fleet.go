package imagetree

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
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
// name is the file for messages. Lines that are empty are skipped. A line of a scan may hold keys that this version does not know, since a newer
// one may have written it; a need is written by hand, and a key that nobody reads would be a requirement that nobody checks.
func ReadFleet(name string, r io.Reader) ([]FleetItem, error) {
	var items []FleetItem
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, MaxLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		read, err := readLine(lines.Bytes())
		if err != nil {
			return nil, err.In(name, n, 0)
		}
		items = append(items, read...)
	}
	if err := lines.Err(); err != nil {
		return nil, fault.Wrap(fault.Usage, err, "fleet file %s", name)
	}
	return items, nil
}

// readLine returns the needs of one line.
func readLine(data []byte) ([]FleetItem, *fault.Error) {
	var line fleetLine
	if err := json.Unmarshal(data, &line); err != nil {
		return nil, fault.Wrap(fault.Usage, err, "this is not a line of a fleet file").WithHint(`write {"app": "shop", "role": "run", "requires": [{"capability": "java", "range": ">=17"}]}`)
	}
	items := line.items()
	if line.Location == "" {
		if err := misspelt(data); err != nil {
			return nil, err
		}
	}
	for i := range items {
		if items[i].Role == "" {
			items[i].Role = Run
		}
		if err := items[i].check(); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// fleetKeys are the keys of a line that is written by hand, and of a requirement in it.
var fleetKeys = []string{"app", "role", "requires", "extras", "labels", "platforms", "pin", "image", "needs", "capability", "range", "asBuilt", "optional", "bring", "evidence"}

// misspelt refuses a key that means nothing.
func misspelt(data []byte) *fault.Error {
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	err := strict.Decode(new(fleetLine))
	if err == nil {
		return nil
	}
	_, quoted, _ := strings.Cut(err.Error(), "unknown field ") // the decoder has no error type for it
	key := strings.Trim(quoted, `"`)
	e := fault.New(fault.Usage, "a fleet line has no key %s", fault.Quote(key))
	if near := strictyaml.Nearest(key, fleetKeys); near != "" {
		return e.WithHint("did you mean %s?", near)
	}
	return e.WithHint("a line has app, role, requires, extras, labels, platforms, pin and image")
}

// check refuses a need that no tree can answer.
func (i FleetItem) check() *fault.Error {
	if i.Role != Run && i.Role != Build {
		return fault.New(fault.Usage, "%s is no role", fault.Quote(string(i.Role))).WithHint("use run or build")
	}
	for _, r := range i.Requires {
		if !capabilityForm.MatchString(r.Capability) {
			return fault.New(fault.Usage, "%s cannot be a capability", fault.Quote(r.Capability)).WithHint(`write {"capability": "java", "range": ">=17"}`)
		}
		if _, err := SchemeOf(r.Capability).Range(r.Range); err != nil {
			return fault.Wrap(fault.Usage, err, "%s asks for %s", fault.Quote(i.App), r.Capability).WithHint(rangeHint)
		}
	}
	for _, p := range i.Platform {
		if err := CheckPlatform(p); err != nil {
			return err
		}
	}
	return nil
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
