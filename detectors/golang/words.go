package golang

// wordIndex says which files of a program hold a word, by their place in program.files. It is made when a program asks
// for so many names that looking through all the texts for each would cost more.
type wordIndex map[string]*[]int32

// scansBeforeIndex is the number of names that are looked up by scanning; a small service asks for fewer.
const scansBeforeIndex = 48

func newWordIndex(files []*gofile) wordIndex {
	x := wordIndex{}
	for i, f := range files {
		start := -1
		for at, c := range f.src {
			if wordByte(c) {
				if start < 0 {
					start = at
				}
				continue
			}
			if start >= 0 {
				x.add(f.src[start:at], int32(i))
				start = -1
			}
		}
		if start >= 0 {
			x.add(f.src[start:], int32(i))
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
func (p *program) indexed() bool {
	if p.words == nil && len(p.withWord) >= scansBeforeIndex {
		p.words = newWordIndex(p.files)
	}
	return p.words != nil
}

// naming returns the files of the program that hold an identifier as a whole word, nearest to main first.
func (p *program) naming(name string) []*gofile {
	if !p.indexed() {
		return p.with(name)
	}
	return p.words.files(p, name)
}

func (x wordIndex) files(p *program, word string) []*gofile {
	list := x[word]
	if list == nil {
		return nil
	}
	files := make([]*gofile, len(*list))
	for i, at := range *list {
		files[i] = p.files[at]
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
