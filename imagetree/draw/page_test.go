package draw

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
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

// answers opens a page in a real browser, runs a program in it, and returns what the program puts into the object "answer".
func answers(t *testing.T, page, program string) map[string]string {
	t.Helper()
	for _, outside := range []string{"http:", "src=", "@import", "url("} {
		if strings.Contains(page, outside) {
			t.Errorf("the page loads something: %s", outside)
		}
	}
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && browser == "" {
			browser = found
		}
	}
	if browser == "" {
		t.Skip("no browser: install chromium")
	}
	// The program may wait: the browser prints the page when all is loaded and its clock has run ahead.
	page = strings.Replace(page, "</body>", `<pre id="answer"></pre><script>
(async () => {
const answer = {}, wait = () => new Promise(done => setTimeout(done, 50));
const names = () => [...document.querySelectorAll(".box")].map(b => b.dataset.name).join(" ");
const set = (id, value, event) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event(event)); };
const text = id => document.getElementById(id).textContent;
try {
`+program+`
} catch (e) { answer.error = String(e) + e.stack; }
document.getElementById("answer").textContent = JSON.stringify(answer);
})();
</script></body>`, 1)
	dir := t.TempDir()
	file := filepath.Join(dir, "tree.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	dom, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,900",
		"--virtual-time-budget=20000", "--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Skipf("the browser does not run here: %v", err)
	}
	_, after, _ := strings.Cut(string(dom), `<pre id="answer">`)
	said, _, _ := strings.Cut(after, "</pre>")
	out := map[string]string{}
	raw := map[string]any{}
	if err := json.Unmarshal([]byte(html.UnescapeString(said)), &raw); err != nil {
		t.Fatalf("the page answers %q: %v", said, err)
	}
	for k, v := range raw {
		out[k] = fmt.Sprint(v)
	}
	return out
}

func checkAnswers(t *testing.T, got, want map[string]string) {
	t.Helper()
	if got["error"] != "" {
		t.Error(got["error"])
	}
	for k, w := range want {
		if got[k] != w {
			t.Errorf("%s: %q, want %q", k, got[k], w)
		}
	}
}

// TestPage opens a page of 12 images, and does what a person does with it.
func TestPage(t *testing.T) {
	t.Parallel()
	const images = `  os: {from: scratch, tag: "1", owner: base, dockerfile: os/Dockerfile, provides: {debian: "13", sh: ""}}
  jre: {from: os, tag: "17", use: [run], owner: java, removes: [sh], provides: {java: "17.0.1"}}
  jre-fonts: {from: jre, tag: "17", use: [run], owner: java, provides: {fontconfig: ""}}
  tomcat: {from: jre, tag: "9", use: [run], owner: java, provides: {tomcat: "9"}}
  old: {from: os, tag: "8", use: [run], status: deprecated, replacedBy: jre, until: 2027-01-01, provides: {java: "8"}}
  static: {from: scratch, copies: [os], tag: "1", use: [run], provides: {static: ""}}
  build: {from: os, tag: "1", use: [build], owner: java, provides: {maven: "3"}}
  a/b.c: {from: os, tag: "1"}
  n18: {from: os, tag: "18", use: [run], provides: {node: "18"}}
  n20: {from: os, tag: "20", use: [run], provides: {node: "20"}}
  n22: {from: os, tag: "22", use: [run], provides: {node: "22"}}
  gone: {from: os, tag: "1", status: withdrawn}
`
	var b strings.Builder
	page := Page{
		Today: "2026-11-28", Links: "https://git.example.com/images/blob/main",
		Findings: []finding.Finding{
			{Rule: "IT001", Severity: finding.Error, Image: "jre", Text: "</script><b id=evil>a cycle"},
			{Rule: "IT022", Severity: finding.Info, Image: "jre", Text: "no owner"},
			{Rule: "IT306", Severity: finding.Warning, Image: "old", Text: "no label"},
		},
		Fleet: []imagetree.FleetItem{
			{Need: imagetree.Need{App: "shop & till"}, Image: "jre"}, {Need: imagetree.Need{App: "desk"}, Image: "tomcat"}, {Need: imagetree.Need{App: "desk"}, Image: "build"},
		},
		Ends: []End{{"n18", "node 18", "2025-04-30"}, {"n20", "node 20", "2027-01-10"}, {"os", "debian 13", "2028-08-09"}},
	}
	tree := load(t, images)
	tree.Lock = imagetree.Lock{Version: 1, Images: map[string]imagetree.LockedItem{"os": {Ref: tree.Image("os").TagRef(), Platforms: map[string]imagetree.LockedPlatform{"linux/amd64": {Size: 48_200_000}}}}}
	if err := HTML(&b, tree, page); err != nil {
		t.Fatal(err)
	}
	got := answers(t, b.String(), `
answer.all = names();
answer.evil = document.getElementById("evil") !== null;
answer.classes = ["jre", "old", "gone", "static"].map(n => document.querySelector('[data-name="' + n + '"]').className).join("|");
answer.os = document.querySelector('[data-name=os]').textContent;
answer.past = document.querySelector('[data-name=n18] .past').textContent + " " + document.querySelector('[data-name=n20] .soon').textContent;
answer.legend = text("legend").includes("worst finding: error (1)") && text("legend").includes("no finding (10)");
document.querySelector('[data-name=jre]').click();
answer.hash = location.hash;
answer.facts = text("facts").includes("provides debian 13 (from os)") && !text("facts").includes("provides sh");
answer.worstFirst = text("facts").indexOf("error IT001") < text("facts").indexOf("info IT022");
answer.hangs = text("facts").includes("2 images") && text("facts").includes("2 applications");
answer.apps = text("facts").includes("Applications (1)shop & till");
[...document.querySelectorAll("#facts a")].find(a => a.textContent === "tomcat").click(); await wait();
answer.child = document.querySelector("#facts h2").textContent + " " + location.hash;
[...document.querySelectorAll("#facts a")].find(a => a.textContent === "os").click(); await wait();
answer.parent = document.querySelector("#facts h2").textContent;
answer.dockerfile = document.querySelector('#facts a[href$="os/Dockerfile"]').getAttribute("href");
location.hash = "#a%2Fb.c"; await wait();
answer.link = document.querySelector("#facts h2").textContent + " " + document.querySelector(".picked").dataset.name;
set("search", "java", "input"); answer.search = names() + ", " + text("count");
answer.way = [...document.querySelectorAll(".way")].map(b => b.dataset.name).join(" ");
set("search", "", "input"); set("owner", "java", "change"); set("use", "build", "change"); answer.filter = text("count") + ", " + names();
document.getElementById("clear").click(); set("status", "withdrawn", "change"); answer.status = names();
document.getElementById("clear").click(); set("end", "0", "change"); answer.end = names();
document.getElementById("clear").click(); [...document.querySelectorAll("#legend button")][0].click(); answer.severity = names();
document.getElementById("clear").click(); answer.cleared = text("count");
document.getElementById("collapse").click(); answer.collapsed = names();
document.querySelector('[data-fold]').click(); answer.unfolded = document.querySelectorAll(".box").length;
document.getElementById("expand").click();
const width = document.querySelector(".box").offsetWidth; document.getElementById("larger").click(); answer.zoom = document.querySelector(".box").offsetWidth > width;
document.getElementById("view").click(); answer.timeline = [...document.querySelectorAll("#timeline tr")].map(r => r.cells[0].textContent + " " + r.cells[1].textContent).join(", ") + " " + document.getElementById("main").hidden;
[...document.querySelectorAll("#timeline a")][0].click(); await wait(); answer.back = document.querySelector("#facts h2").textContent + " " + document.getElementById("timeline").hidden;
const main = document.getElementById("main"), press = k => main.dispatchEvent(new KeyboardEvent("keydown", { key: k }));
location.hash = "#jre"; await wait(); press("ArrowLeft"); answer.folded = names().includes("tomcat"); press("ArrowLeft"); await wait(); answer.keys = document.querySelector("#facts h2").textContent;
`)
	checkAnswers(t, got, map[string]string{
		"all": "os a/b.c build gone jre jre-fonts tomcat n18 n20 n22 old static", "evil": "false",
		"classes": "box error|box deprecated warning|box withdrawn|box", "os": "os:1base · 3 apps · 48 MB · ends 2028-08-09",
		"past": "ends 2025-04-30 ends 2027-01-10", "legend": "true", "hash": "#jre", "facts": "true", "worstFirst": "true", "hangs": "true", "apps": "true",
		"child": "tomcat #tomcat", "parent": "os", "dockerfile": "https://git.example.com/images/blob/main/os/Dockerfile", "link": "a/b.c a/b.c",
		"search": "os build jre jre-fonts tomcat old, 5 images of 12", "way": "os", "filter": "1 image of 12, os build", "status": "os gone", "end": "os n18", "severity": "os jre", "cleared": "12 images",
		"collapsed": "os static", "unfolded": "10", "zoom": "true", "timeline": "2025-04-30 node 18, 2027-01-10 node 20, 2028-08-09 debian 13 true", "back": "n18 true",
		"folded": "false", "keys": "os",
	})
}

