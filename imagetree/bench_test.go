package imagetree_test

import (
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/eol"
	"github.com/waybill-dev/waybill/imagetree/rules"
)

// large is a tree of n images as an organisation might have it: ten systems, release lines of four runtimes on each, variants with
// packages below these.
func large(n int) fstest.MapFS {
	var b strings.Builder
	b.WriteString("version: 1\nregistry: registry.example.com/base\nplatforms: [linux/amd64, linux/arm64]\n")
	b.WriteString("capabilities:\n  java: {compat: any, eol: eclipse-temurin}\n  node: {compat: same-major, eol: nodejs}\npolicy: {maxDepth: 5, maxChildren: 100000}\nimages:\n")
	fsys := fstest.MapFS{}
	image := func(name, from, tag, provides string) {
		use := "[run, build]"
		if from == "scratch" {
			use = "[]"
		}
		fmt.Fprintf(&b, "  %s:\n    from: %s\n    tag: %s\n    use: %s\n    owner: team\n    dockerfile: images/%s/Dockerfile\n    provides: {%s}\n", name, from, tag, use, name, provides)
		ref := from
		if from != "scratch" {
			ref = "registry.example.com/base/" + from + ":" + strings.TrimPrefix(tag, "x")
		}
		fsys["images/"+name+"/Dockerfile"] = &fstest.MapFile{Data: []byte("FROM " + ref + "\nLABEL org.opencontainers.image.base.name=" + ref + "\nRUN true\n")}
	}
	runtimes := []string{"java: 17.0.20+8", "java: 21.0.12.1+1", "node: 22.23.2", "node: 24.19.0", "go: 1.26.7"}
	for made := 0; made < n; {
		system := fmt.Sprintf("os%d", made)
		image(system, "scratch", "1-r1", `debian: "13", sh: ""`)
		made++
		for r := 0; r < len(runtimes) && made < n; r++ {
			runtime := fmt.Sprintf("run%d", made)
			image(runtime, system, "1-r1", runtimes[r])
			made++
			for v := 0; v < 200 && made < n; v++ {
				image(fmt.Sprintf("img%d", made), runtime, "1-r1", fmt.Sprintf(`pkg%d: "%d.1", fontconfig: ""`, v, made))
				made++
			}
		}
	}
	fsys[imagetree.FileName] = &fstest.MapFile{Data: []byte(b.String())}
	return fsys
}

// BenchmarkLint loads and lints a tree of 10,000 images with their Dockerfiles.
func BenchmarkLint(b *testing.B) {
	fsys := quick{large(10_000)}
	table, err := eol.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	before := cpu(b)
	for b.Loop() {
		tree, err := imagetree.Load(fsys, imagetree.FileName)
		if err != nil {
			b.Fatal(err)
		}
		rules.Lint(rules.Input{Tree: tree, FS: fsys, Today: "2026-11-21", EOL: table})
	}
	b.ReportMetric((cpu(b)-before).Seconds()/float64(b.N), "cpu-s/op")
}

// cpu is the processor time of this process: on a machine with other work the wall clock says nothing.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// quick opens a file of a MapFS without the search from end to end that a MapFS makes for links and folders.
type quick struct{ fstest.MapFS }

func (q quick) Open(name string) (fs.File, error) {
	if f, ok := q.MapFS[name]; ok {
		return fstest.MapFS{"x": f}.Open("x")
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (q quick) Stat(name string) (fs.FileInfo, error) {
	f, err := q.Open(name)
	if err != nil {
		return nil, err
	}
	return f.Stat()
}

func (q quick) ReadDir(name string) ([]fs.DirEntry, error) {
	return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
}

// BenchmarkSelect answers 1,000 needs with a tree of 10,000 images.
func BenchmarkSelect(b *testing.B) {
	tree, err := imagetree.Load(large(10_000), imagetree.FileName)
	if err != nil {
		b.Fatal(err)
	}
	needs := []imagetree.Need{
		{Role: imagetree.Run, Requires: []facts.Require{{Capability: "java", Range: ">=17"}}, Extras: []string{"fontconfig"}},
		{Role: imagetree.Run, Requires: []facts.Require{{Capability: "node", Range: ">=20"}}},
		{Role: imagetree.Build, Requires: []facts.Require{{Capability: "java", Range: ">=21"}, {Capability: "pkg7"}}},
		{Role: imagetree.Build, Requires: []facts.Require{{Capability: "go", Range: ">=1.22.3"}}, Extras: []string{"git"}},
	}
	before := cpu(b)
	for b.Loop() {
		for n := range 1000 {
			s, err := tree.Select(needs[n%len(needs)])
			if err != nil {
				b.Fatal(err)
			}
			if s.Pick == nil {
				b.Fatal(s.NoFit())
			}
		}
	}
	b.ReportMetric((cpu(b)-before).Seconds()/float64(b.N), "cpu-s/op")
}
