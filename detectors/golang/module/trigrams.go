package module

// trigrams are the runs of three bytes that a text holds, as bits of their hashes. A word that has another run is not in the text; hundreds of
// words are asked of each file, and most are not there.
type trigrams [1 << 10]uint64

func readTrigrams(text []byte) *trigrams {
	var t trigrams
	var run uint32
	for i, b := range text {
		run = run<<8 | uint32(b)
		if i >= 2 {
			h := hashed(run)
			t[h>>6] |= 1 << (h & 63)
		}
	}
	return &t
}

// hashed spreads the last three bytes over 16 bits.
func hashed(run uint32) uint32 { return (run & 0xffffff) * 0x9e3779b1 >> 16 }

// mayHold says whether each run of a word is there; words of less than three bytes may be anywhere.
func (t *trigrams) mayHold(word string) bool {
	var run uint32
	for i := range len(word) {
		run = run<<8 | uint32(word[i])
		if i < 2 {
			continue
		}
		if h := hashed(run); t[h>>6]&(1<<(h&63)) == 0 {
			return false
		}
	}
	return true
}
