package imagetree

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Move is a group of applications whose nearest image differs between two trees.
type Move struct {
	From string   `json:"from"` // "" when no image fitted
	To   string   `json:"to"`   // "" when no image fits any more
	Why  string   `json:"why"`
	Role Role     `json:"role"`
	Apps []string `json:"apps"`
}

// Simulate says which applications of a fleet would move to another image if the tree were replaced by another one; largest groups first.
// An image whose until lies before the day serves nobody in either tree; without a day no day is looked at.
func Simulate(old, now *Tree, fleet []FleetItem, day Date) ([]Move, error) {
	groups := map[string]*Move{}
	before, after := old.Answers(day), now.Answers(day)
	for _, item := range fleet {
		was, err := before.Nearest(item.Need)
		if err != nil {
			return nil, err
		}
		is, err := after.Nearest(item.Need)
		if err != nil {
			return nil, err
		}
		if was.Image == is.Image {
			continue
		}
		key := strings.Join([]string{was.Image, is.Image, string(item.Role)}, "\x00")
		if groups[key] == nil {
			groups[key] = &Move{From: was.Image, To: is.Image, Role: item.Role, Why: moved(is, was.Image)}
		}
		groups[key].Apps = append(groups[key].Apps, item.App)
	}
	out := make([]Move, 0, len(groups))
	for _, k := range slices.Sorted(maps.Keys(groups)) {
		slices.Sort(groups[k].Apps)
		out = append(out, *groups[k])
	}
	slices.SortStableFunc(out, func(a, b Move) int {
		return cmp.Or(len(b.Apps)-len(a.Apps), strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
	return out, nil
}

// moved says what the former image loses on in the new tree.
func moved(is Answer, former string) string {
	if former == "" && is.Selection != nil {
		return "an image fits now"
	}
	return is.Against(former)
}
