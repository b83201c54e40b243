package image

import (
	"cmp"
	"path"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Name is what the image is called: registry/application/unit, or registry/unit where both have one name. Without a registry the name has
// none, which the plan tells in a warning.
func Name(s settings.Settings, application string, u plan.Unit) plan.Image {
	name := u.Name
	if application != name {
		name = path.Join(application, name)
	}
	return plan.Image{
		Repository: path.Join(s.Images.Registry, name),
		Tag:        cmp.Or(s.Images.Tag, tag(u.Version)),
		Labels:     s.Images.Labels,
		Debug:      s.Images.Debug,
		Health:     s.Images.Healthcheck,
	}
}

// tag turns an application's version into a tag (OCI distribution spec: [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}).
func tag(version string) string {
	tag := make([]byte, 0, len(version))
	for _, c := range []byte(version) {
		ok := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || len(tag) > 0 && (c == '.' || c == '-')
		switch {
		case ok:
			tag = append(tag, c)
		case len(tag) > 0:
			tag = append(tag, '-')
		}
	}
	return cmp.Or(string(tag[:min(len(tag), 128)]), "0.0.0")
}
