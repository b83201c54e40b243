package draw

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
)

// DOT writes the whole tree for Graphviz; edges of copies are dashed.
func DOT(w io.Writer, t *imagetree.Tree) error {
	var b strings.Builder
	b.WriteString("digraph images {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n")
	for _, name := range t.Names() {
		i := t.Image(name)
		style := ""
		if i.Status != "" && i.Status != imagetree.Active {
			style = ", style=dashed"
		}
		fmt.Fprintf(&b, "  %s [label=%s%s];\n", strconv.Quote(name), strconv.Quote(title(i)), style)
	}
	for _, name := range t.Names() {
		i := t.Image(name)
		for _, before := range i.Before() {
			style := ""
			if before != i.Parent() {
				style = " [style=dashed, label=copies]"
			}
			fmt.Fprintf(&b, "  %s -> %s%s;\n", strconv.Quote(before.Name), strconv.Quote(name), style)
		}
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}
