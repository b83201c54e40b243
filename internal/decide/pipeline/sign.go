package pipeline

import (
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// signing is how images are signed, nil where they are not. A signature that nobody could check is refused here, before a pipeline makes it.
func signing(j settings.Jenkins, s settings.Settings) (*plan.Sign, error) {
	set := settings.Filled(j.Sign)
	at := s.Place("jenkins", "sign", "by")
	switch {
	case set.By == "none":
		return nil, nil //nolint:nilnil // no signature is no error
	case j.Images.Cosign == "" && j.Agent != plan.AgentLabel:
		return nil, fault.New(fault.Usage, "jenkins.sign.by is %s and no image has cosign", set.By).Where(at).
			WithHint("set jenkins.images.cosign to an image with cosign and a shell; that of the project has no shell")
	case set.By == "key":
		return &plan.Sign{PublicKey: set.PublicKey, Credential: j.Credentials.Sign}, nil
	case set.Identity == "" || set.Issuer == "":
		return nil, fault.New(fault.Usage, "jenkins.sign.by is keyless and nothing says whose signature is good").Where(at).
			WithHint("set jenkins.sign.identity and jenkins.sign.issuer")
	}
	return &plan.Sign{Keyless: true, Identity: set.Identity, Issuer: set.Issuer, Credential: j.Credentials.Sign}, nil
}
