package waybill

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
)

// TestTreeOf: the flag comes before the settings, the settings before waybill's own tree; a relative name starts where it was written.
func TestTreeOf(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, folder := range []string{"flag", "organisation/bases", "repository/bases"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for _, c := range []struct {
		name    string
		o       Options
		tree    string // of the settings
		want    string // folder, "" for the embedded tree
		refused string
	}{
		{"nothing", Options{Location: at("repository")}, "", "", ""},
		{"flag", Options{Location: at("repository"), Tree: at("flag")}, "bases", at("flag"), ""},
		{"repository's settings", Options{Location: at("repository")}, "bases", at("repository/bases"), ""},
		{"organisation's settings", Options{Location: at("repository"), Settings: at("organisation/waybill.yaml")}, "bases", at("organisation/bases"), ""},
		{"absolute", Options{Location: "https://git.example.com/a.git"}, at("flag"), at("flag"), ""},
		{"relative in a repository that is not here", Options{Location: "https://git.example.com/a.git"}, "bases", "", "lies in a repository that is not on this disk"},
		{"no such folder", Options{Tree: at("nowhere")}, "", "", "no such image tree"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.o.treeOf(t.Context(), settings.Settings{Tree: c.tree})
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) || fault.KindOf(err) != fault.Usage || len(fault.HintOf(err)) == 0 {
					t.Fatalf("%v with the hints %q", err, fault.HintOf(err))
				}
				return
			}
			if err != nil || got.Folder != c.want || (got.Location == embeddedTree) != (c.want == "") {
				t.Errorf("%+v, %v, want the folder %q", got, err, c.want)
			}
		})
	}
}

// TestOverrides: a folder of templates is looked for beside the organisation's settings first, then in the repository.
func TestOverrides(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, folder := range []string{"organisation/ours", "repository/own"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := source.Open(t.Context(), filepath.Join(dir, "repository"), source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	organisation := filepath.Join(dir, "organisation", "waybill.yaml")
	for _, c := range []struct{ name, flag, templates, settings, want, refused string }{
		{"none", "", "", "", "", ""},
		{"flag", filepath.Join(dir, "organisation", "ours"), "own", "", filepath.Join(dir, "organisation", "ours"), ""},
		{"beside the settings", "", "ours", organisation, filepath.Join(dir, "organisation", "ours"), ""},
		{"in the repository", "", "own", organisation, "own", ""},
		{"absolute", "", filepath.Join(dir, "organisation", "ours"), "", filepath.Join(dir, "organisation", "ours"), ""},
		{"missing", "", "theirs", "", "", "no such folder of templates: theirs"},
		{"outside", "", "../organisation/ours", "", "", "is not a folder of the repository"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := Decision{Source: repo, Settings: settings.Settings{Templates: c.templates}}
			fsys, folder, err := Options{Settings: c.settings}.overrides(d, c.flag)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) || fault.KindOf(err) != fault.Usage {
					t.Errorf("%v, want %q", err, c.refused)
				}
				return
			}
			if err != nil || folder != c.want || (fsys == nil) != (c.want == "") {
				t.Errorf("%q, %v, want %q", folder, err, c.want)
			}
		})
	}
}
