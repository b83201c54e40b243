package imagetree

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/internal/version"
)

// numbersInTag finds the versions in the last part of a reference: 3 and 21 in maven:3-eclipse-temurin-21.
var numbersInTag = regexp.MustCompile(`\d+(?:\.\d+)*`)

// patchFields is the number of fields from which a version in a tag names one release: golang:1.26.7 does not move, golang:1.26 does.
const patchFields = 3

// findLines notes which release line the tag of an external image follows, for each capability with a version. The tag of a line moves:
// what is pulled has the version that the tree notes, or a newer one of the line. An image that is pinned by digest moves no more, and an
// image that is built here has a tag that never does.
func (i *Image) findLines() {
	if !i.External() || i.Digest() != "" {
		return
	}
	name, tag, _ := strings.Cut(path.Base(i.TagRef()), ":")
	var inTag [][]int
	for _, word := range numbersInTag.FindAllString(name+" "+tag, -1) {
		if nums, ok := numbers(word); ok {
			inTag = append(inTag, nums)
		}
	}
	lines := map[string][]int{}
	moves := !strings.ContainsAny(tag, "0123456789") // stable, latest
	for c, p := range i.own {
		if line, ok := lineOf(p.Version, inTag); ok {
			lines[c], moves = line, true
		}
	}
	if !moves {
		return
	}
	for c, p := range i.own {
		if named := slices.ContainsFunc(inTag, func(nums []int) bool { return p.Version.HasPrefix(nums...) }); !named && p.Version.Len() > 1 {
			lines[c] = []int{p.Version.Major(), p.Version.Field(1)} // what comes along with a tag that moves gets patches, as far as we can know
		}
	}
	i.lines, i.later = lines, map[string]version.Range{}
	for c, line := range lines {
		if later, ok := laterOf(i.own[c].Version, line); ok {
			i.later[c] = later
		}
	}
}

// lineOf returns the longest version of a tag that a capability's version starts with, unless the tag names the release itself.
func lineOf(v version.Version, inTag [][]int) (line []int, ok bool) {
	for _, nums := range inTag {
		if v.IsZero() || !v.HasPrefix(nums...) {
			continue
		}
		if len(nums) >= patchFields || len(nums) > 1 && len(nums) == v.Len() {
			return nil, false
		}
		if len(nums) > len(line) {
			line = nums
		}
	}
	return line, line != nil
}

func numbers(word string) (nums []int, ok bool) {
	for part := range strings.SplitSeq(word, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, false
		}
		nums = append(nums, n)
	}
	return nums, true
}

// laterOf is the range of what a tag that follows a line may have moved to from a version, also a newer patch that nobody noted. It is
// asked for each candidate of each unit, so loading makes it once.
func laterOf(v version.Version, line []int) (version.Range, bool) {
	end := slices.Clone(line)
	end[len(end)-1]++
	later, err := version.Plain.Range(fmt.Sprintf(">=%s <%s", v.Canonical(), dotted(end)))
	return later, err == nil
}

// mayHave says whether a release that the image's tag may have moved to is in a range, though the version that the tree notes is not.
func (i *Image) mayHave(capability string, allowed version.Range) bool {
	later, ok := i.later[capability]
	if !ok {
		return false
	}
	_, ok = allowed.And(later)
	return ok
}

func dotted(nums []int) string {
	words := make([]string, len(nums))
	for i, n := range nums {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ".")
}
