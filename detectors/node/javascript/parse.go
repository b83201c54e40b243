package javascript

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/evanw/esbuild/pkg/api"
)

// MaxBytes is the largest source file that is parsed; larger ones are bundles, not what a person wrote.
const MaxBytes = 256 << 10

// maxNesting bounds brackets within brackets, on which both parsers recurse.
const maxNesting = 500

var loaders = map[string]api.Loader{
	".js": api.LoaderJSX, ".cjs": api.LoaderJSX, ".mjs": api.LoaderJSX, ".jsx": api.LoaderJSX, "": api.LoaderJSX,
	".ts": api.LoaderTS, ".cts": api.LoaderTS, ".mts": api.LoaderTS, ".tsx": api.LoaderTSX,
}

// Parse reads one source file; its extension says the language, none means JavaScript (bin/www).
func Parse(file string, data []byte) (*Module, error) {
	loader, ok := loaders[path.Ext(file)]
	if path.Ext(file) == ".json" {
		loader, ok, data = api.LoaderJSX, true, slices.Concat([]byte("module.exports = "), data)
	}
	switch {
	case !ok:
		return nil, errors.New("is no JavaScript or TypeScript")
	case len(data) > MaxBytes:
		return nil, fmt.Errorf("is larger than %d bytes", MaxBytes)
	case nesting(data) > maxNesting:
		return nil, fmt.Errorf("is nested deeper than %d brackets", maxNesting)
	}
	if bytes.HasPrefix(data, []byte("#!")) {
		data = append([]byte("//"), data[2:]...)
	}
	// Plain CommonJS needs no translation, which is where most of the time goes.
	if loader == api.LoaderJSX && !bytes.Contains(data, []byte("import ")) && !bytes.Contains(data, []byte("export ")) {
		if root, err := tree(file, string(data), nil); err == nil {
			return newModule(file, len(data), root), nil
		}
	}
	code, sourceMap, err := translate(data, loader)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	root, err := tree(file, code, sourceMap)
	if err != nil {
		return nil, err
	}
	return newModule(file, len(data), root), nil
}

func tree(file, code string, sourceMap []byte) (*Node, error) {
	// Node wraps CommonJS in a function too: return at the top is legal there.
	// A source map that the file itself names is never followed.
	program, err := parser.ParseFile(nil, file, "async function module() {"+code+"\n}", parser.IgnoreRegExpErrors, parser.WithDisableSourceMaps)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	c := converter{&lines{program.File, sourceMap}}
	root := &Node{lines: c.lines}
	for _, s := range program.Body {
		if f, ok := s.(*ast.FunctionDeclaration); ok {
			root.Kids = append(root.Kids, c.statements(f.Function.Body.List)...)
		}
	}
	return root, nil
}

// translate turns any dialect into the CommonJS that goja's parser reads, with a source map for the lines.
func translate(data []byte, loader api.Loader) (code string, sourceMap []byte, err error) {
	options := api.TransformOptions{
		Loader: loader, Format: api.FormatCommonJS, Target: api.ES2022, LogLevel: api.LogLevelSilent,
		Sourcemap: api.SourceMapExternal, SourcesContent: api.SourcesContentExclude,
		TsconfigRaw: `{"compilerOptions":{"experimentalDecorators":true}}`,
		Supported: map[string]bool{
			"dynamic-import": false, "for-await": false, "async-generator": false, "logical-assignment": false,
			"decorators": false, "import-meta": false, "bigint": true, "regexp-lookbehind-assertions": true,
		},
	}
	result := api.Transform(string(data), options)
	if len(result.Errors) > 0 {
		plain, ok := withoutAwait(data, result.Errors)
		if ok {
			result = api.Transform(plain, options)
		}
	}
	if len(result.Errors) > 0 {
		return "", nil, syntax(result.Errors[0])
	}
	return string(result.Code), result.Map, nil
}

// SyntaxError says where a file stops to be JavaScript or TypeScript.
type SyntaxError struct {
	Line int // 1-based, 0 when unknown
	Text string
}

func (e *SyntaxError) Error() string { return e.Text }

func syntax(m api.Message) *SyntaxError {
	e := &SyntaxError{Text: m.Text}
	if m.Location != nil {
		e.Line = m.Location.Line
	}
	return e
}

// withoutAwait blanks each top-level await, which CommonJS cannot hold, at the place that esbuild names.
func withoutAwait(data []byte, messages []api.Message) (string, bool) {
	lines := bytes.SplitAfter(bytes.Clone(data), []byte("\n"))
	for _, m := range messages {
		at := m.Location
		if at == nil || !strings.HasPrefix(m.Text, "Top-level await") || at.Line < 1 || at.Line > len(lines) || at.Column > len(lines[at.Line-1]) {
			return "", false
		}
		rest := lines[at.Line-1][at.Column:]
		if !bytes.HasPrefix(rest, []byte("await")) {
			return "", false
		}
		copy(rest, "     ")
	}
	return string(bytes.Join(lines, nil)), true
}

// nesting returns how deep brackets stand within brackets, or signs before an operand: an upper bound, since it counts in strings, too.
func nesting(data []byte) int {
	depth, before, deepest := 0, 0, 0
	for i, b := range data {
		switch b {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case '!', '~', '?':
			before++
		case '>':
			if i > 0 && data[i-1] == '=' {
				before++
			}
		case 'f':
			if i > 0 && data[i-1] == 'i' && i+1 < len(data) && (data[i+1] == ' ' || data[i+1] == '(') {
				before++
			}
		}
		switch b {
		case ';', ',', '{', '}', '"', '\'', '`':
			before = 0
		}
		deepest = max(deepest, depth, before)
	}
	return deepest
}
