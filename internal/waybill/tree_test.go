package waybill

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
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
	write := func(name, text string) {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("repository/bases/imagetree.yaml", "version: 1\n")
	write("repository/one.yaml", "version: 1\n")
	if err := os.Symlink(at("flag"), at("repository/link")); err != nil {
		t.Fatal(err)
	}
	const outside = "is not a path inside the repository (waybill.yaml:1:1)"
	for _, c := range []struct {
		name    string
		o       Options
		own     bool   // the repository says it, not the organisation
		tree    string // of the settings
		folder  string // of the result, "" when it is not on disk
		where   string // of the result
		refused string
	}{
		{name: "nothing", where: plan.EmbeddedTree},
		{name: "flag", o: Options{Tree: at("flag")}, own: true, tree: "../flag", folder: at("flag"), where: at("flag")},
		{name: "organisation's settings", o: Options{Settings: at("organisation/waybill.yaml")}, tree: "bases", folder: at("organisation/bases"), where: at("organisation/bases")},
		{name: "absolute of the organisation", o: Options{Settings: at("organisation/waybill.yaml")}, tree: at("flag"), folder: at("flag"), where: at("flag")},
		{name: "no such folder", o: Options{Tree: at("nowhere")}, refused: "no such image tree"},
		{name: "repository: a folder", own: true, tree: "bases", where: "bases"},
		{name: "repository: a file", own: true, tree: "./one.yaml", where: "one.yaml"},
		{name: "repository: itself", own: true, tree: ".", where: "."},
		{name: "repository: missing", own: true, tree: "none.yaml", refused: "no such image tree in the repository: none.yaml (waybill.yaml:1:1)"},
		{name: "repository: a link that leads out", own: true, tree: "link", refused: "no such image tree in the repository: link (waybill.yaml:1:1)"},
		{name: "repository: above", own: true, tree: "../flag", refused: outside},
		{name: "repository: above by a detour", own: true, tree: "bases/../../flag", refused: outside},
		{name: "repository: absolute", own: true, tree: "/etc/passwd", refused: outside},
		{name: "repository: https", own: true, tree: "https://git.example.com/tree.git", refused: outside},
		{name: "repository: file", own: true, tree: "file:///etc", refused: outside},
		{name: "repository: registry", own: true, tree: "oci://127.0.0.1:1/tree:1", refused: outside},
		{name: "repository: git's folder", own: true, tree: ".git/config", refused: outside},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			repo, err := source.Open(t.Context(), at("repository"), source.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			var s settings.Settings
			if c.tree != "" {
				layer := settings.Layer{Name: "waybill.yaml", Data: []byte("tree: '" + c.tree + "'\n"), Own: c.own}
				if s, err = settings.Load(layer); err != nil {
					t.Fatal(err)
				}
			}
			c.o.Location, c.o.Limits = at("repository"), source.DefaultLimits
			got, err := c.o.treeOf(t.Context(), s, repo)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) || fault.KindOf(err) != fault.Usage || len(fault.HintOf(err)) == 0 {
					t.Fatalf("%v with the hints %q", err, fault.HintOf(err))
				}
				return
			}
			if err != nil || got.Folder != c.folder || got.Location != c.where {
				t.Errorf("%+v, %v, want the folder %q of %q", got, err, c.folder, c.where)
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
	ours := filepath.Join(dir, "organisation", "ours")
	for _, c := range []struct {
		name, flag, templates, settings string
		own                             bool
		want, refused                   string
	}{
		{name: "none"},
		{name: "flag", flag: ours, templates: "own", own: true, want: ours},
		{name: "beside the settings", templates: "ours", settings: organisation, want: ours},
		{name: "in the repository", templates: "own", settings: organisation, want: "own"},
		{name: "absolute of the organisation", templates: ours, settings: organisation, want: ours},
		{name: "missing", templates: "theirs", own: true, refused: "no such folder of templates: theirs"},
		{name: "own", templates: "own", own: true, want: "own"},
		{name: "own, not beside the settings", templates: "ours", own: true, settings: organisation, refused: "no such folder of templates: ours"},
		{name: "own, outside", templates: "../organisation/ours", own: true, refused: "is not a path inside the repository (waybill.yaml:1:1)"},
		{name: "own, absolute", templates: ours, own: true, settings: organisation, refused: "is not a path inside the repository (waybill.yaml:1:1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := Decision{Source: repo}
			if c.templates != "" {
				layer := settings.Layer{Name: "waybill.yaml", Data: []byte("templates: '" + c.templates + "'\n"), Own: c.own}
				if d.Settings, err = settings.Load(layer); err != nil {
					t.Fatal(err)
				}
			}
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
