package eol

import (
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/version"
)

// TestEmbeddedTreeIsCurrent holds that the embedded tree has an image of each release line that the table knows to be newer than its newest.
// `make tree-refresh` says what is missing.
func TestEmbeddedTreeIsCurrent(t *testing.T) {
	t.Parallel()
	fsys, name := imagetree.Embedded()
	tree, err := imagetree.Load(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	table, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for capability, product := range map[string]string{"go": "go", "node": "nodejs", "tomcat": "tomcat", "gradle": "gradle", "debian": "debian", "bun": "bun"} {
		var newest version.Version
		for _, n := range tree.Names() {
			if p, ok := tree.Image(n).Provided(capability); ok && p.Version.Compare(newest) > 0 {
				newest = p.Version
			}
		}
		cycle, ok := table.Newest(product)
		if !ok || newest.IsZero() {
			t.Errorf("%s: newest cycle %s, newest image %s", capability, cycle, newest)
		}
		if cycle.Compare(newest) > 0 {
			t.Errorf("%s %s is out, and the newest image of the tree has %s", capability, cycle, newest)
		}
	}
}

// maxAge is how old the embedded facts may be on the day of a release.
const maxAge = 90 * 24 * time.Hour

// TestFresh holds on the day of a release that neither the tree nor the table is older than 90 days. On other days nothing is compared:
// a commit that was right must not become wrong by waiting.
func TestFresh(t *testing.T) {
	t.Parallel()
	release := os.Getenv("WAYBILL_RELEASE_DAY")
	if release == "" {
		t.Skip("WAYBILL_RELEASE_DAY is not set; make release-check sets it")
	}
	fsys, name := imagetree.Embedded()
	text, err := imagetree.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	noted := regexp.MustCompile(`the day noted: (\d{4}-\d\d-\d\d)`).FindSubmatch(text)
	table, err := Embedded()
	if err != nil || noted == nil {
		t.Fatal(err, noted)
	}
	today, ok := imagetree.Date(release).Time()
	if !ok {
		t.Fatalf("WAYBILL_RELEASE_DAY %q is no day", release)
	}
	for what, day := range map[string]imagetree.Date{"the embedded tree": imagetree.Date(noted[1]), "the end-of-life table": max(table.Taken, table.Checked)} {
		at, ok := day.Time()
		if !ok || today.Sub(at) > maxAge {
			t.Errorf("%s is of %s: run make tree-refresh", what, day)
		}
	}
}
