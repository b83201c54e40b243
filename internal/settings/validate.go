package settings

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// label is a DNS label (RFC 1123), the form of names, namespaces and environments.
var label = regexp.MustCompile(`^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$`)

// envName is what a POSIX shell and Kubernetes both take as a variable's name.
var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// rule refuses a value at its place: the values of text end up in names that must not mean something else.
type rule struct {
	path  []string // keys from the root; "*" is any key, "[]" any item of a list
	check func(value string) string
}

// oneOf returns a check for a fixed list of words.
func oneOf(words ...string) func(string) string {
	return func(v string) string {
		if v == "" || slices.Contains(words, v) {
			return ""
		}
		text := "use " + strings.Join(words, ", ")
		if near := strictyaml.Nearest(v, words); near != "" {
			text = "did you mean " + near + "? " + text
		}
		return text
	}
}

func matches(re *regexp.Regexp, say string) func(string) string {
	return func(v string) string {
		if v == "" || re.MatchString(v) {
			return ""
		}
		return say
	}
}

const sayLabel = "use lower case letters, digits and dashes, at most 63, starting with a letter"

// rules lists what the types alone do not refuse. A key is checked with "key:", each item of a list with "item:"; a value with its path.
func rules() []rule {
	rs := []rule{
		{[]string{"team"}, matches(label, sayLabel)},
		{[]string{"application"}, matches(label, sayLabel)},
		{[]string{"environments", "key:"}, matches(label, sayLabel)},
		{[]string{"aliases", "key:"}, matches(regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`), "use letters, digits, dots and dashes")},
		{[]string{"aliases", "*"}, matches(label, sayLabel)},
		{[]string{"images", "debug"}, oneOf("busybox")},
	}
	for _, unit := range [][]string{{"defaults"}, {"units", "*"}} {
		at := func(keys ...string) []string { return append(slices.Clone(unit), keys...) }
		rs = append(rs,
			rule{at("name"), matches(label, sayLabel)},
			rule{at("kind"), oneOf("server", "static-site", "worker", "cli", "library", "job")},
			rule{at("env", "key:"), matches(envName, "use letters, digits and underscores")},
			rule{at("config", "by"), oneOf("variable", "link", "argument", "build", "none")},
			rule{at("config", "variable"), matches(envName, "use letters, digits and underscores")},
			rule{at("logs", "to"), oneOf("stdout", "hostPath", "sidecar")},
			rule{at("init"), oneOf("script", "none")},
		)
	}
	return slices.Concat(rs, kubernetesRules(), jenkinsRules())
}

func validate(file string, root *yaml.Node, s Settings) error {
	for _, r := range rules() {
		if err := apply(file, root, r.path, r); err != nil {
			return err
		}
	}
	return ports(file, root, s)
}

func apply(file string, n *yaml.Node, path []string, r rule) error {
	if len(path) == 0 {
		if say := r.check(n.Value); n.Kind == yaml.ScalarNode && say != "" {
			return fault.New(fault.Usage, "%q is not allowed for %s", n.Value, strings.Join(r.path, ".")).In(file, n.Line, n.Column).WithHint("%s", say)
		}
		return nil
	}
	if n.Kind == yaml.SequenceNode && path[0] == "[]" {
		for _, item := range n.Content {
			if err := apply(file, item, path[1:], r); err != nil {
				return err
			}
		}
	}
	if n.Kind == yaml.SequenceNode && path[0] == "item:" {
		for _, item := range n.Content {
			if err := apply(file, item, path[1:], r); err != nil {
				return err
			}
		}
	}
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch path[0] {
		case "key:":
			if err := apply(file, key, nil, r); err != nil {
				return err
			}
		case "*", key.Value:
			if err := apply(file, value, path[1:], r); err != nil {
				return err
			}
		}
	}
	return nil
}

// ports refuses numbers that are no TCP port.
func ports(file string, root *yaml.Node, s Settings) error {
	for name, u := range s.Units {
		for i, p := range u.Ports {
			if p >= 1 && p <= 65535 {
				continue
			}
			n := lookup(root, "units", name, "ports")
			return fault.New(fault.Usage, "%d is not a TCP port", p).In(file, n.Content[i].Line, n.Content[i].Column).WithHint("use 1 to 65535")
		}
	}
	return nil
}

func lookup(n *yaml.Node, keys ...string) *yaml.Node {
	for _, k := range keys {
		n = n.Content[find(n, k)+1]
	}
	return n
}
