// Package configfile reads the configuration files that programs keep beside their code: Java properties, YAML and dotenv.
// Every value carries the line that it was read from. Nothing is interpreted: placeholders stay as they were written.
package configfile

import "slices"

// Value is one setting of a configuration file.
type Value struct {
	Key   string // dotted path for YAML, list elements as key[0]
	Value string // as written, without quotes; "" for null
	Line  int    // 1-based
}

// Document is one part of a file: a YAML document, or what stands between two "#---" lines of a properties file.
type Document struct {
	Line   int // where it begins: the "---" line, for YAML after the first
	Values []Value
}

// Get returns the value of a key; the last one wins, as in java.util.Properties.
func (d Document) Get(key string) (Value, bool) {
	for _, v := range slices.Backward(d.Values) {
		if v.Key == key {
			return v, true
		}
	}
	return Value{}, false
}
