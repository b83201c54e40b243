package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/imagetree/rules"
	"github.com/waybill-dev/waybill/internal/finding"
	"github.com/waybill-dev/waybill/internal/golden"
)

// TestRuleDocs keeps docs/rules.md equal to what the rules say of themselves.
func TestRuleDocs(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Rules of the image tree\n\nWritten by `make docs` from the rules themselves. `policy.rules` of the tree changes a severity or switches a rule off.\n")
	b.WriteString("A finding is accepted by a comment with an end date and a reason, on its line or on the line of the image's name:\n`# waybill:ignore IT010 until=2027-01-31 the reason`.\n")
	b.WriteString("\nA tree that cannot be read (IT004) ends with exit code 2; every format but text shows it as a finding at its file, line and column, too.\n")
	section := func(title string, list []finding.Rule) {
		fmt.Fprintf(&b, "\n## %s\n", title)
		for _, r := range list {
			fmt.Fprintf(&b, "\n### %s\n\n**%s** (%s). %s\nTo mend it: %s.\n", r.ID, r.Title, r.Severity, r.Why, strings.TrimSuffix(r.Fix, "."))
		}
	}
	section("tree lint: no registry is asked", rules.Describe())
	section("tree verify: compared with what is pushed", registry.Rules())
	golden.File(t, "../../docs/rules.md", b.Bytes())
}

// property is the part of JSON Schema that the page shows.
type property struct {
	Ref         string              `json:"$ref"`
	Type        string              `json:"type"`
	Description string              `json:"description"`
	Enum        []any               `json:"enum"`
	Items       *property           `json:"items"`
	Values      json.RawMessage     `json:"additionalProperties"`
	Properties  map[string]property `json:"properties"`
}

// TestTreeDocs keeps docs/imagetree.md equal to the schema, which is generated from the types.
func TestTreeDocs(t *testing.T) {
	var schema struct {
		Defs map[string]property `json:"$defs"`
	}
	if err := json.Unmarshal(treeSchema, &schema); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("# imagetree.yaml\n\nWritten by `make docs` from the types. The same as JSON Schema: `waybill tree schema`. The embedded tree is a whole example:\n`waybill tree show -o yaml`. Unknown keys, doubled keys, wrong types, anchors and aliases are refused at file, line and column.\n")
	for _, name := range []string{"Document", "Image", "Budget", "Capability", "Policy"} {
		def := schema.Defs[name]
		if len(def.Properties) == 0 {
			t.Fatalf("the schema has no %s", name)
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| key | value | meaning |\n| --- | --- | --- |\n", name, def.Description)
		for _, key := range slices.Sorted(maps.Keys(def.Properties)) {
			p := def.Properties[key]
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", key, kind(p), strings.ReplaceAll(p.Description, "|", `\|`))
		}
	}
	b.WriteString(capabilityTable(t))
	golden.File(t, "../../docs/imagetree.md", b.Bytes())
}

// capabilityTable lists the words that needs can ask for in the embedded tree.
func capabilityTable(t *testing.T) string {
	t.Helper()
	fsys, name := imagetree.Embedded()
	tree, err := imagetree.Load(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("\n## Words for capabilities\n\nA capability is any word in lower case; the words are the same in `provides`, in the needs of applications and in `tree pick --need`.\nThese are the words of the embedded tree; the ones that a tree has are completed by the shell. Debian names of OS packages may be asked\nfor as well.\n\n| word | images of the embedded tree |\n| --- | --- |\n")
	for _, word := range tree.Words() {
		var names []string
		for _, n := range tree.Names() {
			if _, ok := tree.Image(n).Own()[word]; ok {
				names = append(names, n)
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", word, some(names, 4))
	}
	return b.String()
}

// kind says what a value is in a few words.
func kind(p property) string {
	var values property
	switch {
	case p.Ref != "":
		return "see " + strings.TrimPrefix(p.Ref, "#/$defs/")
	case len(p.Enum) > 0:
		words := make([]string, len(p.Enum))
		for i, v := range p.Enum {
			words[i] = fmt.Sprint(v)
		}
		return strings.Join(words, ", ")
	case p.Type == "array" && p.Items != nil:
		return "list of: " + kind(*p.Items)
	case p.Type == "object" && json.Unmarshal(p.Values, &values) == nil:
		return "name to: " + kind(values)
	case p.Type == "":
		return "number or string"
	}
	return p.Type
}
