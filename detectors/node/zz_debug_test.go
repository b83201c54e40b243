package node

import (
	"fmt"
	"github.com/waybill-dev/waybill/internal/source"
	"os"
	"path"
	"testing"
)

func TestZZ(t *testing.T) {
	dir := os.Getenv("ZZDIR")
	if dir == "" {
		t.Skip()
	}
	tree, err := source.New(os.DirFS(dir), source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	p := newProject(tree)
	for _, m := range p.manifests {
		if len(p.manifests) > 8 && m.dir != os.Getenv("ZZPKG") {
			continue
		}
		l := p.startOf(m)
		fmt.Println(m.dir, "class", l.class, "argv", l.argv, "src", l.source, "file", l.file, "unit", l.m.dir, "bin", l.bin, l.script)
		if l.source != "" {
			mods := p.code.reach(l.source)
			for _, x := range mods {
				fmt.Print(path.Base(x.File), " ")
			}
			fmt.Println()
			for _, li := range p.listeners(mods, l.m) {
				fmt.Printf("%+v\n", li)
			}
		}
		for _, b := range m.bins() {
			s, ok := p.code.source(m, b)
			fmt.Println("bin", b, s, ok)
			mods := p.code.reach(s)
			for _, x := range mods {
				fmt.Print(x.File, " ")
			}
			for _, li := range p.listeners(mods, l.m) {
				fmt.Printf("%+v\n", li)
			}
		}
		s, ok := p.siteOf(m)
		fmt.Printf("site %+v %v\n", s, ok)
	}
}
func BenchmarkZZ(b *testing.B){ dir:=os.Getenv("ZZDIR"); for b.Loop(){ tree,_:=source.New(os.DirFS(dir),source.DefaultLimits); (Detector{}).Detect(b.Context(),tree)}}
