package write

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// The lock holds no text, only the digest of each line that waybill wrote: a three-way merge needs no more of its base than which lines
// are still the same.

// lineBytes is how much of a line's SHA-256 the lock holds: with 48 bits two lines of a file that differ are never taken for one another.
const lineBytes = 6

const lineWidth = lineBytes * 4 / 3 // characters of base64

// lineDigest is the digest of one line, however it ends.
func lineDigest(line []byte) string {
	sum := sha256.Sum256(bytes.TrimRight(line, "\r\n"))
	return base64.RawURLEncoding.EncodeToString(sum[:lineBytes])
}

// lineDigests are those of a whole text, as the lock holds them.
func lineDigests(data []byte) string {
	var b strings.Builder
	for line := range bytes.Lines(data) {
		b.WriteString(lineDigest(line))
	}
	return b.String()
}

// splitDigests is the opposite of lineDigests; ok says whether the text has that form.
func splitDigests(s string) (list []string, ok bool) {
	for ; len(s) >= lineWidth; s = s[lineWidth:] {
		list = append(list, s[:lineWidth])
	}
	return list, s == ""
}