// TestPageOfManyImages holds that the page can be used whatever the size of the tree: few elements, and every step within a second of the
// browser's time. A filter reads everything once.
func TestPageOfManyImages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{60, 1000, 10_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			var images strings.Builder
			for i := range n {
				from := "scratch"
				if i > n/100 {
					from = fmt.Sprintf("i%d", (i-1)/12)
				}
				fmt.Fprintf(&images, "  i%d: {from: %s, tag: \"1\", owner: team-%d, provides: {c%d: \"1\"}}\n", i, from, i%7, i)
			}
			tree, err := imagetree.Load(fstest.MapFS{imagetree.FileName: {Data: []byte("version: 1\nregistry: r.example.com/base\nimages:\n" + images.String())}}, imagetree.FileName)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := HTML(&b, tree, Page{}); err != nil {
				t.Fatal(err)
			}
			if limit := 700 * (n + 100); b.Len() > limit {
				t.Errorf("%d bytes for %d images", b.Len(), n)
			}
			last := fmt.Sprintf("i%d", n-1)
			got := answers(t, b.String(), `
let slowest = 0; const step = f => { const t = performance.now(); f(); slowest = Math.max(slowest, performance.now() - t); };
const most = [], count = () => most.push(document.querySelectorAll("*").length);
count(); answer.count = text("count");
step(() => document.getElementById("expand").click()); count();
step(() => { document.getElementById("main").scrollTop = 1e9; document.getElementById("main").dispatchEvent(new Event("scroll")); }); await wait(); count();
location.hash = "#`+last+`"; await wait(); answer.link = document.querySelector(".picked").dataset.name; count();
step(() => set("owner", "team-3", "change")); count();
step(() => set("search", "`+last+`", "input")); document.getElementById("clear").click();
step(() => set("search", "`+last+`", "input")); answer.search = document.querySelectorAll(".box:not(.way)").length > 0;
answer.few = Math.max(...most) < 1500; answer.most = Math.max(...most); answer.quick = slowest < 1000; answer.slowest = slowest;
`)
			t.Logf("%d images, %d bytes: at most %s elements, slowest step %s ms", n, b.Len(), got["most"], got["slowest"])
			checkAnswers(t, got, map[string]string{"link": last, "search": "true", "few": "true", "quick": "true"})
		})
	}
}
