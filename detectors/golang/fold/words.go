package fold

import (
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Texts are the files of a program, nearest to main first, and which of them hold a word: most files are ruled out before they are parsed.
type Texts struct {
	Files    []*module.File
	withWord map[string][]*module.File
	words    wordIndex
}

func textsOf(files []*module.File) *Texts {
	return &Texts{Files: files, withWord: map[string][]*module.File{}}
}

// With returns the files of the program whose text holds a text, nearest to main first. See Naming for a whole word.
func (t *Texts) With(word string) []*module.File {
	if list, ok := t.withWord[word]; ok {
		return list
	}
	files := t.Files
	if whole := wholeWord(word); whole != "" && t.indexed() {
		files = t.words.files(t, whole)
	}
	var list []*module.File
	for _, f := range files {
		if f.Has(word) {
			list = append(list, f)
		}
	}
	t.withWord[word] = list
	return list
}

// wordIndex says which files of a program hold a word, by their place in program.files. It is made when a program asks
// for so many names that looking through all the texts for each would cost more.
type wordIndex map[string]*[]int32

// scansBeforeIndex is the number of names that are looked up by scanning; a small service asks for fewer.
const scansBeforeIndex = 48

func newWordIndex(files []*module.File) wordIndex {
	x := wordIndex{}
	for i, f := range files {
		start := -1
		for at, c := range f.Src {
			if wordByte(c) {
				if start < 0 {
					start = at
				}
				continue
			}
			if start >= 0 {
				x.add(f.Src[start:at], int32(i))
				start = -1
			}
		}
		if start >= 0 {
			x.add(f.Src[start:], int32(i))
		}
	}
	return x
}

func (x wordIndex) add(word []byte, file int32) {
	list := x[string(word)]
	switch {
	case list == nil:
		x[string(word)] = &[]int32{file}
	case (*list)[len(*list)-1] != file:
		*list = append(*list, file)
	}
}

// wordByte says whether a byte can be part of an identifier; letters outside of ASCII count, by their bytes.
func wordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// indexed makes the index when it pays, and says whether there is one.
func (t *Texts) indexed() bool {
	if t.words == nil && len(t.withWord) >= scansBeforeIndex {
		t.words = newWordIndex(t.Files)
	}
	return t.words != nil
}

// Naming returns the files of the program that hold an identifier as a whole word, nearest to main first.
func (t *Texts) Naming(name string) []*module.File {
	if !t.indexed() {
		return t.With(name)
	}
	return t.words.files(t, name)
}

func (x wordIndex) files(t *Texts, word string) []*module.File {
	list := x[word]
	if list == nil {
		return nil
	}
	files := make([]*module.File, len(*list))
	for i, at := range *list {
		files[i] = t.Files[at]
	}
	return files
}

// wholeWord is the longest word within a text that has a neighbour on both sides there: wherever the text stands, that word does, too.
// `"log.level"` is level; signal.Notify has none, since it may go on.
func wholeWord(text string) string {
	longest, start := "", -1
	for at := range len(text) {
		switch {
		case !wordByte(text[at]):
			if start > 0 && at-start > len(longest) {
				longest = text[start:at]
			}
			start = -1
		case start < 0:
			start = at
		}
	}
	return longest
}
