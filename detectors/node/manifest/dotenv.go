package manifest

import (
	"github.com/waybill-dev/waybill/detectors/configfile"
)

// exampleFiles show the variables that a developer sets, committed ones first.
var exampleFiles = []string{".env.production", ".env", ".env.defaults", ".env.default", ".env.example", ".env.sample", ".env.template", ".env.dist", "example.env", ".example.env", "env.example", ".env-example", "env-example", ".env.development", ".env.local.example", ".env.dev"}

// ExampleValue reads a variable's value from the unit's dotenv files, then from those of its workspace.
func (p *Project) ExampleValue(m *Manifest, name string) (configfile.Value, string, bool) {
	for _, at := range p.above(m) {
		for _, base := range exampleFiles {
			data, err := p.Tree.Read(at.Join(base))
			if err != nil {
				continue
			}
			for _, v := range configfile.Dotenv(data) {
				if v.Key == name && v.Value != "" {
					return v, at.Join(base), true
				}
			}
		}
	}
	return configfile.Value{}, "", false
}

// DotenvValue reads one variable of one dotenv file of the package.
func (p *Project) DotenvValue(m *Manifest, base, name string) (configfile.Value, string, bool) {
	data, err := p.Tree.Read(m.Join(base))
	if err != nil {
		return configfile.Value{}, "", false
	}
	for _, v := range configfile.Dotenv(data) {
		if v.Key == name {
			return v, m.Join(base), true
		}
	}
	return configfile.Value{}, "", false
}
