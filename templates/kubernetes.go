package templates

import "github.com/waybill-dev/waybill/internal/plan"

// kubernetesJobs lists the files of one unit.
func kubernetesJobs(_ plan.Plan, _ plan.Unit) []job { return nil }
