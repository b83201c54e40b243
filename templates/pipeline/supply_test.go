package pipeline_test

import (
	"strings"
	"testing"
)

// stubCosign knows which images are signed: those of $STUB_ROOT/../signed.
const stubCosign = `#!/bin/sh
echo "$*" >>"$STUB_ROOT/../calls"
for word; do image=$word; done
case $1 in
sign) echo "$image" >>"$STUB_ROOT/../signed" ;;
verify) grep -qxF -e "$image" "$STUB_ROOT/../signed" ;;
esac
`

// TestSigning: what the scan has let through is signed once, by digest, and what is not signed is not deployed. No argument holds the
// key's text or its password.
func TestSigning(t *testing.T) {
	t.Parallel()
	const image = "harbor.example.com/freight/orders@sha256:0a"
	for settings, c := range map[string]struct {
		env          []string
		sign, verify string
	}{
		"by: key": {
			[]string{"COSIGN_KEY=/s/cosign.key", "COSIGN_PASSWORD=hidden"},
			"sign --yes --key /s/cosign.key --tlog-upload=false " + image, "verify --key .waybill/release/cosign.pub --insecure-ignore-tlog=true " + image,
		},
		"by: key, publicKey: keys/a.pub": {
			[]string{"COSIGN_PRIVATE_KEY=hidden", "COSIGN_PASSWORD=hidden"},
			"sign --yes --key env://COSIGN_PRIVATE_KEY --tlog-upload=false " + image, "verify --key keys/a.pub --insecure-ignore-tlog=true " + image,
		},
		"by: keyless, identity: 'https://git.example.com/.*', issuer: 'https://git.example.com'": {
			[]string{"SIGSTORE_ID_TOKEN=hidden"},
			"sign --yes " + image, "verify --certificate-identity-regexp https://git.example.com/.* --certificate-oidc-issuer https://git.example.com " + image,
		},
	} {
		for name, shell := range shells(t) {
			t.Run(name+" "+settings, func(t *testing.T) {
				t.Parallel()
				w := newWork(t, shell, "", harbor+"jenkins: {images: {cosign: 'harbor.example.com/cosign:2'}, sign: {"+settings+"}}\n", orders())
				w.env = append(w.env, c.env...)
				w.write(t, "bin/cosign", stubCosign, 0o755)
				w.write(t, "signed", "", 0o644)
				w.write(t, "ws/deploy/cosign.pub", "public\n", 0o644)
				w.write(t, "ws/deploy/kubernetes/x.yaml", "", 0o644)
				w.must(t, "select.sh")
				w.write(t, "ws/.waybill/release/001-orders/digest", "sha256:0a\n", 0o644)
				if out, status := w.run(t, "verify.sh"); status != 1 || !strings.Contains(out, image+" has no signature that") {
					t.Errorf("not signed: %d\n%s", status, out)
				}
				w.calls(t)
				w.must(t, "sign.sh")
				calls := w.calls(t)
				has(t, calls, c.sign+"\n")
				w.must(t, "release.sh")
				w.calls(t)
				w.must(t, "verify.sh")
				has(t, w.calls(t), c.verify+"\n")
				w.must(t, "sign.sh")
				if again := w.calls(t); strings.Contains(again, "sign --yes") || strings.Contains(calls+again, "hidden") {
					t.Errorf("signed twice, or a secret is an argument:\n%s%s", calls, again)
				}
			})
		}
	}
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, orders())
			w.write(t, "bin/cosign", stubCosign, 0o755)
			for _, script := range []string{"sign.sh", "verify.sh"} {
				if w.must(t, "A=b", script); w.calls(t) != "" {
					t.Errorf("%s signs what nobody has asked for", script)
				}
				if w.must(t, "SIGN=none", script); w.calls(t) != "" {
					t.Errorf("%s signs what nobody has asked for", script)
				}
			}
			if out, status := w.run(t, "SIGN=key", "sign.sh"); status != 2 || !strings.Contains(out, "COSIGN_KEY names no key") {
				t.Errorf("%d\n%s", status, out)
			}
		})
	}
}

// TestAcceptedFindings: a finding is accepted for a reason and until a day. Trivy makes it a finding again from that day on.
func TestAcceptedFindings(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, orders())
			w.must(t, "select.sh")
			w.write(t, "ws/.waybill/release/001-orders/digest", "sha256:0a\n", 0o644)
			for text, lax := range map[string]string{
				"vulnerabilities:\n  - id: CVE-1\n    statement: no request reaches it\n    expired_at: 2027-01-31\n  - id: CVE-2\n    paths: [a]\n    expired_at: \"2027-02-01\"\n    statement: x\n": "",
				"vulnerabilities:\n- id: CVE-1\n  statement: a\n- id: CVE-2\n  expired_at: 2027-01-31\n- id: CVE-3\n  statement: a\n  expired_at: 2027-01-31\n":                                        "  CVE-1\n  CVE-2\n",
				"secrets:\n- id: a\n  statement: a\n  expired_at: never\nmisconfigurations:\n- id: b\n":                                                                                                "  a\n  b\n",
			} {
				w.write(t, "ws/.trivyignore.yaml", text, 0o644)
				out, status := w.run(t, "scan.sh")
				calls := w.calls(t)
				if lax == "" && (status != 0 || !strings.Contains(calls, "<--ignorefile> <.trivyignore.yaml> <harbor.example.com/freight/orders@sha256:0a>")) {
					t.Errorf("%d\n%s%s", status, out, calls)
				}
				if lax != "" && (status != 1 || !strings.HasSuffix(out, "expired_at:\n"+lax) || calls != "") {
					t.Errorf("%d\n%s%s", status, out, calls)
				}
			}
			w.write(t, "ws/.trivyignore", "CVE-1\n", 0o644)
			if out, status := w.run(t, "scan.sh"); status != 1 || !strings.Contains(out, ".trivyignore has no reasons") {
				t.Errorf("%d\n%s", status, out)
			}
		})
	}
}

// TestOutdatedBases: by setting, bases that are behind are shown, or end the build of an image.
func TestOutdatedBases(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, c := range []struct {
				word, behind string
				want         int
				asked        bool
			}{{"ignore", "3", 0, false}, {"show", "3", 0, true}, {"fail", "3", 3, true}, {"fail", "0", 0, true}, {"fail", "5", 0, true}} {
				w := newWork(t, shell, "", harbor+"jenkins: {outdated: "+c.word+"}\n", orders())
				w.env = append(w.env, "WAYBILL_TREE=https://git.example.com/tree.git", "STUB_FAIL=tree outdated", "STUB_STATUS="+c.behind)
				w.must(t, "select.sh")
				_, status := w.run(t, "find.sh")
				if calls := w.calls(t); status != c.want || strings.Contains(calls, "<tree> <outdated> <--tree> <https://git.example.com/tree.git>\n") != c.asked {
					t.Errorf("%v: %d\n%s", c, status, calls)
				}
			}
		})
	}
}
