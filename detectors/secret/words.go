package secret

import (
	"regexp"
	"slices"
	"strings"
)

// secretWords takes the secrets out of a command. refer is told the name and the value of each, and returns what a shell reads in its place. Where
// it was asked the words are those of a shell, else those of argv, of which the text of sh -c may have changed.
func secretWords(argv []string, refer func(name, value string) string) (words []string, asked bool) {
	plain := slices.Clone(argv)
	for i, w := range argv {
		if i > 0 && argv[i-1] == "-c" {
			plain[i] = shellText(w, refer)
			words = append(words, quoted(plain[i]))
			continue
		}
		name, start, end := secretOf(argv, i)
		if name == "" {
			words = append(words, quoted(w))
			continue
		}
		words, asked = append(words, written(w, start, end, refer(name, w[start:end]))), true
	}
	if !asked {
		return plain, false
	}
	return words, true
}

// written is a word for a shell, in which a reference stands in the place of a part.
func written(w string, start, end int, reference string) string {
	if start > 0 {
		reference = quoted(w[:start]) + reference
	}
	if end < len(w) {
		reference += quoted(w[end:])
	}
	return reference
}

// unset is a command without the options that hold secrets, and without the words that are some.
func unset(argv []string) (out []string) {
	for i, w := range argv {
		switch name, start, _ := secretOf(argv, i); {
		case name == "":
			out = append(out, w)
		case start == 0 && i > 0 && strings.HasPrefix(argv[i-1], "-") && !strings.Contains(argv[i-1], "="):
			out = out[:len(out)-1] // the option before
		}
	}
	return out
}

// secretOf is the secret of one word of a command: its name, and where its value begins and ends. The name is "" for none.
func secretOf(argv []string, i int) (name string, start, end int) {
	w := argv[i]
	if start, end, ok := toolSecret(argv, i); ok {
		return "password", start, end
	}
	if name, value, whole := option(w); whole && Looks(name, value) {
		return name, len(w) - len(value), len(w)
	}
	if name, ok := announced(argv, i); ok {
		return name, 0, len(w)
	}
	if i > 0 && !strings.HasPrefix(w, "-") && (strings.HasPrefix(argv[i-1], "-") || strings.HasPrefix(argv[i-1], "//")) && !strings.Contains(argv[i-1], "=") {
		switch {
		case Looks(argv[i-1], w):
			return argv[i-1], 0, len(w)
		case isPassword(argv, i):
			return "password", 0, len(w)
		}
	}
	switch start, end, name, ok := within(w); {
	case ok:
		return name, start, end
	case login.MatchString(w) && !strings.ContainsAny(w, " \t"):
		return "url", 0, len(w)
	case formed(w):
		return "token", 0, len(w)
	}
	return "", 0, 0
}

// isPassword says whether a word is the value of -p, which is a password behind the name of a user, of sshpass, and where somebody logs in.
// Elsewhere the option is one of a port, a path or a project.
func isPassword(argv []string, i int) bool {
	if argv[i-1] != "-p" || number.MatchString(argv[i]) || strings.ContainsAny(argv[i], "$`") {
		return false
	}
	before := argv[:i-1]
	return slices.ContainsFunc(before, func(w string) bool {
		return w == "-u" || w == "--user" || w == "--username" || w == "login" || w == "sshpass" || strings.HasPrefix(w, "--user=") || strings.HasPrefix(w, "--username=")
	})
}

// scheme is what stands between the name of the header and the credentials (RFC 9110, HTTP Authentication Schemes).
var scheme = regexp.MustCompile(`(?i)^(basic|bearer|digest|token|apikey)$`)

// announced says whether the words before one announce a secret: a header that was split at its blanks (Authorization: Bearer x), and a
// setting of a tool (npm config set NAME x, aws configure set NAME x).
func announced(argv []string, i int) (name string, ok bool) {
	if i == 0 || strings.HasPrefix(argv[i], "-") || strings.ContainsAny(argv[i], "$`") {
		return "", false
	}
	before := strings.Trim(argv[i-1], `"'`)
	if i > 1 && scheme.MatchString(before) {
		before = strings.ToLower(strings.Trim(argv[i-2], `"'`))
		return "authorization", strings.HasSuffix(before, "authorization:")
	}
	if header, ok := strings.CutSuffix(before, ":"); ok && header != "" && called(header, argv[i]) {
		return header, true
	}
	return argv[i-1], i > 1 && argv[i-2] == "set" && !strings.HasPrefix(before, "-") && called(before, argv[i])
}
