package imagetree

import (
	"cmp"
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
func Simulate(old, now *Tree, fleet []FleetItem) ([]Move, error) {
	groups := map[string]*Move{}
	for _, item := range fleet {
		before, _, err := nearest(old, item.Need)
		if err != nil {
			return nil, err
		}
		after, s, err := nearest(now, item.Need)
		if err != nil {
			return nil, err
		}
		if before == after {
			continue
		}
		key := strings.Join([]string{before, after, string(item.Role)}, "\x00")
		if groups[key] == nil {
			groups[key] = &Move{From: before, To: after, Role: item.Role, Why: moved(s, before)}
		}
		groups[key].Apps = append(groups[key].Apps, item.App)
	}
	out := make([]Move, 0, len(groups))
	for _, k := range sortedKeys(groups) {
		slices.Sort(groups[k].Apps)
		out = append(out, *groups[k])
	}
	slices.SortStableFunc(out, func(a, b Move) int {
		return cmp.Or(len(b.Apps)-len(a.Apps), strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
	return out, nil
}

// nearest returns the name of the pick, "" when nothing fits. A pin that is gone counts as nothing.
func nearest(t *Tree, n Need) (string, *Selection, error) {
	if n.Pin != "" && t.Image(n.Pin) == nil {
		return "", nil, nil
	}
	s, err := t.Select(n)
	if err != nil {
		return "", nil, err
	}
	if s.Pick == nil {
		return "", s, nil
	}
	return s.Pick.Image.Name, s, nil
}

// moved says what the former image loses on in the new tree.
func moved(s *Selection, former string) string {
	if s == nil {
		return "the image that the application names is gone"
	}
	if former == "" {
		return "an image fits now"
	}
	if s.tree.Image(former) == nil {
		return former + " is gone"
	}
	for _, c := range s.Others() {
		if c.Image.Name != former {
			continue
		}
		if len(c.Refused) > 0 {
			return former + " " + strings.Join(c.Refused, "; ")
		}
		return former + " loses on " + c.LostOn
	}
	return former + " is not for this use any more"
}
