package secret

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// given are the parameters of a URL whose values are secrets (RFC 6749, RFC 6750).
const given = `(?:access_?token|auth_?token|refresh_?token|token|api_?key|client_?secret|secret|password)`

// open are secrets that stand in a text, wherever it came from: the password of a URL, also of one that was taken for a path and lost a slash,
// the same without a scheme, and a parameter. The first group is what is left out. What was left out once is found no more.
var open = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:/{1,2}([^\s/:@$]*:[^\s/@${}]+)@`),
		regexp.MustCompile(`(?:^|[\s/=,:-])([A-Za-z0-9._%+]+:[^\s/:@${}"']+)@[A-Za-z][\w.-]*(?:/|:[0-9]{1,5}(?:/|$))`),
		regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:/\S*[?&]` + given + `=([^\s&"'${}<*][^\s&"'${}<]*)`),
	}
})

// closed is a text without the secrets that stand open in it, and these.
func closed(text string) (out string, values []string) {
	if !mayBeOpen(text) {
		return text, nil
	}
	for _, form := range open() {
		for {
			at := form.FindStringSubmatchIndex(text)
			if at == nil {
				break
			}
			values = append(values, text[at[2]:at[3]])
			text = text[:at[2]] + "***" + text[at[3]:]
		}
	}
	return text, values
}

// mayBeOpen says whether a word of the text has the marks of one of the forms: nearly no text has, and many are asked.
func mayBeOpen(text string) bool {
	if strings.IndexByte(text, ':') < 0 || !strings.ContainsAny(text, "@?") {
		return false
	}
	for word := range strings.FieldsSeq(text) {
		if _, behind, ok := strings.Cut(word, ":"); ok && (strings.IndexByte(behind, '@') >= 0 || strings.IndexByte(behind, '?') >= 0 && strings.IndexByte(behind, '=') >= 0) {
			return true
		}
	}
	return false
}

// close leaves secrets out of all texts of a unit that no rule for commands and variables went through: a URL in the place of a name, a
// version or a file.
func (r *removal) close() {
	var left []string
	texts(reflect.ValueOf(r.unit), func(text string) string {
		out, values := closed(text)
		left = append(left, values...)
		return out
	})
	for _, v := range left {
		r.warn(v, "a URL with a password or a token stands where a name, a version or a file is expected: the secret is left out")
	}
	left = slices.DeleteFunc(left, func(v string) bool { return len(v) <= 5 }) // it would be found in other words
	if len(left) == 0 {
		return
	}
	texts(reflect.ValueOf(r.unit), func(text string) string { // folders that were cut out of such a path
		for _, v := range left {
			text = strings.ReplaceAll(text, v, "***")
		}
		return text
	})
}

// texts changes all texts of a value.
func texts(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), change)
		}
	case reflect.Struct:
		for _, f := range v.Fields() {
			if f.CanSet() { // exported
				texts(f, change)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			texts(v.Index(i), change)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			changed := reflect.New(v.Type().Elem()).Elem()
			changed.Set(v.MapIndex(key))
			texts(changed, change)
			v.SetMapIndex(key, changed)
		}
	case reflect.String:
		if was := v.String(); v.CanSet() {
			if is := change(was); is != was {
				v.SetString(is)
			}
		}
	}
}

// parameter is one of a path's query whose value is a secret.
var parameter = regexp.MustCompile(`(?i)[?&]` + given + `=[^&\s${}<]+`)

// withoutParameters is the path of a probe without secrets: everybody who may read a manifest or an image would have them.
func (r *removal) withoutParameters(path string) string {
	for {
		at := parameter.FindStringIndex(path)
		if at == nil {
			return path
		}
		_, value, _ := strings.Cut(path[at[0]:at[1]], "=")
		r.warn(value, "health: a token or a password stands in the query of "+path[:at[0]]+": it is left out, because everybody who may read the manifests would have it; let the program answer there without one")
		rest := path[at[1]:]
		if path[at[0]] == '?' && rest != "" {
			rest = "?" + rest[1:]
		}
		path = path[:at[0]] + rest
	}
}
