package rules

import "github.com/waybill-dev/waybill/internal/finding"

// it901 is checked by suppress, after all other rules.
func it901() Rule {
	return Rule{finding.Rule{
		ID: suppressionRule, Severity: finding.Warning, Title: "suppression without a reason or an end",
		Why: "A suppression that nobody can explain, or that outlives its cause, hides the next real finding.",
		Fix: "write: # waybill:ignore IT010 until=2027-01-31 the reason; or delete the comment",
	}, nil}
}
