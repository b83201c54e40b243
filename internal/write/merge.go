package write

import (
	"bytes"
	"slices"
)

// The marks of a conflict, as git writes them.
const (
	markOurs   = "<<<<<<< yours"
	markMiddle = "======="
	markTheirs = ">>>>>>> waybill"
)

// maxCells bounds the table of a comparison; texts that need a larger one are merged as one conflict.
const maxCells = 16 << 20

// conflicted says whether a text holds the marks of a conflict.
func conflicted(data []byte) bool {
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) {
			return true
		}
	}
	return false
}

// merged is the outcome of a three-way merge.
type merged struct {
	data      []byte
	conflicts int
}

// merge brings the changes of two texts together: ours is the user's, theirs what waybill writes now, base the digests of the lines that
// both come from. Where only one side changed lines its change is taken; where both did, both stand there between marks. Lines end as
// they do in ours. Without a base every difference is a conflict.
func merge(base []string, ours, theirs []byte) merged {
	m := merging{ending: ending(ours)}
	m.ours, m.theirs = lines(ours), lines(theirs)
	a, b := digests(m.ours), digests(m.theirs)
	if base == nil {
		base = common(a, b)
	}
	inOurs, inTheirs := matches(base, a), matches(base, b)
	i, x, y := 0, 0, 0 // the next lines of base, ours and theirs
	for i < len(base) || x < len(a) || y < len(b) {
		if i < len(base) && inOurs[i] == x && inTheirs[i] == y {
			m.take(m.ours[x : x+1])
			i, x, y = i+1, x+1, y+1
			continue
		}
		j := i
		for j < len(base) && (inOurs[j] < 0 || inTheirs[j] < 0) {
			j++
		}
		toX, toY := len(a), len(b)
		if j < len(base) {
			toX, toY = inOurs[j], inTheirs[j]
		}
		switch {
		case slices.Equal(a[x:toX], base[i:j]):
			m.take(m.theirs[y:toY])
		case slices.Equal(b[y:toY], base[i:j]), slices.Equal(a[x:toX], b[y:toY]):
			m.take(m.ours[x:toX])
		default:
			m.conflict(m.ours[x:toX], m.theirs[y:toY])
		}
		i, x, y = j, toX, toY
	}
	return merged{m.out.Bytes(), m.conflicts}
}

type merging struct {
	ours, theirs [][]byte
	ending       string
	out          bytes.Buffer
	conflicts    int
}

// take writes lines; those of waybill end as the user's do.
func (m *merging) take(list [][]byte) {
	for _, line := range list {
		m.close()
		body := bytes.TrimRight(line, "\r\n")
		m.out.Write(body)
		if len(body) < len(line) {
			m.out.WriteString(m.ending)
		}
	}
}

// close ends a last line that had no end, when more comes after it.
func (m *merging) close() {
	if n := m.out.Len(); n > 0 && m.out.Bytes()[n-1] != '\n' {
		m.out.WriteString(m.ending)
	}
}

func (m *merging) mark(text string) {
	m.close()
	m.out.WriteString(text + m.ending)
}

// conflict writes both sides between marks, without the lines that both begin or end with.
func (m *merging) conflict(ours, theirs [][]byte) {
	a, b := digests(ours), digests(theirs)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	m.take(ours[:head])
	m.conflicts++
	m.mark(markOurs)
	m.take(ours[head : len(ours)-tail])
	m.mark(markMiddle)
	m.take(theirs[head : len(theirs)-tail])
	m.mark(markTheirs)
	m.take(ours[len(ours)-tail:])
}

func lines(data []byte) [][]byte {
	return slices.Collect(bytes.Lines(data))
}

func digests(list [][]byte) []string {
	out := make([]string, 0, len(list))
	for _, line := range list {
		out = append(out, lineDigest(line))
	}
	return out
}

// ending is how the lines of a text end.
func ending(data []byte) string {
	if first := bytes.IndexByte(data, '\n'); first > 0 && data[first-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// matches says for each line of base which line of other it is, -1 for none: a longest common subsequence.
func matches(base, other []string) []int {
	out := make([]int, len(base))
	for i := range out {
		out[i] = -1
	}
	head := 0
	for head < min(len(base), len(other)) && base[head] == other[head] {
		out[head] = head
		head++
	}
	end, last := len(base), len(other)
	for end > head && last > head && base[end-1] == other[last-1] {
		end, last = end-1, last-1
		out[end] = last
	}
	n, w := end-head, last-head
	if n == 0 || w == 0 || n*w > maxCells {
		return out
	}
	longest := make([][]int32, n+1) // of base[head+i:end] and other[head+j:last]
	for i := range longest {
		longest[i] = make([]int32, w+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := w - 1; j >= 0; j-- {
			if base[head+i] == other[head+j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < n && j < w; {
		switch {
		case base[head+i] == other[head+j]:
			out[head+i] = head + j
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// common are the lines that two texts share, in order.
func common(a, b []string) []string {
	out := []string{}
	for i, j := range matches(a, b) {
		if j >= 0 {
			out = append(out, a[i])
		}
	}
	return out
}
