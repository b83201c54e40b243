package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var updateScripts = flag.Bool("update-scripts", false, "write the expected output in testdata/script anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"waybill": func() {
			a := &app{stdin: os.Stdin, terminal: terminal{stdout: os.Stdout, stderr: os.Stderr}}
			os.Exit(a.run(context.Background(), os.Args[1:]))
		},
	})
}

// TestScripts runs every promise of the command line, one file each.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		UpdateScripts:       *updateScripts,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// TestScriptsTellExitCodes: 'exec' with '!' takes any code but 0, a crash as well, so a script names the code that it means.
func TestScriptsTellExitCodes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(line, "! exec") {
				t.Errorf("%s:%d: write 'exits CODE …' for '! exec …'", file, i+1)
			}
		}
	}
}
