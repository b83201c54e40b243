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
}

// maxLine bounds one line of a fleet file.
const maxLine = 1 << 20

// ReadFleet reads a fleet file, one JSON object a line; name is the file for messages. Lines that are empty are skipped.
func ReadFleet(name string, r io.Reader) ([]FleetItem, error) {
	var items []FleetItem
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var item FleetItem
		if err := json.Unmarshal(lines.Bytes(), &item); err != nil {
			return nil, fault.Wrap(fault.Usage, err, "this is not a line of a fleet file").In(name, n, 0).WithHint(`write {"app": "shop", "role": "run", "requires": [{"capability": "java", "range": ">=17"}]}`)
		}
		if item.Role == "" {
			item.Role = Run
		}
		items = append(items, item)
	}
	if err := lines.Err(); err != nil {
		return nil, fault.Wrap(fault.Usage, err, "fleet file %s", name)
	}
	return items, nil
}
