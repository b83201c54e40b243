package kubernetes

import (
	"testing"

	"github.com/waybill-dev/waybill/internal/plan"
)

// TestAskGRPC: start and readiness ask gRPC's health service by the number of its port; a restart is decided by the port alone.
func TestAskGRPC(t *testing.T) {
	t.Parallel()
	m := Manifest{Unit: plan.Unit{Ports: []plan.Port{{Name: "http", Number: 8080}, {Name: "grpc", Number: 9090}}, Probes: plan.Probes{Port: "grpc", GRPC: true}, Init: plan.Init{Form: plan.InitNone}}}
	for name, got := range map[string]Ask{"startup": m.Startup(), "ready": m.Ready()} {
		if got.Port != 9090 || !got.GRPC || got.Path != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := m.Live(); got.GRPC || got.Port != 9090 {
		t.Errorf("live: %+v", got)
	}
}
