package recipe

import (
	"slices"
	"sync"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// native is a package that is more than JavaScript.
type native struct {
	packages []string
	build    []string // Debian packages that compile it, when no binary was built for the platform
	run      []string // Debian packages that the program opens at run time
}

var compiler = []string{"python3", "make", "g++"}

// natives are packages that are compiled or load a library of the system. The source of a row is the package's own page
// (npmjs.com/package/NAME), under "Installation".
var natives = []native{
	{[]string{
		"bcrypt", "argon2", "better-sqlite3", "sqlite3", "re2", "zeromq", "bufferutil", "utf-8-validate", "node-rdkafka", "farmhash", "leveldown", "iconv", "libxmljs", "libxmljs2", "node-expat", "cpu-features", "deasync",
		"snappy", "lz4", "hiredis", "microtime", "pcap", "usocket", "kerberos", "grpc", "isolated-vm", "@discordjs/opus", "node-opus", "sodium", "sodium-native", "ref-napi", "ffi-napi", "bigint-buffer", "secp256k1", "keccak", "scrypt", "node-sass", "fibers", "unix-dgram", "segfault-handler", "heapdump", "memwatch-next", "v8-profiler", "xxhash", "sharp-phash", "tree-sitter", "blake3", "odbc", "ibm_db", "node-pty",
	}, compiler, nil},
	{[]string{"canvas", "chartjs-node-canvas"}, append([]string{"libcairo2-dev", "libpango1.0-dev", "libjpeg-dev", "libgif-dev", "librsvg2-dev", "pkg-config"}, compiler...), []string{"fontconfig", "fonts-dejavu-core", "libcairo2", "libpango-1.0-0", "libpangocairo-1.0-0", "libjpeg62-turbo", "libgif7", "librsvg2-2"}},
	{[]string{"prisma", "@prisma/client"}, []string{"openssl", "ca-certificates"}, []string{"openssl", "ca-certificates"}},
	{[]string{"puppeteer", "puppeteer-core", "playwright", "playwright-core", "chrome-launcher", "chromium", "phantomjs-prebuilt", "html-pdf-chrome"}, nil, []string{"chromium", "fonts-liberation"}},
	{[]string{"fluent-ffmpeg", "ffmpeg", "prism-media"}, nil, []string{"ffmpeg"}},
	{[]string{"gm"}, nil, []string{"graphicsmagick"}},
	{[]string{"imagemagick", "easyimage"}, nil, []string{"imagemagick"}},
	{[]string{"wkhtmltopdf"}, nil, []string{"wkhtmltopdf"}},
	{[]string{"libreoffice-convert"}, nil, []string{"libreoffice"}},
	{[]string{"node-tesseract-ocr", "tesseractocr"}, nil, []string{"tesseract-ocr"}},
	{[]string{"graphviz", "node-graphviz"}, nil, []string{"graphviz"}},
	{[]string{"simple-git", "nodegit", "git-promise"}, nil, []string{"git"}},
	{[]string{"pg-native", "libpq"}, append([]string{"libpq-dev"}, compiler...), []string{"libpq5"}},
	{[]string{"pdf2pic", "pdf-poppler", "node-poppler"}, nil, []string{"poppler-utils", "graphicsmagick"}},
	{[]string{"node-llama-cpp"}, append([]string{"cmake"}, compiler...), []string{"libgomp1"}},
	{[]string{"usb", "serialport"}, append([]string{"libudev-dev"}, compiler...), []string{"libudev1"}},
}

// nativesNaming are the rows of natives by the packages that they name.
var nativesNaming = sync.OnceValue(func() map[string][]int {
	out := map[string][]int{}
	for i, n := range natives {
		for _, name := range n.packages {
			out[name] = append(out[name], i)
		}
	}
	return out
})

// Native lists what the packages of a unit, and those of the workspace that it needs, ask of the system.
func Native(p *code.Base, m *manifest.Manifest) (build, run []string) {
	for _, at := range append([]*manifest.Manifest{m}, local(p, m)...) {
		rows := map[int]bool{}
		for _, field := range manifest.DependencyKinds {
			for _, name := range at.Root.Get(field).Names() {
				for _, i := range nativesNaming()[name] {
					rows[i] = true
				}
			}
		}
		for i := range rows {
			name, _ := at.Has(natives[i].packages...)
			build = append(build, natives[i].build...)
			if at.Production(name) || name == "prisma" {
				run = append(run, natives[i].run...)
			}
		}
	}
	return manifest.Sorted(build), manifest.Sorted(run)
}

// buildWants are the OS packages of the build stage: compilers, and git for dependencies that are git repositories.
func (b build) buildWants() []string {
	wants, _ := Native(b.p, b.u.M)
	if b.root != b.u.M {
		own, _ := Native(b.p, b.root)
		wants = append(wants, own...)
	}
	if b.p.Together(b.root).Git() || b.p.Together(b.u.M).Git() {
		wants = append(wants, "git")
	}
	return manifest.Sorted(wants)
}

// withHeaders runs an installation that may compile with the headers of Node that stand beside node, as in the images of Node itself.
// node-gyp downloads them from the internet otherwise (github.com/nodejs/node-gyp, --nodedir).
func (b build) withHeaders(argv []string) []string {
	if b.flat || !slices.Contains(b.buildWants(), "g++") || b.mg.Name == manifest.Bun {
		return argv
	}
	const script = `d="$(dirname "$(dirname "$(command -v node)")")"; if [ -f "$d/include/node/node.h" ]; then export npm_config_nodedir="$d"; fi; exec "$0" "$@"`
	return append([]string{"sh", "-c", script}, argv...)
}

// generatesPrisma says whether the client has to be generated by a command of its own:
// no script of the package does it, and since Prisma 7 the installation does not either.
func (b build) generatesPrisma() bool {
	m := b.u.M
	if !m.Uses("@prisma/client") || !m.Uses("prisma") {
		return false
	}
	for _, name := range append([]string{"postinstall", "prepare", "prebuild"}, scripts.BuildScripts...) {
		for _, pr := range scripts.Follow(b.p.Project, m, name) {
			if pr.Word() == "prisma" && pr.Operand() == "generate" {
				return false
			}
		}
	}
	return b.p.Tree.HasDir(m.Join("prisma")) || b.p.Tree.HasDir(m.Join("src/prisma")) || m.Root.Get("prisma", "schema") != nil
}
