package dockerfile_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/waybill-dev/waybill/internal/fixture"
)

// TestDatedSources runs the line that gives files of 1970 a date: it comes between the sources and the build, and touches no other file.
func TestDatedSources(t *testing.T) {
	t.Parallel()
	u := fixture.Java()
	u.Stages[0].Dated = true
	text := renderUnit(t, u)["Dockerfile"]
	stagesOf(t, text)
	found := regexp.MustCompile(`(?s)COPY \. /src/\n.*?\nRUN (touch [^\n]*)\n.*"package"\]`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no line between the sources and the build:\n%s", text)
	}
	dir := t.TempDir()
	dates := map[string]time.Time{"a b.properties": time.Unix(0, 0), "new.jsp": time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)}
	for name, date := range dates {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, date, date); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(found[1], "/tmp/dated", filepath.Join(t.TempDir(), "dated")))
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, date := range dates {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if date.Unix() == 0 && info.ModTime().Year() != 1980 || date.Unix() != 0 && !info.ModTime().Equal(date) {
			t.Errorf("%s is of %v", name, info.ModTime())
		}
	}
}
