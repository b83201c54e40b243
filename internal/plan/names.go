package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Lengths of names, in characters.
const (
	MaxLabel = 63 // DNS label: Service, container and label values
	MaxSet   = 52 // a StatefulSet and a CronJob append 11 characters to their names
)

// Shorten keeps a name within limit characters; what is cut off is told apart by six digits of its hash.
func Shorten(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:limit-7], "-") + "-" + hex.EncodeToString(sum[:3])
}

// Derived is the name of an object that belongs to another: NAME-headless, shortened to a DNS label.
func Derived(name, suffix string) string {
	return Shorten(name, MaxLabel-1-len(suffix)) + "-" + suffix
}
