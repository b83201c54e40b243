package node

import "github.com/waybill-dev/waybill/detectors/facts"

func (p *project) health(_ *unit) facts.Health         { return facts.Health{} }
func (p *project) surroundings(_ *unit, _ *facts.Unit) {}
