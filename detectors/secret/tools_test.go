package secret

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestTools: what a program is known to take as a password comes from a variable, in argv and in a text of a shell. The same option of
// another program stays.
func TestTools(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"redis-cli -a hidden ping", `redis-cli -a "$PASSWORD" ping`},
		{"/usr/bin/redis-cli -h db -a hidden", `/usr/bin/redis-cli -h db -a "$PASSWORD"`},
		{"redis-server --requirepass hidden", `redis-server --requirepass "$PASSWORD"`},
		{"mysql -phidden shop", `mysql -p"$PASSWORD" shop`},
		{"mysql -p shop", ""},
		{"mysql -P 3306 shop", ""},
		{"curl -u ferry:hidden example.com", `curl -u ferry:"$PASSWORD" example.com`},
		{"curl -uferry:hidden example.com", `curl -uferry:"$PASSWORD" example.com`},
		{"curl --proxy-user=ferry:hidden example.com", `curl --proxy-user=ferry:"$PASSWORD" example.com`},
		{"curl -u ferry example.com", ""},
		{"curl -u ferry:$PW example.com", ""},
		{"curl -b session=hidden example.com", `curl -b session="$PASSWORD" example.com`},
		{"curl -b jar.txt example.com", ""},
		{"sshpass -p hidden ssh -p 2222 host", `sshpass -p "$PASSWORD" ssh -p 2222 host`},
		{"sshpass -phidden ssh host", `sshpass -p"$PASSWORD" ssh host`},
		{"kubectl exec db -- mysql -phidden", `kubectl exec db -- mysql -p"$PASSWORD"`},
		{"mongosh -u ferry -p hidden", `mongosh -u ferry -p "$PASSWORD"`},
		{"sqlcmd -S db -U sa -P hidden", `sqlcmd -S db -U sa -P "$PASSWORD"`},
		{"sqlplus ferry/hidden@db", `sqlplus ferry/"$PASSWORD"@db`},
		{"openssl enc -pass pass:hidden", `openssl enc -pass pass:"$PASSWORD"`},
		{"openssl enc -pass env:PW", ""},
		{"keytool -list -storepass hidden", `keytool -list -storepass "$PASSWORD"`},
		{"htpasswd -bc users ferry hidden", `htpasswd -bc users ferry "$PASSWORD"`},
		{"htpasswd -nb ferry hidden", `htpasswd -nb ferry "$PASSWORD"`},
		{"rabbitmqctl add_user ferry hidden", `rabbitmqctl add_user ferry "$PASSWORD"`},
		{"mc alias set store url key hidden", `mc alias set store url key "$PASSWORD"`},
		{"vault login hidden", `vault login "$PASSWORD"`},
		{"vault login -method=ldap", ""},
		{"xfreerdp /p:hidden /v:host", `xfreerdp /p:"$PASSWORD" /v:host`},
		{"skopeo copy --src-creds ferry:hidden a b", `skopeo copy --src-creds ferry:"$PASSWORD" a b`},
		{"kcat -X sasl.password=hidden -b broker", `kcat -X sasl.password="$PASSWORD" -b broker`},
		{"mysql -phidden && redis-cli -a hidden2", `mysql -p"$PASSWORD" && redis-cli -a "$PASSWORD_2"`},
		{"node server.js -a hidden -k hidden -t hidden", ""},
		{"tar -p hidden", ""},
	} {
		want := c[1]
		if want == "" {
			want = c[0]
		}
		u := facts.Unit{Path: ".", Start: []string{"sh", "-c", c[0]}}
		Clean(nil, &u)
		if got := u.Start[2]; got != want {
			t.Errorf("%s: %s", c[0], got)
		}
		if strings.ContainsAny(c[0], "&$") { // of a shell only
			continue
		}
		u = facts.Unit{Path: ".", Start: strings.Fields(c[0])}
		Clean(nil, &u)
		if got := strings.TrimPrefix(strings.Join(u.Start, " "), "sh -c exec "); got != want {
			t.Errorf("argv %s: %s", c[0], got)
		}
	}
}

