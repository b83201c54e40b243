package imagetree

import (
	"encoding/json"
	"fmt"
)

// Answers finds the nearest image of many needs and answers equal needs once: the thousands of applications of a fleet have
// some hundred distinct needs.
type Answers struct {
	tree  *Tree
	day   Date
	known map[string]Answer
}

// Answer is what one need gets.
type Answer struct {
	Image     string     // "" when nothing fits
	Selection *Selection // nil when the need names an image that the tree does not declare
}

// Answers returns a tree's answers. With a day, images whose until lies before the day are refused; without one no day is looked at.
func (t *Tree) Answers(day Date) *Answers {
	return &Answers{tree: t, day: day, known: map[string]Answer{}}
}

// Nearest returns the image of a need. A pin that the tree does not declare counts as nothing.
func (a *Answers) Nearest(n Need) (Answer, error) {
	app := n.App
	n.App, n.Day = "", ""
	key, err := json.Marshal(n)
	if err != nil {
		return Answer{}, fmt.Errorf("need of %s: %w", app, err)
	}
	if answer, ok := a.known[string(key)]; ok {
		return answer, nil
	}
	n.App, n.Day = app, a.day
	answer, err := a.tree.answer(n)
	if err == nil {
		a.known[string(key)] = answer
	}
	return answer, err
}

func (t *Tree) answer(n Need) (Answer, error) {
	if n.Pin != "" && t.Image(n.Pin) == nil {
		return Answer{}, nil
	}
	s, err := t.Select(n)
	if err != nil || s.Pick == nil {
		return Answer{Selection: s}, err
	}
	return Answer{Image: s.Pick.Image.Name, Selection: s}, nil
}

// Against says in words why a need did not get this image; "" when it did.
func (a Answer) Against(image string) string {
	s := a.Selection
	switch {
	case image == a.Image:
		return ""
	case s == nil:
		return "the image that the application names is gone"
	case s.tree.Image(image) == nil:
		return image + " is gone"
	}
	i := s.tree.Image(image)
	if !i.For(s.Need.Role) && s.Need.Pin != image {
		return image + " is not for this use any more"
	}
	return image + " " + s.against(i)
}
