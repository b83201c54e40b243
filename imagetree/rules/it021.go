package rules

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it021() Rule {
	return Rule{finding.Rule{
		ID: "IT021", Severity: finding.Warning, Title: "name tells another version",
		Why: "People pick by name; the name has to be true.",
		Fix: "rename the image, or correct the version",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			for c, v := range i.All() {
				if v.Version.IsZero() {
					continue
				}
				for _, word := range append([]string{c}, imagetree.KnownCapability(c).Called...) {
					nums := numbersAfter(i.Name, word)
					if len(nums) > 0 && !v.Version.HasPrefix(nums...) {
						p.on(i, detail{key: c}, "image name %s says %s, but it provides %s %s", i.Name, join(nums), c, v.Text)
					}
				}
			}
		})
	}}
}

var digits = regexp.MustCompile(`^(?:[-.]?\d{1,4})+`)

// numbersAfter returns the version that stands right after a word in a name: 17 of java-17-jre, 1 and 27 of go-1-27.
func numbersAfter(name, word string) []int {
	at := strings.Index(name, word)
	if at < 0 || at > 0 && name[at-1] != '-' {
		return nil
	}
	var nums []int
	for _, w := range strings.FieldsFunc(digits.FindString(name[at+len(word):]), func(r rune) bool { return r == '-' || r == '.' }) {
		n, err := strconv.Atoi(w)
		if err != nil {
			return nil
		}
		nums = append(nums, n)
	}
	return nums
}

func join(nums []int) string {
	var words []string
	for _, n := range nums {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ".")
}