// TestToolsInTexts: quotes, other commands around, and a text that is none of a shell.
func TestToolsInTexts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`redis-cli -a "hid\"den" ping`:                      `redis-cli -a "$PASSWORD" ping`,
		`redis-cli -a hid\ den ping`:                        `redis-cli -a "$PASSWORD" ping`,
		`x=$(redis-cli -a hidden get x) && echo 'a b' "$x"`: `x=$(redis-cli -a "$PASSWORD" get x) && echo 'a b' "$x"`,
		`curl -u "a b:hidden" "$(mysql -phidden)"`:          `curl -u 'a b:'"$PASSWORD" "$(mysql -p"$PASSWORD")"`,
		`if redis-cli -a hidden`:                            `if redis-cli -a hidden`,
		`webpack --define "TOKEN='hidden'"`:                 `webpack --define "TOKEN='$TOKEN'"`,
		`webpack --define 'TOKEN="hidden"'`:                 `webpack --define 'TOKEN="'"$TOKEN"'"'`,
	} {
		u := facts.Unit{Path: ".", Start: []string{"sh", "-c", in}}
		Clean(nil, &u)
		if got := u.Start[2]; got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// TestAnnounced: words of a header or a setting that came apart.
func TestAnnounced(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"curl -H Authorization: Bearer hidden example.com": `curl -H Authorization: Bearer "$AUTHORIZATION" example.com`,
		`curl -H "X-Token: hidden" example.com`:            `curl -H '"X-Token:' "$X_TOKEN" example.com`,
		"aws configure set aws_secret_access_key hidden":   `aws configure set aws_secret_access_key "$AWS_SECRET_ACCESS_KEY"`,
		"npm config set registry hidden":                   "npm config set registry hidden",
		"node bearer hidden":                               "node bearer hidden",
	} {
		u := facts.Unit{Path: ".", Start: strings.Fields(in)}
		Clean(nil, &u)
		if got := strings.TrimPrefix(strings.Join(u.Start, " "), "sh -c exec "); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// TestClose: no text of a unit keeps the password of a URL or a token of its query, wherever it stands; a reference stays.
func TestClose(t *testing.T) {
	t.Parallel()
	u := facts.Unit{
		Path: ".", Version: facts.Text{Value: "ferry:hidden@git.example.com/x", Evidence: []facts.Evidence{{File: "ferry:hidden@git.example.com"}}},
		Packaging: facts.Text{Value: "exec:java@main"}, Framework: facts.Text{Value: "registry:5000/a/b:1@sha256:" + strings.Repeat("0", 64)}, Name: "https://ferry:hidden@git.example.com/x.git",
		Artifact:       facts.Text{Value: "target/https:/ferry:hidden@git.example.com/x.jar"},
		RuntimeVersion: facts.Text{Constraint: "https://git.example.com/x?access_token=hidden&a=b", Evidence: []facts.Evidence{{Rule: "http://a:hidden@b http://c:hidden@d"}}},
		Main:           facts.Text{Value: "https://ferry:${PW}@git.example.com/?token=${T}"},
		Health:         facts.Health{Value: "/h?token=hidden&full=1&secret=hidden", Ready: "/r?full=1"},
	}
	u.Config.Links = []facts.ConfigLink{{Sources: map[string]string{"prod": "http://a:hidden@b"}}}
	want := u
	want.Version = facts.Text{Value: "***@git.example.com/x", Evidence: []facts.Evidence{{File: "***@git.example.com"}}}
	want.Name = "https://***@git.example.com/x.git"
	want.Artifact.Value = "target/https:/***@git.example.com/x.jar"
	want.RuntimeVersion = facts.Text{Constraint: "https://git.example.com/x?access_token=***&a=b", Evidence: []facts.Evidence{{Rule: "http://***@b http://***@d"}}}
	want.Health = facts.Health{Value: "/h?full=1", Ready: "/r?full=1"}
	want.Config.Links = []facts.ConfigLink{{Sources: map[string]string{"prod": "http://***@b"}}}
	warnings, values := Clean(nil, &u)
	if d := cmp.Diff(want, u); d != "" {
		t.Error(d)
	}
	if len(warnings) != 3 || len(values) != 9 { // of the path, one for each parameter's place, one for all URLs
		t.Errorf("%d values, %+v", len(values), warnings)
	}
	if again, _ := Clean(nil, &u); len(again) != 0 {
		t.Errorf("a second time: %+v", again)
	}
}
