package recipe

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
)

// cgoModule is a package that needs cgo: what its build needs and what the program then needs at run time, as Debian packages.
type cgoModule struct {
	path  string
	build []string
	run   []string
}

// cgoModules are asked by the packages that a program imports; import "C" in the repository itself needs no list.
// Sources: the README of each project. go-sqlite3 and confluent-kafka-go bring their C code with them.
var cgoModules = []cgoModule{
	{path: "github.com/mattn/go-sqlite3"},
	{path: "gorm.io/driver/sqlite"},
	{path: "github.com/jinzhu/gorm/dialects/sqlite"},
	{path: "github.com/mutecomm/go-sqlcipher"},
	{path: "github.com/confluentinc/confluent-kafka-go"},
	{path: "gopkg.in/confluentinc/confluent-kafka-go.v1"},
	{path: "github.com/google/gopacket/pcap", build: []string{"libpcap-dev"}, run: []string{"libpcap0.8"}},
	{path: "github.com/gopacket/gopacket/pcap", build: []string{"libpcap-dev"}, run: []string{"libpcap0.8"}},
	{path: "gopkg.in/gographics/imagick.v2", build: []string{"libmagickwand-dev", "pkg-config"}, run: []string{"libmagickwand-6.q16-6"}},
	{path: "gopkg.in/gographics/imagick.v3", build: []string{"libmagickwand-dev", "pkg-config"}, run: []string{"libmagickwand-6.q16-6"}},
	{path: "github.com/h2non/bimg", build: []string{"libvips-dev", "pkg-config"}, run: []string{"libvips42"}},
	{path: "github.com/davidbyttow/govips", build: []string{"libvips-dev", "pkg-config"}, run: []string{"libvips42"}},
	{path: "github.com/tecbot/gorocksdb", build: []string{"librocksdb-dev"}, run: []string{"librocksdb-dev"}},
	{path: "github.com/linxGnu/grocksdb", build: []string{"librocksdb-dev"}, run: []string{"librocksdb-dev"}},
	{path: "github.com/pebbe/zmq4", build: []string{"libzmq3-dev", "pkg-config"}, run: []string{"libzmq5"}},
	{path: "github.com/libgit2/git2go", build: []string{"libgit2-dev", "pkg-config"}, run: []string{"libgit2-dev"}},
	{path: "github.com/alexbrainman/odbc", build: []string{"unixodbc-dev"}, run: []string{"unixodbc"}},
	{path: "github.com/seccomp/libseccomp-golang", build: []string{"libseccomp-dev", "pkg-config"}, run: []string{"libseccomp2"}},
	{path: "github.com/coreos/go-systemd/v22/sdjournal", build: []string{"libsystemd-dev"}, run: []string{"libsystemd0"}},
	{path: "github.com/coreos/go-systemd/sdjournal", build: []string{"libsystemd-dev"}, run: []string{"libsystemd0"}},
	{path: "github.com/otiai10/gosseract", build: []string{"libtesseract-dev", "libleptonica-dev"}, run: []string{"tesseract-ocr"}},
	{path: "github.com/godror/godror"},
	{path: "github.com/DataDog/zstd"},
	{path: "github.com/valyala/gozstd"},
	{path: "github.com/chai2010/webp"},
	{path: "github.com/kolesa-team/go-webp", build: []string{"libwebp-dev"}, run: []string{"libwebp7"}},
	{path: "github.com/marcboeker/go-duckdb"},
	{path: "github.com/duckdb/duckdb-go"},
	{path: "github.com/miekg/pkcs11"},
	{path: "github.com/smacker/go-tree-sitter"},
	{path: "github.com/tree-sitter/go-tree-sitter"},
	{path: "rogchap.com/v8go"},
	{path: "github.com/bytecodealliance/wasmtime-go"},
	{path: "github.com/wasmerio/wasmer-go"},
	{path: "gocv.io/x/gocv", build: []string{"libopencv-dev", "pkg-config"}, run: []string{"libopencv-dev"}},
	{path: "github.com/NVIDIA/go-nvml"},
	{path: "github.com/jamiealquiza/tachymeter/cgo"},
}

// cgo is what a program needs of C; required is false for a program that is pure Go.
type cgo struct {
	required bool
	at       facts.Evidence
	build    []string
	run      []string
}

// NeedsCgo says whether a program is built with CGO_ENABLED=1.
func NeedsCgo(p *fold.Program) bool { return needsCgo(p).required }

// needsCgo decides CGO_ENABLED: it is on when the program imports "C" or a package that cannot work without it.
// A build that leaves it off would compile and fail when it runs (go-sqlite3).
func needsCgo(p *fold.Program) cgo {
	var c cgo
	for _, m := range cgoModules {
		if f := p.Imports(m.path); f != nil {
			if !c.required {
				c.required = true
				c.at = facts.Evidence{File: f.Path, Line: f.ImportLine(m.path), Rule: "import of " + m.path + ", which needs cgo"}
			}
			c.build, c.run = append(c.build, m.build...), append(c.run, m.run...)
		}
	}
	if f := p.Deps["C"]; f != nil && !c.required {
		c.required = true
		c.at = facts.Evidence{File: f.Path, Line: f.ImportLine("C"), Rule: `import "C"`}
	}
	for _, f := range p.Files {
		if _, ok := f.Imports["C"]; ok {
			c.build = append(c.build, linked(f.Src)...)
		}
	}
	return c
}

// libraries maps the names of #cgo LDFLAGS to the Debian packages of their headers.
var libraries = map[string]string{
	"pcap": "libpcap-dev", "sqlite3": "libsqlite3-dev", "ssl": "libssl-dev", "crypto": "libssl-dev", "z": "zlib1g-dev", "curl": "libcurl4-openssl-dev",
	"git2": "libgit2-dev", "xml2": "libxml2-dev", "pq": "libpq-dev", "vips": "libvips-dev", "seccomp": "libseccomp-dev", "systemd": "libsystemd-dev",
}

// linked reads the -l words of #cgo LDFLAGS lines.
func linked(src []byte) []string {
	var list []string
	for line := range strings.Lines(string(src)) {
		if !strings.Contains(line, "#cgo") || !strings.Contains(line, "LDFLAGS") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			if pkg := libraries[strings.TrimPrefix(word, "-l")]; pkg != "" && strings.HasPrefix(word, "-l") {
				list = append(list, pkg)
			}
		}
	}
	return list
}
