package main

import (
	"testing"

	"github.com/waybill-dev/waybill/internal/golden"
	"github.com/waybill-dev/waybill/internal/settings/reference"
)

// TestSettingsDocs keeps the JSON Schema of waybill.yaml and docs/settings.md equal to the settings themselves.
func TestSettingsDocs(t *testing.T) {
	sections, err := reference.Sections("../../internal/settings")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := reference.Schema(sections)
	if err != nil {
		t.Fatal(err)
	}
	golden.File(t, "schema/settings.json", schema)
	golden.File(t, "../../docs/settings.md", reference.Page(sections))
}
