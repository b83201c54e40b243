package waybill_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/waybill"
)

// TestProgramsThatAreNotThere: a folder that the settings name as the program has to be in the repository.
func TestProgramsThatAreNotThere(t *testing.T) {
	t.Parallel()
	const main = "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":8080\", nil) }\n"
	for set, refused := range map[string]string{
		"cmd/api": "", "./cmd/api": "", "cmd/other": "",
		"cmd/apy": "main of api is the folder cmd/apy, which the repository does not hold (waybill.yaml:1:13)",
	} {
		files := map[string]string{
			"go.mod": "module example.com/a\n\ngo 1.25\n", "cmd/api/main.go": main, "cmd/other/README.md": "", "waybill.yaml": "units: {.: {main: " + set + "}}\n",
		}
		_, err := decidedOf(t, files, waybill.Options{})
		switch {
		case refused == "" && err != nil:
			t.Errorf("%s: %v", set, err)
		case refused != "" && (err == nil || !strings.Contains(err.Error(), refused) || fault.KindOf(err) != fault.Usage || len(fault.HintOf(err)) == 0):
			t.Errorf("%s: %v", set, err)
		}
	}
	class := map[string]string{"pom.xml": library, "waybill.yaml": "units: {tool: {kind: worker, build: [[mvn, package]], artifact: target/tool.jar, main: org.acme.Main}}\n"}
	if _, err := decidedOf(t, class, waybill.Options{}); err != nil {
		t.Errorf("a class is no folder: %v", err)
	}
}
