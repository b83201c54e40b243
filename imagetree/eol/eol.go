// Package eol knows when releases of what images are made of reach their end of life: a small dated table, embedded, that works offline.
package eol

import (
	_ "embed"
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/internal/version"
)

//go:embed eol.yaml
var embedded []byte

// Table is the end-of-life table: product → cycles.
type Table struct {
	Taken    imagetree.Date     `yaml:"taken"`   // the day on which the facts were collected
	Checked  imagetree.Date     `yaml:"checked"` // the day on which package registries were asked for newer cycles; "" when they were not
	Source   string             `yaml:"source"`
	Products map[string][]Cycle `yaml:"products"` // by endoflife.date id
}

// Cycle is one release line.
type Cycle struct {
	Cycle string         `yaml:"cycle"`
	EOL   imagetree.Date `yaml:"eol"` // the last day; "" when no end is announced
}

// Embedded returns the table that waybill was built with.
func Embedded() (*Table, error) { return Parse("eol.yaml", embedded) }

// Parse reads a table; file is its name for messages.
func Parse(file string, data []byte) (*Table, error) {
	var t Table
	if err := strictyaml.Decode(file, data, &t); err != nil {
		return nil, err
	}
	if t.Taken == "" {
		return nil, fault.New(fault.Usage, "the end-of-life table does not say when its facts were taken").In(file, 1, 0).WithHint("add taken: YYYY-MM-DD")
	}
	for product, cycles := range t.Products {
		for _, c := range cycles {
			if _, err := version.Parse(c.Cycle); err != nil {
				return nil, fault.Wrap(fault.Usage, err, "cycle of %s", product).In(file, 0, 0)
			}
		}
	}
	return &t, nil
}

// Knows says whether the table has the product.
func (t *Table) Knows(product string) bool { return len(t.Products[product]) > 0 }

// Names returns the products, sorted.
func (t *Table) Names() []string {
	names := make([]string, 0, len(t.Products))
	for n := range t.Products {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Find returns the cycle that a version belongs to: the one with the most fields that the version starts with.
func (t *Table) Find(product string, v version.Version) (Cycle, bool) {
	var best Cycle
	length := 0
	for _, c := range t.Products[product] {
		cycle, err := version.Parse(c.Cycle)
		if err != nil {
			continue
		}
		nums := make([]int, 0, 4)
		for n := range cycle.Len() {
			nums = append(nums, cycle.Field(n))
		}
		if v.HasPrefix(nums...) && len(nums) > length {
			best, length = c, len(nums)
		}
	}
	return best, length > 0
}

// Beside says where a version without a cycle stands among those that the table has: older, newer or between.
func (t *Table) Beside(product string, v version.Version) string {
	older, newer := 0, 0
	for _, c := range t.Products[product] {
		if cycle, err := version.Parse(c.Cycle); err == nil && cycle.Compare(v) < 0 {
			older++
		} else {
			newer++
		}
	}
	switch {
	case newer == 0:
		return "it is newer than all that the table knows"
	case older == 0:
		return "it is older than all that the table knows, and most likely not maintained any more"
	}
	return "only older and newer ones: nothing says that it is maintained"
}

// Newest returns the cycle with the highest version; false for a product that the table does not have.
func (t *Table) Newest(product string) (version.Version, bool) {
	var best version.Version
	for _, c := range t.Products[product] {
		if cycle, err := version.Parse(c.Cycle); err == nil && cycle.Compare(best) > 0 {
			best = cycle
		}
	}
	return best, !best.IsZero()
}
