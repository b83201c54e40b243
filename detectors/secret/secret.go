// Package secret keeps values that look like secrets out of what waybill writes, and names the files of a repository that hold some.
//
// [Looks] judges one value by its name and its form. [Remove] goes through a unit: the value of a variable or an option is left out, and
// the name stays as what the container or the build asks for. [Files] tells which files hold private keys, tokens and passwords.
//
// A value counts as a secret when its name ends in a word for one (API_TOKEN, db.password, --client-secret), when it has the form of
// a token that its issuer documents, or when it holds an option of such a name (JAVA_OPTS=-Ddb.password=x). What only names a secret does
// not: a reference ($TOKEN), a path, a switch.
package secret

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// words end a name that stands for a secret. Number: a value of digits only is one too, as it is for a password and not for a count of
// tokens. Joined: the word also counts at the end of another one, as in PGPASSWORD (PostgreSQL: environment variables).
var words = []struct {
	Word           string
	Number, Joined bool
}{
	{"password", true, true},
	{"passwd", true, true},
	{"passphrase", true, true},
	{"passwords", true, false},
	{"pwd", true, false},
	{"pw", true, false},
	{"pword", true, false},
	{"pass", false, false},
	{"token", false, true},
	{"tokens", false, false},
	{"bearer", false, false},
	{"pat", false, false}, // a personal access token
	{"salt", false, false},
	{"secret", false, true},
	{"credential", false, false},
	{"credentials", false, false},
	{"api key", false, false},
	{"api keys", false, false},
	{"apikey", false, true},
	{"access key", false, false},
	{"access keys", false, false},
	{"account key", false, false},
	{"session key", false, false},
	{"session keys", false, false},
	{"cookie key", false, false},
	{"cookie keys", false, false},
	{"master key", false, false},
	{"hmac key", false, false},
	{"jwt key", false, false},
	{"secret key", false, false},
	{"private key", false, false},
	{"signing key", false, false},
	{"encryption key", false, false},
	{"auth key", false, false},
	{"authkey", false, false},       // Tailscale: tailscale up --authkey
	{"access key id", false, false}, // the half of an access key that tells whose it is
	{"license key", true, false},
	{"licence key", true, false},
	{"product key", true, false},
	{"sonar login", false, false}, // SonarQube: analysis parameters, a token in the place of the user
}

// vague words end names of secrets and of much else, so that the value has to look as a program makes one, or as a person makes a password.
var vague = []string{"auth", "key", "keys", "cookie", "signature", "otp", "pin", "hash", "license", "licence", "session id", "sessionid", "nonce", "seed"}

