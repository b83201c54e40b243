package pipeline

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/internal/plan"
)

// TestSigning: a key or an identity signs where the settings say so, and what nobody could sign or check is refused.
func TestSigning(t *testing.T) {
	t.Parallel()
	const cosign = "images: {cosign: 'harbor.example.com/cosign:2'}, "
	for text, want := range map[string]string{
		"jenkins: {" + cosign + "branch: main}":                                                "<nil>",
		"jenkins: {" + cosign + "sign: {by: key}}":                                             "&{false deploy/cosign.pub   cosign-key}",
		"jenkins: {agent: label, sign: {by: key, publicKey: a.pub}, credentials: {sign: k}}":   "&{false a.pub   k}",
		"jenkins: {" + cosign + "sign: {by: keyless, identity: a.*, issuer: 'https://b.com'}}": "&{true  a.* https://b.com cosign-key}",
	} {
		got, err := Decide(&plan.Plan{}, loaded(t, text), "v1.2.3")
		if err != nil || fmt.Sprint(got.Sign) != want {
			t.Errorf("%s: %v, want %s (%v)", text, got.Sign, want, err)
		}
	}
	_, err := Decide(&plan.Plan{}, loaded(t, "jenkins:\n  sign:\n    by: key\n"), "")
	refused(t, err, "jenkins.sign.by is key and no image has cosign (waybill.yaml:3:5)", "set jenkins.images.cosign to an image with cosign and a shell; that of the project has no shell")
	_, err = Decide(&plan.Plan{}, loaded(t, "jenkins:\n  images: {cosign: a}\n  sign:\n    by: keyless\n"), "")
	if err == nil {
		t.Error("nobody says whose signature is good")
	}
}

// TestAttestations are BuildKit's: a Docker daemon makes none.
func TestAttestations(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "[] ignore", "jenkins: {attest: [provenance, sbom], outdated: fail}": "[provenance sbom] fail", "jenkins: {agent: docker, attest: [sbom]}": "[] ignore",
	} {
		got, err := Decide(&plan.Plan{}, loaded(t, text), "")
		if err != nil || fmt.Sprint(got.Attest, " ", got.Outdated) != want {
			t.Errorf("%s: %v %s, want %s (%v)", text, got.Attest, got.Outdated, want, err)
		}
	}
}
