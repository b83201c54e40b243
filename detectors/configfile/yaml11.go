package configfile

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// oldNumber is a whole number that YAML 1.1 writes otherwise than in plain digits: octal, hexadecimal, binary, or with underscores
// (yaml.org/type/int.html).
var oldNumber = regexp.MustCompile(`^[-+]?(?:0[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|[1-9][0-9]*_[0-9_]*)$`)

// YAML11 is YAML for a program that reads version 1.1, as SnakeYAML does (Spring Boot, Micronaut, Quarkus): whole numbers without quotes are
// given in plain digits, so that 017620 is 8080.
func YAML11(data []byte) ([]Document, error) { return read(data, decimal) }

func decimal(n *yaml.Node) string {
	if n.Style != 0 || n.Value == "" || !strings.ContainsRune("+-0123456789", rune(n.Value[0])) || !oldNumber.MatchString(n.Value) {
		return n.Value
	}
	number, err := strconv.ParseInt(strings.ReplaceAll(n.Value, "_", ""), 0, 64) // base 0 reads the prefixes 0, 0x and 0b
	if err != nil {
		return n.Value
	}
	return strconv.FormatInt(number, 10)
}
