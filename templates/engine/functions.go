package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/shell"
)

// withheld names Sprig's functions that templates do not get, with the reason that the error gives.
func withheld() map[string]string {
	const (
		reach = "it reaches out of the plan, so that output would depend on the machine"
		vary  = "it gives another value at each run, so that output would vary"
	)
	w := map[string]string{}
	for _, name := range []string{"env", "expandenv", "getHostByName", "osBase", "osClean", "osDir", "osExt", "osIsAbs"} {
		w[name] = reach
	}
	for _, name := range []string{
		"now", "ago", "date", "dateInZone", "date_in_zone", "dateModify", "date_modify", "mustDateModify", "must_date_modify",
		"htmlDate", "htmlDateInZone", "unixEpoch", "toDate", "mustToDate", "duration", "durationRound",
		"uuidv4", "shuffle", "randAlpha", "randAlphaNum", "randAscii", "randNumeric", "randBytes", "randInt",
		"genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey",
		"derivePassword", "bcrypt", "htpasswd", "buildCustomCert", "encryptAES", "decryptAES",
	} {
		w[name] = vary
	}
	return w
}

// functions returns what templates can call, bounded together.
func functions(t *template.Template) template.FuncMap { return guarded(callable(t)) }

// callable is what templates can call, without bounds: Sprig without what is withheld, and the quoting functions.
func callable(t *template.Template) template.FuncMap {
	f := sprig.TxtFuncMap()
	for name := range withheld() {
		delete(f, name)
	}
	maps.Copy(f, template.FuncMap{
		"repeat":    repeat,
		"until":     until,
		"untilStep": untilStep,
		"seq":       seq,
		"keys":      sortedKeys,
		"values":    sortedValues,
		"include":   include(t),
		// quoting, by the language that the value is written into
		"argv":        Argv,
		"sh":          shellWord,
		"yaml":        YAML,
		"toYaml":      ToYAML,
		"groovy":      groovyString,
		"groovyBlock": groovyBlock,
		"docker":      DockerValue,
		"nginx":       nginxWord,
		"line":        oneLine,
	})
	maps.Copy(f, dockerFunctions())
	// text/template's own, so that their results are bounded as well
	maps.Copy(f, template.FuncMap{
		"print": fmt.Sprint, "printf": fmt.Sprintf, "println": fmt.Sprintln,
		"html": template.HTMLEscaper, "js": template.JSEscaper, "urlquery": template.URLQueryEscaper,
	})
	return f
}

// FunctionNames returns the names of the functions that templates can call, sorted.
func FunctionNames() []string { return slices.Sorted(maps.Keys(functions(template.New("")))) }

func repeat(n int, s string) (string, error) {
	if n > maxRepeats || max(n, 0)*len(s) > maxFile {
		return "", errTooOften
	}
	return strings.Repeat(s, max(n, 0)), nil
}

func until(n int) ([]int, error) { return untilStep(0, n, 1) }

func untilStep(start, stop, step int) ([]int, error) {
	if step == 0 {
		return nil, errors.New("untilStep: the step is 0")
	}
	count := steps(start, stop, step)
	if count > maxRepeats {
		return nil, errTooOften
	}
	out := make([]int, count)
	for i := range out {
		out[i] = start + i*step
	}
	return out, nil
}

// steps counts the steps from start before stop. The distance of two integers may be no integer, but it fits without a sign.
func steps(start, stop, step int) uint64 {
	from, to, width := uint64(start), uint64(stop), uint64(step) //nolint:gosec // two's complement: their differences are right
	if step < 0 {
		start, stop, from, to, width = stop, start, to, from, -width
	}
	if start >= stop {
		return 0
	}
	return (to-from-1)/width + 1
}

// seq is Sprig's `seq LAST`, as numbers with spaces between them.
func seq(last int) (string, error) {
	if last > maxRepeats {
		return "", errTooOften
	}
	numbers, err := untilStep(1, last+1, 1)
	if err != nil {
		return "", err
	}
	return strings.Trim(fmt.Sprint(numbers), "[]"), nil
}

// sortedKeys replaces Sprig's keys, whose order is that of the map.
func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

func sortedValues(m map[string]any) []any {
	out := make([]any, 0, len(m))
	for _, k := range sortedKeys(m) {
		out = append(out, m[k])
	}
	return out
}

