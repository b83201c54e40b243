package waybill_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill"
)

const child = `<project><modelVersion>4.0.0</modelVersion>
<parent><groupId>org.acme</groupId><artifactId>base</artifactId><version>7</version></parent><artifactId>ledger</artifactId>
<build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest><mainClass>a.App</mainClass></manifest></archive></configuration></plugin></plugins></build>
</project>`

const parent = `<project><groupId>org.acme</groupId><artifactId>base</artifactId><version>7</version><properties><maven.compiler.release>21</maven.compiler.release></properties></project>`

// TestRepositoryManager: a parent is fetched once; after that a run needs no network and gives the same; a POM that is another one than the
// lock names is refused.
func TestRepositoryManager(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	text := parent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/org/acme/base/7/base-7.pom") {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(text))
	}))
	org := folder(t, map[string]string{"waybill.yaml": "maven: {repositories: [\"" + server.URL + "/maven\"]}\n"})
	program := map[string]string{
		"pom.xml":                  child,
		"src/main/java/a/App.java": "package a;\npublic class App { public static void main(String[] a) throws Exception { new java.net.ServerSocket(8080); } }\n",
	}
	decide := func(more map[string]string) (waybill.Decision, error) {
		files := map[string]string{}
		for _, m := range []map[string]string{program, more} {
			maps.Copy(files, m)
		}
		return waybill.Decide(t.Context(), waybill.Options{Location: folder(t, files), Settings: filepath.Join(org, "waybill.yaml"), Limits: source.DefaultLimits})
	}
	first, err := decide(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := first.Plan.Units[0].Facts.RuntimeVersion.Value; got != "21" {
		t.Errorf("Java %s, the parent says 21", got)
	}
	digest := first.POMs["org.acme:base:7"]
	if len(digest) != 64 {
		t.Fatalf("digests: %v", first.POMs)
	}
	lock := func(digest string) map[string]string {
		return map[string]string{"waybill.lock": "version: 1\nwaybill: x\ntree: x\npoms:\n  org.acme:base:7: " + digest + "\nfiles: {}\n"}
	}
	other := strings.Repeat("0", 64)
	if _, err := decide(lock(other)); fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "org.acme:base:7") {
		t.Errorf("another POM than the lock names: %v", err)
	}
	server.Close()
	again, err := decide(lock(digest))
	if err != nil || again.POMs["org.acme:base:7"] != digest || again.Plan.Units[0].Facts.RuntimeVersion.Value != "21" {
		t.Errorf("without a network: %v, %v", again.POMs, err)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	if _, err := decide(nil); fault.KindOf(err) != fault.Unreachable {
		t.Errorf("without network and cache: %v", err)
	}
}
