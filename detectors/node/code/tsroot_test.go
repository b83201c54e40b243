package code

import (
	"fmt"
	"maps"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/internal/source"
)

// far is a chain of modules that is longer than modules are followed, with some text in the last one, and config/all.ts beside them.
func far(last string) map[string]string {
	files := map[string]string{"config/all.ts": "", "src/main.ts": "import './m0'", fmt.Sprintf("src/m%d.ts", maxUnitModules): last}
	for i := range maxUnitModules {
		files[fmt.Sprintf("src/m%d.ts", i)] = fmt.Sprintf("import './m%d'", i+1)
	}
	return files
}

// TestInputRoot: the folder whose structure tsc keeps, and the file that moves it.
func TestInputRoot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tsconfig string
		more     map[string]string
		want     string
	}{
		"rootDir":                  {`{"compilerOptions": {"rootDir": "."}}`, nil, ". "},
		"composite":                {`{"compilerOptions": {"composite": true}, "include": ["src"]}`, nil, ". "},
		"include":                  {`{"include": ["src"]}`, map[string]string{"test/a.ts": ""}, "src "},
		"a pattern":                {`{"include": ["src/**/*.ts"]}`, map[string]string{"test/a.ts": ""}, "src "},
		"all files":                {`{}`, map[string]string{"test/a.ts": ""}, ". "},
		"what is left out":         {`{"exclude": ["test"]}`, map[string]string{"test/a.ts": ""}, "src "},
		"declarations":             {`{}`, map[string]string{"types/a.d.ts": ""}, "src "},
		"what the build writes":    {`{"compilerOptions": {"outDir": "dist"}}`, map[string]string{"dist/a.ts": ""}, "src "},
		"JSON of the folder above": {`{"include": ["src"]}`, map[string]string{"src/main.ts": "import { version } from '../package.json'; console.log(version)"}, ". package.json"},
		"a package beside":         {`{"include": ["src"]}`, map[string]string{"src/main.ts": "import '../lib/a'", "lib/a.ts": ""}, ". lib/a.ts"},
		"JavaScript is not copied": {`{"include": ["src"]}`, map[string]string{"src/main.ts": "import '../lib/a'", "lib/a.js": ""}, "src "},
		"beyond what is followed":  {`{"compilerOptions": {"baseUrl": "."}, "include": ["src"]}`, far("import all from 'config/all'"), ". config/all.ts"},
		"nobody imports the file":  {`{"compilerOptions": {"baseUrl": "."}, "include": ["src"]}`, far("import all from 'other-config/all'"), "src "},
	} {
		files := map[string]string{"package.json": "{}", "src/main.ts": "import './web/app'", "src/web/app.ts": "", "tsconfig.json": c.tsconfig}
		maps.Copy(files, c.more)
		fsys := fstest.MapFS{}
		for file, text := range files {
			fsys[file] = &fstest.MapFile{Data: []byte(text)}
		}
		tree, err := source.New(fsys, source.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		base := New(manifest.New(tree))
		dir, why := base.InputRoot(base.TSConfig("tsconfig.json"), "src/main.ts")
		if got := fmt.Sprint(dir, " ", why); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
