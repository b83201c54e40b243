package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"

	"github.com/waybill-dev/waybill/internal/fault"
)

// originLine is the first line of a copy: a comment that says which original it was made from. Its closing dash takes the line break
// away, so that a copy renders the same bytes as its original.
var originLine = regexp.MustCompile(`^\{\{/\* waybill: copied from (\S+), sha256:([0-9a-f]{16})[^\n]*\*/ -\}\}\r?\n`)

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8]) // enough to see a change, and short on a line
}

func originOf(name string, original []byte) string {
	return fmt.Sprintf("{{/* waybill: copied from %s, sha256:%s; generate warns when the original changes */ -}}\n", name, digest(original))
}

// Copy returns an embedded template with a first line that records the original.
func Copy(name string) ([]byte, error) {
	original, err := fs.ReadFile(embedded, name)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot read the template %s", name)
	}
	return append([]byte(originOf(name, original)), original...), nil
}

// Reviewed returns a copy whose first line records the embedded template as it is now; the rest stays as it is. A copy without such
// a line gets one.
func Reviewed(name string, data []byte) ([]byte, error) {
	original, err := fs.ReadFile(embedded, name)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot read the template %s", name)
	}
	return append([]byte(originOf(name, original)), Body(data)...), nil
}

// Body returns a copy without the line that records its original.
func Body(data []byte) []byte { return data[len(originLine.Find(data)):] }

// Outdated lists the templates of a folder that were copied from an original that is another now, sorted by path. What records no
// original is not judged.
func Outdated(overrides fs.FS) ([]string, error) {
	if overrides == nil {
		return nil, nil
	}
	var names []string
	err := fs.WalkDir(overrides, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".tmpl" {
			return err
		}
		data, err := fs.ReadFile(overrides, name)
		if err != nil {
			return err
		}
		recorded := originLine.FindSubmatch(data)
		if recorded == nil {
			return nil
		}
		original, err := fs.ReadFile(embedded, string(recorded[1]))
		if err != nil || !bytes.Equal(recorded[2], []byte(digest(original))) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot read the templates")
	}
	return names, nil
}
