package report

import (
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/finding"
)

// The part of SARIF 2.1.0 that code scanning reads. It is written out here because the libraries for it bring a JSON Schema
// validator along and write fields that mean nothing.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		Language   string        `json:"language"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Language       string      `json:"language"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string     `json:"id"`
		ShortDescription sarifText  `json:"shortDescription"`
		FullDescription  sarifText  `json:"fullDescription"`
		Help             sarifText  `json:"help"`
		HelpURI          string     `json:"helpUri"`
		Default          sarifLevel `json:"defaultConfiguration"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region sarifRegion `json:"region"`
		} `json:"physicalLocation"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
)

// Home is where the rules are described.
const Home = "https://github.com/waybill-dev/waybill"

// maxResults is what GitHub takes of one run; the findings are sorted by place, so the worst ones are kept explicitly.
const maxResults = 25_000

// SARIF writes SARIF 2.1.0, for GitHub code scanning and the warnings-ng plugin of Jenkins.
func SARIF(w io.Writer, r Report) error {
	run := sarifRun{Language: "en-US", ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "waybill", Version: r.Version, InformationURI: Home, Language: "en-US", Rules: []sarifRule{}}
	index := map[string]int{}
	for _, rule := range r.Rules {
		index[rule.ID] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			ID: rule.ID, ShortDescription: sarifText{rule.Title}, FullDescription: sarifText{rule.Why}, Help: sarifText{rule.Fix},
			HelpURI: Home + "/blob/main/docs/rules.md#" + strings.ToLower(rule.ID), Default: sarifLevel{level(rule.Severity)},
		})
	}
	for _, f := range worst(r.Findings) {
		res := sarifResult{
			RuleID: f.Rule, RuleIndex: -1, Level: level(f.Severity), Message: sarifText{f.Text},
			Fingerprints: map[string]string{"waybill/v1": f.Fingerprint()},
		}
		if i, ok := index[f.Rule]; ok {
			res.RuleIndex = i
		}
		if f.Fix != "" {
			res.Message.Text += "\n" + f.Fix
		}
		var at sarifLocation
		at.Physical.Artifact.URI = (&url.URL{Path: f.File}).EscapedPath()
		at.Physical.Region = sarifRegion{max(f.Line, 1), max(f.Column, 1)}
		res.Locations = []sarifLocation{at}
		run.Results = append(run.Results, res)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

func level(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "error"
	case finding.Warning:
		return "warning"
	case finding.Info:
		return "note"
	}
	return "none"
}

func worst(list []finding.Finding) []finding.Finding {
	if len(list) <= maxResults {
		return list
	}
	return bySeverity(list)[:maxResults]
}

// bySeverity puts the worst first; findings of one severity keep their order.
func bySeverity(list []finding.Finding) []finding.Finding {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b finding.Finding) int { return b.Severity.Rank() - a.Severity.Rank() })
	return list
}
