package node

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/source"
)

// BenchmarkDetect reads a workspace of 15,000 files with forty servers.
func BenchmarkDetect(b *testing.B) {
	fsys := fstest.MapFS{"package.json": {Data: []byte(`{"workspaces": ["packages/*"]}`)}}
	for i := range 40 {
		dir := fmt.Sprintf("packages/p%d", i)
		fsys[dir+"/package.json"] = &fstest.MapFile{Data: fmt.Appendf(nil, `{"name": "p%d", "scripts": {"start": "node src/a.js"}, "dependencies": {"express": "4"}}`, i)}
		fsys[dir+"/src/a.js"] = &fstest.MapFile{Data: []byte("import './f1.js'; " + listens)}
		for j := range 370 {
			fsys[fmt.Sprintf("%s/src/f%d.js", dir, j)] = &fstest.MapFile{Data: fmt.Appendf(nil, "import './f%d.js'; export const a%d = process.env.A%d || 'x'", j+1, j, j)}
		}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if found, err := (Detector{}).Detect(b.Context(), tree); err != nil || len(found.Units) != 40 {
			b.Fatal(len(found.Units), err)
		}
	}
}
