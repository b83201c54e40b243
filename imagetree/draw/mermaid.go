package draw

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
)

// Mermaid refuses a diagram of more than 500 edges or 50,000 characters, and a diagram cannot raise that itself (mermaid#5042).
// We stay below: above maxDrawn images, subtrees collapse.
const (
	maxDrawn = 150
	maxText  = 45_000
)

// Part is what of a tree is drawn. The zero value is all of it.
type Part struct {
	Only    []string // these images with their chains
	Changed []string // marked with a thick line
}

// Mermaid writes a flow chart. What does not fit collapses into "+37 more" at its parent; nothing is left out without a word.
func Mermaid(w io.Writer, t *imagetree.Tree, part Part) error {
	for budget := maxDrawn; ; budget /= 2 {
		text := mermaid(t, part, budget)
		if len(text) <= maxText || budget <= 1 {
			_, err := io.WriteString(w, text)
			return err
		}
	}
}

func mermaid(t *imagetree.Tree, part Part, budget int) string {
	only := part.Only
	p := picture{ids: map[*imagetree.Image]string{}}
	p.choose(t, only, budget)
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for _, i := range p.drawn {
		fmt.Fprintf(&b, "  %s[\"%s\"]\n", p.ids[i], label(title(i)))
	}
	for _, i := range p.drawn {
		if from, ok := p.ids[i.Parent()]; ok {
			fmt.Fprintf(&b, "  %s --> %s\n", from, p.ids[i])
		}
		for _, c := range i.Before() {
			if from, ok := p.ids[c]; ok && c != i.Parent() {
				fmt.Fprintf(&b, "  %s -. copies .-> %s\n", from, p.ids[i])
			}
		}
	}
	for n, i := range p.drawn {
		if hidden := p.hidden(i, only); hidden > 0 {
			fmt.Fprintf(&b, "  more%d([\"+%d more\"])\n  %s --- more%d\n", n, hidden, p.ids[i], n)
		}
	}
	if p.left > 0 {
		fmt.Fprintf(&b, "  more([\"+%d more\"])\n", p.left)
	}
	if roots := p.hiddenRoots(t, only); roots > 0 {
		fmt.Fprintf(&b, "  more([\"+%d more roots\"])\n", roots)
	}
	var changed []string
	for _, i := range p.drawn {
		if slices.Contains(part.Changed, i.Name) {
			changed = append(changed, p.ids[i])
		}
	}
	if len(changed) > 0 {
		fmt.Fprintf(&b, "  classDef changed stroke-width:3px\n  class %s changed\n", strings.Join(changed, ","))
	}
	return b.String()
}

// picture is the choice of what is drawn.
type picture struct {
	drawn []*imagetree.Image
	ids   map[*imagetree.Image]string
	left  int // images that were asked for and that the budget has no room for
}

func (p *picture) add(i *imagetree.Image) {
	if _, ok := p.ids[i]; !ok {
		p.ids[i] = fmt.Sprintf("n%d", len(p.drawn))
		p.drawn = append(p.drawn, i)
	}
}

// choose takes images breadth first until the budget is spent, so that the top of the tree is always whole.
func (p *picture) choose(t *imagetree.Tree, only []string, budget int) {
	for _, name := range only {
		i := t.Image(name)
		if _, drawn := p.ids[i]; i == nil || drawn {
			continue
		}
		if len(p.drawn) >= budget {
			p.left++
			continue
		}
		chain := i.Chain()
		slices.Reverse(chain)
		for _, c := range chain {
			p.add(c)
		}
	}
	if len(only) > 0 {
		return
	}
	for queue := t.Roots(); len(queue) > 0 && len(p.drawn) < budget; queue = queue[1:] {
		p.add(queue[0])
		queue = append(queue, queue[0].Children()...)
	}
}

// hidden counts the images below one that are not drawn, when their parent is the last that is.
func (p *picture) hidden(i *imagetree.Image, only []string) int {
	if len(only) > 0 {
		return 0
	}
	n := 0
	for _, c := range i.Children() {
		if _, ok := p.ids[c]; !ok {
			n += size(c)
		}
	}
	return n
}

func (p *picture) hiddenRoots(t *imagetree.Tree, only []string) int {
	if len(only) > 0 {
		return 0
	}
	n := 0
	for _, r := range t.Roots() {
		if _, ok := p.ids[r]; !ok {
			n++
		}
	}
	return n
}

func size(i *imagetree.Image) int {
	n := 1
	for _, c := range i.Children() {
		n += size(c)
	}
	return n
}

// label escapes what means something inside a quoted label of Mermaid.
func label(text string) string {
	return strings.NewReplacer("&", "#amp;", `"`, "#quot;", "<", "#lt;", ">", "#gt;").Replace(text)
}
