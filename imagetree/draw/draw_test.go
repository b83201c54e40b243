package draw

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func load(tb testing.TB, images string) *imagetree.Tree {
	tb.Helper()
	tree, err := imagetree.Load(fstest.MapFS{imagetree.FileName: {Data: []byte("version: 1\nregistry: r.example.com/base\nimages:\n" + images)}}, imagetree.FileName)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

const family = `  os: {from: scratch, tag: "1", provides: {debian: "13"}}
  jre: {from: os, tag: "17", use: [run], provides: {java: "17.0.1"}}
  old: {from: os, tag: "8", use: [run], status: deprecated, provides: {java: "8"}}
  static: {from: scratch, copies: [os], tag: "1", use: [run], provides: {static: ""}}
`

func TestMermaid(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Mermaid(&b, load(t, family), Part{}); err != nil {
		t.Fatal(err)
	}
	const want = `flowchart LR
  n0["os:1"]
  n1["static:1"]
  n2["jre:17"]
  n3["old:8 (deprecated)"]
  n0 -. copies .-> n1
  n0 --> n2
  n0 --> n3
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}

// TestMermaidStaysWithinItsLimits holds that no tree gives more than 500 edges or 50,000 characters, and that nothing is lost silently.
func TestMermaidStaysWithinItsLimits(t *testing.T) {
	t.Parallel()
	var wide, roots strings.Builder
	wide.WriteString("  os: {from: scratch, tag: \"1\"}\n")
	for n := range 3000 {
		fmt.Fprintf(&wide, "  %s%d: {from: os, tag: \"1\"}\n", strings.Repeat("x", 100), n)
		fmt.Fprintf(&roots, "  r%d: {from: scratch, tag: \"1\"}\n", n)
	}
	for name, text := range map[string]string{"wide": wide.String(), "roots": roots.String()} {
		var b strings.Builder
		if err := Mermaid(&b, load(t, text), Part{}); err != nil {
			t.Fatal(err)
		}
		if edges := strings.Count(b.String(), "--"); edges > 450 || b.Len() > 50_000 || !strings.Contains(b.String(), " more") {
			t.Errorf("%s: %d edges, %d characters", name, edges, b.Len())
		}
	}
}

// TestPage opens the page in a real browser, searches, clicks, and reads what it shows.
func TestPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	found := []finding.Finding{{Rule: "IT001", Severity: finding.Error, Image: "jre", Text: "</script><b id=evil>a cycle"}}
	fleet := []imagetree.FleetItem{{Need: imagetree.Need{App: "shop & till"}, Image: "jre"}}
	if err := HTML(&b, load(t, family), found, fleet); err != nil {
		t.Fatal(err)
	}
	for _, outside := range []string{"http:", "https:", "src=", "@import", "url("} {
		if strings.Contains(b.String(), outside) {
			t.Errorf("the page loads something: %s", outside)
		}
	}
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	if browser == "" {
		t.Skip("no browser: install chromium")
	}
	page := strings.Replace(b.String(), "</body>", `<script>
const box = document.getElementById("search");
box.value = "java"; box.dispatchEvent(new Event("input"));
document.querySelector('g[data-name="jre"]').dispatchEvent(new Event("click"));
document.title = "dim " + document.querySelectorAll("g.dim").length + ", findings " + document.querySelectorAll("g.finding").length + ", evil " + (document.getElementById("evil") !== null);
</script></body>`, 1)
	dir := t.TempDir()
	file := filepath.Join(dir, "tree.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	dom, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir="+dir, "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Skipf("the browser does not run here: %v", err)
	}
	for _, want := range []string{
		"<title>dim 2, findings 1, evil false</title>", `<span id="count">2 images</span>`, "<h2>jre</h2><code>r.example.com/base/jre:17</code>",
		"provides: debian 13 (from os)", "<h3>Findings</h3>", "<h3>Applications (1)</h3><ul><li>shop &amp; till</li></ul>",
	} {
		if !strings.Contains(string(dom), want) {
			t.Errorf("the page does not show %s", want)
		}
	}
	if t.Failed() {
		t.Log(string(dom))
	}
}
