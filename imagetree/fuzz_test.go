package imagetree

import (
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
)

// FuzzLoad holds that no file makes loading panic, that what it refuses is the user's error, and that a tree that was loaded can be asked.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("version: 1\nimages:\n  a: {from: b}\n  b: {from: a}\n"))
	f.Add([]byte("version: 1\ninclude: ['*']\nimages: {a: {ref: 'docker.io/library/x:1'}}\n"))
	f.Add([]byte("a: &x [*x]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tree, err := Load(fstest.MapFS{FileName: {Data: data}}, FileName)
		if err != nil {
			if fault.KindOf(err) != fault.Usage {
				t.Fatalf("not the user's error: %v", err)
			}
			return
		}
		_ = tree.Cycles()
		tree.Waves(tree.Names()...)
		if tree.Sound() != nil {
			return
		}
		if _, err := tree.Select(Need{Role: Run, Requires: []facts.Require{{Capability: "java", Range: ">=17"}}}); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzSelect holds that a pick satisfies the need by itself: pinning it is accepted, and asking again gives it again.
func FuzzSelect(f *testing.F) {
	f.Add("java", ">=17", "fontconfig", true)
	f.Add("node", "18.x || >=20", "", true)
	f.Add("maven", "[3,4)", "git", false)
	tree := load(f, small)
	f.Fuzz(func(t *testing.T, capability, spec, extra string, run bool) {
		n := Need{App: "app", Role: Build, Requires: []facts.Require{{Capability: capability, Range: spec}}}
		if run {
			n.Role = Run
		}
		if extra != "" {
			n.Extras = []string{extra}
		}
		s, err := tree.Select(n)
		if err != nil {
			if fault.KindOf(err) != fault.Usage {
				t.Fatalf("not the user's error: %v", err)
			}
			return
		}
		if s.Pick == nil {
			if s.NoFit() == nil {
				t.Fatal("no pick and no reason")
			}
			return
		}
		for _, o := range s.Others() {
			if len(o.Refused) == 0 && o.LostOn == "" {
				t.Fatalf("%s is not picked for no reason", o.Image.Name)
			}
		}
		n.Pin = s.Pick.Image.Name
		again, err := tree.Select(n)
		if err != nil || again.Pick == nil || again.Pick.Image != s.Pick.Image {
			t.Fatalf("the pick %s does not serve when it is named: %v", n.Pin, err)
		}
	})
}
