// Package draw pictures the image tree: for the terminal, for Markdown, for Graphviz, and as a page that needs no server.
package draw

import (
	"fmt"
	"io"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
)

// Text writes the tree for a terminal: each image with its tag and, after +, what it adds.
func Text(w io.Writer, t *imagetree.Tree) error {
	var b strings.Builder
	for _, root := range t.Roots() {
		line(&b, root, "", "")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func line(b *strings.Builder, i *imagetree.Image, first, rest string) {
	fmt.Fprintf(b, "%s%s%s\n", first, title(i), adds(i))
	children := i.Children()
	for n, c := range children {
		if n == len(children)-1 {
			line(b, c, rest+"└── ", rest+"    ")
		} else {
			line(b, c, rest+"├── ", rest+"│   ")
		}
	}
}

func title(i *imagetree.Image) string {
	text := i.Name
	if i.External() {
		text += " = " + i.TagRef()
	} else if i.Tag != "" {
		text += ":" + i.Tag
	}
	if i.Status != "" && i.Status != imagetree.Active {
		text += " (" + string(i.Status) + ")"
	}
	return text
}

func adds(i *imagetree.Image) string {
	own := ownCapabilities(i)
	if len(own) == 0 {
		return ""
	}
	return "  +" + strings.Join(own, ", ")
}

// ownCapabilities returns what the image itself declares, as words.
func ownCapabilities(i *imagetree.Image) []string {
	var words []string
	for _, c := range i.Capabilities() {
		if p, ok := i.Own()[c]; ok {
			words = append(words, strings.TrimSpace(c+" "+p.Text))
		}
	}
	return words
}
