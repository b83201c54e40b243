package draw

import "github.com/waybill-dev/waybill/imagetree"

// Boxes of the page, in pixels.
const (
	boxWidth   = 230
	boxHeight  = 26
	columnStep = boxWidth + 50
	rowStep    = boxHeight + 10
)

// box is an image with its place on the page.
type box struct {
	Image *imagetree.Image
	X, Y  int
}

// layout places the tree from left to right: leaves take a row each, a parent stands in the middle of its first and last child.
func layout(t *imagetree.Tree) (boxes []box, width, height int) {
	row := 0
	var place func(i *imagetree.Image, column int) int
	place = func(i *imagetree.Image, column int) int {
		at := len(boxes)
		boxes = append(boxes, box{Image: i, X: column * columnStep})
		width = max(width, column*columnStep+boxWidth)
		y := row * rowStep
		if children := i.Children(); len(children) > 0 {
			first := place(children[0], column+1)
			last := first
			for _, c := range children[1:] {
				last = place(c, column+1)
			}
			y = (first + last) / 2
		} else {
			row++
		}
		boxes[at].Y = y
		return y
	}
	for _, root := range t.Roots() {
		place(root, 0)
	}
	return boxes, width, row * rowStep
}
