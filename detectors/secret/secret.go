// Package secret keeps values that look like secrets out of what waybill writes, and names the files of a repository that hold some.
//
// [Looks] judges one value by its name and its form. [Remove] goes through a unit: the value of a variable or an option is left out, and
// the name stays as what the container or the build asks for. [Files] tells which files hold private keys, tokens and passwords.
//
// A value counts as a secret when its name ends in a word for one (API_TOKEN, db.password, --client-secret) or when it has the form of
// a token that its issuer documents. What only names a secret does not: a reference ($TOKEN), a path, a switch.
package secret

import (
	"regexp"
	"strings"
	"unicode"
)

// words end a name that stands for a secret. Number: a value of digits only is one too, as it is for a password and not for a count of
// tokens.
var words = []struct {
	Word   string
	Number bool
}{
	{"password", true},
	{"passwd", true},
	{"passphrase", true},
	{"pwd", true},
	{"pword", true},
	{"token", false},
	{"secret", false},
	{"credential", false},
	{"credentials", false},
	{"api key", false},
	{"apikey", false},
	{"access key", false},
	{"secret key", false},
	{"private key", false},
	{"signing key", false},
	{"encryption key", false},
	{"auth key", false},
}

// forms are tokens that are known by how they begin, whatever their name is.
var forms = []struct {
	Form   *regexp.Regexp
	Source string
}{
	{regexp.MustCompile(`^(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,}$|^github_pat_[A-Za-z0-9_]{30,}$`), "GitHub: about authentication, token formats"},
	{regexp.MustCompile(`^gl(pat|dt|rt|ptt|cbt|imt|agent)-[A-Za-z0-9_.-]{20,}$`), "GitLab: token overview, token prefixes"},
	{regexp.MustCompile(`^(AKIA|ASIA)[A-Z0-9]{16}$`), "AWS: IAM identifiers, unique id prefixes"},
	{regexp.MustCompile(`^(sk|rk)_(live|test)_[A-Za-z0-9]{16,}$`), "Stripe: API keys"},
	{regexp.MustCompile(`^xox[abeoprs]-[A-Za-z0-9-]{10,}$`), "Slack: token types"},
	{regexp.MustCompile(`^npm_[A-Za-z0-9]{30,}$`), "npm: about access tokens"},
	{regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*$`), "RFC 7519: a JSON Web Token"},
	{regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`), "RFC 7468: textual encodings, private keys"},
	{login, "RFC 3986: user information with a password"},
}

// login is a URL with a password in it. A reference in the password's place is none.
var login = regexp.MustCompile(`[a-z][a-z0-9+.-]*://[^\s/:@$]*:[^\s/@${}]+@`)

var (
	place  = regexp.MustCompile(`^(\.{0,2}/|~/|file:|classpath:|[A-Za-z]:\\)`)
	number = regexp.MustCompile(`^[0-9.]+$`)
	word   = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|none|null|nil|undefined|disabled|enabled|required|optional)$`)
)

// Looks says whether a value looks like a secret by its name or its form.
func Looks(name, value string) bool {
	value = strings.Trim(value, `"'`)
	if value == "" {
		return false
	}
	for _, f := range forms {
		if f.Form.MatchString(value) {
			return true
		}
	}
	if strings.ContainsAny(value, "$`") || strings.Contains(value, "{{") || place.MatchString(value) || word.MatchString(value) {
		return false
	}
	last := " " + spaced(name)
	for _, w := range words {
		if strings.HasSuffix(last, " "+w.Word) {
			return w.Number || !number.MatchString(value)
		}
	}
	return false
}

// spaced is a name as lower case words: dbPassword, DB_PASSWORD, db.password and --db-password are "db password".
func spaced(name string) string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
			lower = false
		case unicode.IsUpper(r) && lower:
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
			lower = false
		default:
			b.WriteRune(unicode.ToLower(r))
			lower = unicode.IsLower(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Variable is the name of the environment variable for an option or a property: --db-password and db.password are DB_PASSWORD.
func Variable(name string) string {
	return strings.ToUpper(strings.ReplaceAll(spaced(name), " ", "_"))
}
