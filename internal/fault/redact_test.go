package fault

import (
	"errors"
	"strings"
	"testing"
)

// TestRedact: no user information, no value of a query, and all the rest as it was.
func TestRedact(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"open https://ferry:pw@git.example.com/a.git: no": "open https://***@git.example.com/a.git: no",
		`Get "https://tok3n@git.example.com:8443/a"`:      `Get "https://***@git.example.com:8443/a"`,
		"https://a:p@q@h/x and http://b:c@h":              "https://***@h/x and http://***@h",
		"https://a:p/q@h/x.git":                           "https://***@h/x.git",
		"https://a:p?q#r@h/x?y=z":                         "https://***@h/x?y=***",
		"https:/a:p@h/x":                                  "https:/***@h/x",
		"//a:p@h/x":                                       "//***@h/x",
		"HTTPS://a:p@[::1/x":                              "HTTPS://***@[::1/x",
		"ext::https://a:p@h/x":                            "ext::https://***@h/x",
		"postgres://a:p@db/a?sslmode=off&password=q":      "postgres://***@db/a?sslmode=***&password=***",
		"https://h/x?token=abc#part":                      "https://h/x?token=***#part",
		"https://h/x?abc":                                 "https://h/x?***",
		"https://h/x#access_token=abc":                    "https://h/x#***",
		"a:p@h:5000/x:1 is no image":                      "***@h:5000/x:1 is no image",
		"a:p@h.example.com:x.git":                         "***@h.example.com:x.git",
		"--record=a:p@h/x":                                "--record=***@h/x",
		"https://h/https://a:p@i/x, or: b":                "https://h/https://***@i/x, or: b",
		"https://h/x?to=https://a:p@i/x?y":                "https://h/x?to=***https://***@i/x?***",
		"jdbc:sqlserver://db;user=a;password=b;x=y":       "jdbc:sqlserver://db;user=a;password=***;x=y",

		"ssh://git@h/x.git":                     "ssh://git@h/x.git",
		"ssh://git:p@h/x.git":                   "ssh://***@h/x.git",
		"git@h.example.com:a/x.git":             "git@h.example.com:a/x.git",
		"https://h/x.git@main":                  "https://h/x.git@main",
		"https://h:8443/x.git@v1.2":             "https://h:8443/x.git@v1.2",
		"http://[::1]:80/x@main":                "http://[::1]:80/x@main",
		"see https://h/doc#part":                "see https://h/doc#part",
		"quay.io/a/x:1.2@sha256:0123 is newer":  "quay.io/a/x:1.2@sha256:0123 is newer",
		"h:5000/x@sha256:0123":                  "h:5000/x@sha256:0123",
		"npm:@a/x@1.2.3 of /tmp/x@HEAD":         "npm:@a/x@1.2.3 of /tmp/x@HEAD",
		"npm:x@1.2.3":                           "npm:x@1.2.3",
		"what is this? (pom.xml:7:3) a@b.c, #4": "what is this? (pom.xml:7:3) a@b.c, #4",
		"/tmp/a//b@c":                           "/tmp/a//b@c",
	} {
		if got := Redact(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
		if again := Redact(want); again != want {
			t.Errorf("a second time: %s from %s", again, want)
		}
	}
}

// TestErrorsAreRedacted: also where a value is cut, and in causes and hints.
func TestErrorsAreRedacted(t *testing.T) {
	t.Parallel()
	const address = "https://ferry:a-password-of-more-than-forty-characters@git.example.com/a.git"
	err := Wrap(Usage, errors.New("open "+address), "cannot read %s, which is %q", address, address).In(address, 0, 0).WithHint("write %q or %s", address, address)
	for _, text := range []string{err.Error(), strings.Join(HintOf(err), ""), Quote(address), Short(address), Join(err, err).Error()} {
		if strings.Contains(text, "a-pass") || !strings.Contains(text, "https://***@git.example.com") {
			t.Error(text)
		}
	}
}