// include renders a partial to a string, so that it can be indented.
func include(t *template.Template) func(string, any) (string, error) {
	var depth atomic.Int64
	return func(name string, data any) (string, error) {
		defer depth.Add(-1)
		if depth.Add(1) > maxNested {
			return "", errTooDeep
		}
		if t.Lookup(name) == nil {
			return "", noTemplate{name}
		}
		out := &bounded{limit: maxFile}
		err := t.ExecuteTemplate(out, name, data)
		return out.String(), err
	}
}

// Argv writes a command in exec form, which is JSON: no shell reads it (Dockerfile reference, "Exec form").
func Argv(words any) (string, error) {
	if list, ok := words.([]any); ok { // what Sprig's concat and list return
		for _, w := range list {
			if _, ok := w.(string); !ok {
				return "", fmt.Errorf("argv: %v is not a string", w)
			}
		}
	} else if _, ok := words.([]string); !ok {
		return "", fmt.Errorf("argv: %v is not a list of strings", words)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(words)
	text := strings.TrimSuffix(b.String(), "\n")
	return strings.ReplaceAll(text, `","`, `", "`), err
}

// shellWord writes one word for a POSIX shell.
func shellWord(v any) string { return shell.Word(fmt.Sprint(v)) }

// YAML writes one value for YAML on one line; a string that any reader could take for something else is quoted.
func YAML(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		data, err := yaml.Marshal(v)
		return strings.TrimSuffix(string(data), "\n"), err
	}
	data, err := yaml.Marshal(s)
	text := strings.TrimSuffix(string(data), "\n")
	if err != nil || (text == s && !yaml11(s)) {
		return text, err
	}
	var quoted strings.Builder // a JSON string is a YAML double-quoted scalar
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false) // & and < are read as they are
	err = encoder.Encode(s)
	return strings.TrimSuffix(quoted.String(), "\n"), err
}

// yaml11 names the plain words that a reader of YAML 1.1 takes for booleans or numbers (yaml.org/type).
func yaml11(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "":
		return true
	}
	return s[0] >= '0' && s[0] <= '9' || s[0] == '+' || s[0] == '-' || s[0] == '.'
}

// ToYAML writes any value as YAML without the last line break; maps are sorted by key.
func ToYAML(v any) (string, error) {
	data, err := yaml.Marshal(v)
	return strings.TrimSuffix(string(data), "\n"), err
}

// groovyString writes a single-quoted Groovy string: nothing is interpolated in it.
func groovyString(v any) string {
	r := strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`)
	return "'" + r.Replace(oneControl(fmt.Sprint(v))) + "'"
}

// groovyBlock writes a text for the inside of a triple-quoted Groovy string, where only the backslash and the closing quotes have a meaning.
func groovyBlock(s string) string {
	return strings.NewReplacer(`\`, `\\`, `'''`, `\'\'\'`).Replace(oneControl(s))
}

// DockerValue writes a value of ENV, LABEL or ARG: double-quoted, with the characters escaped that BuildKit's shell lexer reads. There is
// no way to write a line break, so it is refused, as are other control characters but the tab.
func DockerValue(v any) (string, error) {
	s := fmt.Sprint(v)
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return "", fmt.Errorf("docker: %s cannot be written into a Dockerfile, whose lines hold no control characters", fault.Quote(s))
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(s) + `"`, nil
}

// nginxWord writes one word of nginx' settings. There is no way to write a dollar sign that is no variable, so it is refused.
func nginxWord(v any) (string, error) {
	s := fmt.Sprint(v)
	if s != "" && strings.Trim(s, shell.Plain+"~=") == "" {
		return s, nil
	}
	if strings.ContainsRune(s, '$') || oneControl(s) != s || strings.ContainsAny(s, "\r\n") {
		return "", fmt.Errorf("nginx: %s cannot be written into the settings of the web server", fault.Quote(s))
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`, nil
}

// oneLine makes a text safe for a comment: a line break would end it.
func oneLine(v any) string {
	return oneControl(strings.Join(strings.Fields(fmt.Sprint(v)), " "))
}

// oneControl drops control characters other than line breaks.
func oneControl(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}
