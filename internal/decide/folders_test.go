package decide

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestFoldersThatEndWithThePod: data is told, with the number of pods that each have their own; what can be made anew is not.
func TestFoldersThatEndWithThePod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder, volume string
		most           int
		want           string
	}{
		{"/app/data", "work", 12, "each of up to 12 pods has its own"},
		{"/app/public/Uploads", "work", 1, "is lost with its pod"},
		{"/app/.next/cache", "work", 3, ""},
		{"/data", "logs", 3, ""},
	} {
		p := plan.Plan{}
		u := plan.Unit{Workload: plan.Workload{Folders: []plan.Folder{{Path: c.folder, Volume: c.volume}}, Spots: []plan.Spot{{Max: 1}, {Max: c.most}}}}
		if err := tellFolders(making{plan: &p, unit: &u}); err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, w := range p.Warnings {
			said += w.Text
		}
		if (c.want == "") != (said == "") || !strings.Contains(said, c.want) || c.most == 1 && strings.Contains(said, "each of") {
			t.Errorf("%s: %q", c.folder, said)
		}
	}
}

// TestKept: what has to last is named with its place, and where nobody can write to its folder that is said; a claim settles both.
func TestKept(t *testing.T) {
	t.Parallel()
	at := []facts.Evidence{{File: "db.js", Line: 3}}
	for _, c := range []struct {
		kept  string
		mount plan.Folder
		want  string
	}{
		{"var/lib", plan.Folder{Path: "/app/var/lib", Volume: "work"}, "in /app/var/lib (SQLite database, db.js:3) is lost with its pod"},
		{"var/lib", plan.Folder{Path: "/app/var", Volume: "work"}, "in /app/var (SQLite database, db.js:3) is lost with its pod"},
		{"var/lib", plan.Folder{Path: "/app/var", Volume: "var", Claim: "shop-var"}, ""},
		{".", plan.Folder{}, "SQLite database is kept in /app, which is a part of the image"},
		{"~/.shop", plan.Folder{}, "SQLite database is kept in ~/.shop, which is in memory"},
	} {
		p := plan.Plan{}
		u := plan.Unit{Name: "shop", Workload: plan.Workload{Folders: []plan.Folder{c.mount}}}
		u.Run.Kept = []facts.Kept{{Folder: c.kept, What: "SQLite database", Evidence: at}}
		if err := tellFolders(making{plan: &p, unit: &u}); err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, w := range p.Warnings {
			said += w.Text
		}
		if (c.want == "") != (said == "") || !strings.Contains(said, c.want) {
			t.Errorf("%s in %+v: %q", c.kept, c.mount, said)
		}
	}
}

// TestOtherBranch: the pipeline's branch is compared with the repository's, where git tells it and nobody has chosen.
func TestOtherBranch(t *testing.T) {
	t.Parallel()
	chosen := settings.Settings{}
	chosen.Jenkins.Branch = "trunk"
	for _, c := range []struct {
		set    settings.Settings
		branch string
		want   int
	}{{settings.Settings{}, "master", 1}, {settings.Settings{}, "main", 0}, {settings.Settings{}, "", 0}, {chosen, "master", 0}} {
		if got := otherBranch(c.set, c.branch); len(got) != c.want {
			t.Errorf("%q: %v", c.branch, got)
		}
	}
}