// unmixed end names of secrets that may be of letters or of digits only: the number of a card, a password for one time, a license. What the
// programs of such an option know besides is a word of the list: a way to get the password, a kind of license.
var (
	unmixed = []string{"otp", "pin", "license", "licence"}
	offers  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^(t?otp|hotp|sms|e?mail|app|push|phone|call|webauthn|mit|isc|unlicense|wtfpl|zlib|cc0?|busl|bsl|sspl|cddl|eupl|artistic|ms-?pl|elastic|proprietary|commercial|community|enterprise|standard|professional|pro|developer|development|express|evaluation|trial|free|demo|open|closed|source|oss|foss|public|private|internal|gold|silver|platinum|accept\w*|agree\w*|eula|ignore|skip|check|strict|warn|error|deny|allow|latest|major|minor|patch|exact|version|default|auto|all|any|main|master|head|unlicensed|licen[sc]e\w*|see\w*|custom|other|unknown)$`)
	})
	solid = regexp.MustCompile(`^([A-Za-z0-9]{6,}|[0-9]{4,}|[A-Za-z0-9]{4,}(-[A-Za-z0-9]{4,}){2,})$`)
)

// logins end names whose value may be a user's name with a password: user:password.
var logins = []string{"auth", "basic", "credentials", "login", "user", "userpwd", "u"}

var (
	userAndPassword = regexp.MustCompile(`^([^\s:/@$]+):([^\s:/@${}]+)$`)
	password        = regexp.MustCompile(`^[A-Za-z0-9+/=!@#%^&*]{4,}$`)
	digits          = regexp.MustCompile(`[0-9].*[A-Za-z]|[0-9]{3}`)
	// technical are names of algorithms, formats and protocols, and what is only numbered: sha256, oauth2, user1.
	technical = regexp.MustCompile(`(?i)^(o?auth|l?gpl|agpl|mpl|epl|apache|bsd|basic|bearer|digest|openid|oidc|jwt|saml|ldap|kerberos|sha|md|rs|hs|es|ps|aes|des|ed|ecdsa|rsa|secp|p|x|base|utf|ipv|https?|tls|ssl|v|k|ec|s|h|r|f|id|key|user|test|arg|field|col|column|row|item|page|part|shard|node|server|host|app|db|env|dev|prod|stage|region|zone)[0-9]*([a-z][0-9]*)?$`)
)

// chosen says whether a value looks as a person makes a password: letters and digits in one word. Where the name does not stand alone, a
// number at the end is not enough (users2).
func chosen(value string, alone bool) bool {
	return password.MatchString(value) && strings.ContainsFunc(value, unicode.IsDigit) && strings.ContainsFunc(value, unicode.IsLetter) &&
		!technical.MatchString(value) && (alone || digits.MatchString(value))
}

// pair says whether a value is a user's name with a password. What stands for a user and a group (1000:1000, node:node) is none.
func pair(last, value string) bool {
	m := userAndPassword.FindStringSubmatch(value)
	if m == nil || m[1] == m[2] || number.MatchString(m[2]) || technical.MatchString(m[1]) && !strings.HasPrefix(m[1], "user") && !strings.HasPrefix(m[1], "test") && !strings.HasPrefix(m[1], "app") {
		return false
	}
	return slices.ContainsFunc(logins, func(w string) bool {
		return strings.HasSuffix(last, " "+w) && (w != "user" && w != "u" || chosen(m[2], true))
	})
}

// made are the forms of values that a program made: 32 hexadecimal digits or more, or 20 characters of base64.
var made = regexp.MustCompile(`^([0-9a-f]{32,}|[0-9A-F]{32,}|[A-Za-z0-9+/_-]{20,}={0,2})$`)

// random says whether a value looks as a program made it: in base64 letters of both kinds and digits are mixed.
func random(value string) bool {
	upper, lower, digit := strings.ContainsFunc(value, unicode.IsUpper), strings.ContainsFunc(value, unicode.IsLower), strings.ContainsFunc(value, unicode.IsDigit)
	return made.MatchString(value) && digit && (upper && lower || (upper || lower) && len(value) >= 32 && !strings.ContainsAny(value, "+/_-"))
}

type form struct {
	Form   *regexp.Regexp
	Source string
}

// forms are tokens that are known by how they begin, whatever their name is.
var forms = []form{
	{regexp.MustCompile(`^(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,}$|^github_pat_[A-Za-z0-9_]{30,}$`), "GitHub: about authentication, token formats"},
	{regexp.MustCompile(`^gl(pat|dt|rt|ptt|cbt|imt|agent)-[A-Za-z0-9_.-]{20,}$`), "GitLab: token overview, token prefixes"},
	{regexp.MustCompile(`^(AKIA|ASIA)[A-Z0-9]{16}$`), "AWS: IAM identifiers, unique id prefixes"},
	{regexp.MustCompile(`^(sk|rk)_(live|test)_[A-Za-z0-9]{16,}$`), "Stripe: API keys"},
	{regexp.MustCompile(`^xox[abeoprs]-[A-Za-z0-9-]{10,}$`), "Slack: token types"},
	{regexp.MustCompile(`^npm_[A-Za-z0-9]{30,}$`), "npm: about access tokens"},
	{regexp.MustCompile(`^AIza[A-Za-z0-9_-]{35}$`), "Google Cloud: API keys"},
	{regexp.MustCompile(`^hv[sbr]\.[A-Za-z0-9_-]{20,}$`), "Vault: tokens, token prefixes"},
	{regexp.MustCompile(`^dckr_(pat|oat)_[A-Za-z0-9_-]{20,}$`), "Docker Hub: access tokens"},
	{regexp.MustCompile(`^SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}$`), "SendGrid: API keys"},
	{regexp.MustCompile(`^sk-(proj-|ant-|svcacct-)?[A-Za-z0-9_-]{32,}$`), "OpenAI and Anthropic: API keys"},
	{regexp.MustCompile(`^dop_v1_[a-f0-9]{64}$`), "DigitalOcean: personal access tokens"},
	{regexp.MustCompile(`^gl(sa|c)_[A-Za-z0-9+/=_]{30,}$`), "Grafana: service account and access policy tokens"},
	{regexp.MustCompile(`^https://hooks\.slack\.com/services/[A-Z0-9]+/[A-Z0-9]+/[A-Za-z0-9]+`), "Slack: incoming webhooks, whose URL is the secret"},
	{regexp.MustCompile(`(?i)\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{20,}`), "Azure: connection strings of storage and of messaging"},
	{regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*$`), "RFC 7519: a JSON Web Token"},
	{regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`), "RFC 7468: textual encodings, private keys"},
	{login, "RFC 3986: user information with a password"},
	{regexp.MustCompile(`(^|[\s=])[\w.-]+:[^\s/@:${}]+@[A-Za-z][\w.-]*(:[0-9]{1,5})?/`), "RFC 3986: user information, without a scheme"},
	{regexp.MustCompile(`(^|[\s=])[\w.-]+:[^\s/@:${}]+@((tcp|tcp6|unix)?\([^)\s]*\))?/`), "go-sql-driver/mysql: DSN"},
	{regexp.MustCompile(`(?i)^(set-)?cookie\s*:\s*[\w.-]+=[^\s$]`), "RFC 6265: the Cookie header"},
	{regexp.MustCompile(`(?i)^(proxy-)?authorization\s*[:=]\s*\w+\s+[^\s$]`), "RFC 9110: the Authorization header"},
	{regexp.MustCompile(`^[Bb]earer\s+[A-Za-z0-9._~+/=-]{16,}$`), "RFC 6750: bearer tokens"},
	{regexp.MustCompile(`(?i)[?&;]\s*(password|passwd|pwd)=[^\s;&${}]`), "ODBC and JDBC: connection strings"},
	{regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*://\S*[?&](access_?token|auth_?token|token|api_?key|client_?secret|secret)=[^\s&${}<]`), "RFC 6750: the access token as a parameter of a URL"},
	{regexp.MustCompile(`(?i)^\S*&(access_?token|auth_?token|api_?key|client_?secret|password|refresh_?token)=[^\s&${}<]`), "RFC 6749: parameters in the body of a request"},
	{regexp.MustCompile(`(?i)(^|,)(username|user)=[^,\s]*,(\S*,)?(password|pass)=[^\s,${}]`), "mount.cifs(8): options"},
	{regexp.MustCompile(`(?i)^/\S*[?&](access_?token|auth_?token|token|api_?key|client_?secret|secret)=[^\s&${}<]`), "RFC 6750: the same, of a path"},
	{regexp.MustCompile(`^https://\S*[?&]sig=[A-Za-z0-9%+/]{20,}`), "Azure: shared access signatures"},
	{regexp.MustCompile(`(?i)(^|\s)(host|user|dbname)=.*\spassword=[^\s${}]|(^|\s)password=[^\s${}]+\s.*\b(host|user|dbname)=`), "PostgreSQL: keyword/value connection strings"},
}

// login is a URL with a password in it. A reference in the password's place is none.
var login = regexp.MustCompile(`[a-z][a-z0-9+.-]*://[^\s/:@$]*:[^\s/@${}]+@`)

var (
	place  = regexp.MustCompile(`^(\.{0,2}/|~/|file:|env:|fd:|pass:$|classpath:|https?://|[A-Za-z]:\\)`)
	number = regexp.MustCompile(`^[0-9.]+$`)
	word   = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|none|null|nil|undefined|disabled|enabled|required|optional)$`)
)

// Looks says whether a value looks like a secret by its name, its form, or an option that it holds.
func Looks(name, value string) bool {
	value = strings.Trim(value, `"'`)
	if formed(value) || called(name, value) || holds(strings.Fields(value)) {
		return true
	}
	_, _, _, ok := within(value)
	return ok
}

