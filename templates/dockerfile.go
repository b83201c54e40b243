package templates

import "github.com/waybill-dev/waybill/internal/plan"

// dockerfileJobs lists the files of one unit.
func dockerfileJobs(_ plan.Plan, _ plan.Unit) []job { return nil }