func formed(value string) bool {
	return slices.ContainsFunc(forms, func(f form) bool { return f.Form.MatchString(value) })
}

// called judges by the name.
func called(name, value string) bool {
	value = strings.Trim(value, `"'`)
	if value == "" || strings.ContainsAny(value, "$`") || strings.Contains(value, "{{") || place.MatchString(value) || word.MatchString(value) {
		return false
	}
	last := " " + spaced(name)
	for _, w := range words {
		if strings.HasSuffix(last, " "+w.Word) || w.Joined && strings.HasSuffix(last, w.Word) {
			return w.Number || !number.MatchString(value)
		}
	}
	if pair(last, value) {
		return true
	}
	if solid.MatchString(value) && !offers().MatchString(value) && !technical.MatchString(value) && slices.ContainsFunc(unmixed, func(w string) bool { return strings.HasSuffix(last, " "+w) }) {
		return true
	}
	value = strings.TrimPrefix(value, "base64:") // Laravel's APP_KEY
	return slices.ContainsFunc(vague, func(w string) bool {
		return strings.HasSuffix(last, " "+w) && (random(value) || chosen(value, last == " "+w))
	})
}

// header is NAME: VALUE, as an argument that becomes a header of HTTP; inJSON is a text of JSON.
var (
	header = regexp.MustCompile(`^(\s*([A-Za-z][\w-]*)\s*:\s+)(\S.*)$`)
	inJSON = regexp.MustCompile(`("([A-Za-z][\w.-]*)"\s*:\s*")([^"]+)"`)
	assign = regexp.MustCompile(`^(([A-Za-z_/][\w./:-]*)=)(.+)$`)
	behind = regexp.MustCompile(`^(-{0,2}([A-Za-z][\w-]*):)([^\s:/]+)$`)     // token:x, --token:x
	slash  = regexp.MustCompile(`^(/(p|pw|pwd|pass|password):)([^\s:/=]+)$`) // as programs of Windows take it; /p:NAME=VALUE sets a property of MSBuild
)

// within finds a secret in a word, behind a name that stands in the word too: an assignment, a header, a text of JSON.
func within(word string) (start, end int, name string, ok bool) {
	for _, form := range []*regexp.Regexp{header, inJSON, assign, behind, slash} {
		for _, at := range form.FindAllStringSubmatchIndex(word, -1) {
			name, value := word[at[4]:at[5]], word[at[6]:at[7]]
			if form == slash && chosen(value, true) {
				return at[6], at[7], "password", true
			}
			if !called(name, value) || form == behind && !chosen(value, true) { // token:generate may be a script's name
				continue
			}
			return at[6], at[7], name, true
		}
	}
	return 0, 0, "", false
}

// holds looks for an option with a secret in the words of a value: --password=x, --password x, -Ddb.password=x.
func holds(fields []string) bool {
	for i, f := range fields {
		if name, value, ok := option(f); ok && (formed(value) || called(name, value)) {
			return true
		}
		if strings.HasPrefix(f, "-") && !strings.Contains(f, "=") && i+1 < len(fields) && !strings.HasPrefix(fields[i+1], "-") && called(f, fields[i+1]) {
			return true
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
