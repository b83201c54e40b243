package buildfiles_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang/buildfiles"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// flags reads the build of a main package from a repository.
func flags(tb testing.TB, dir, archive string) buildfiles.Flags {
	tb.Helper()
	r := module.Open(golangtest.Repository(tb, archive))
	r.LoadModules()
	r.Mains = r.MainFolders()
	return buildfiles.Open(r).FlagsOf(dir, r.ModuleOf(dir))
}

// tell writes flags in one line.
func tell(f buildfiles.Flags) string {
	words := []string{strings.Join(f.Tags, ","), strings.Join(f.Stamps, " "), strings.Join(f.Commits, " "), strings.Join(f.Unknown, " ")}
	for _, v := range f.Env {
		words = append(words, v.Name+"="+v.Value)
	}
	for _, o := range f.Left {
		words = append(words, fmt.Sprintf("left %s:%d %s %s", o.At.File, o.At.Line, strings.Join(o.Tags, ","), strings.Join(o.Stamps, " ")))
	}
	return strings.TrimSpace(strings.Join(words, " | "))
}

func TestFlags(t *testing.T) {
	t.Parallel()
	one := golangtest.OneFile(`"net/http"`, `http.ListenAndServe(":1", nil)`)
	two := "-- go.mod --\nmodule example.org/quay\n-- cmd/api/main.go --\npackage main\nfunc main() {}\n-- cmd/job/main.go --\npackage main\nfunc main() {}\n"
	for name, c := range map[string]struct{ dir, in, want string }{
		"an exported variable of make":             {".", one + "-- Makefile --\nexport FLAGS = -w -X main.mode=prod\nbuild:\n\tgo build -ldflags=\"$$FLAGS\" -o shop .\n", "| main.mode=prod |  |"},
		"exported on a line of its own":            {".", one + "-- Makefile --\nFLAGS = -X main.mode=prod\nexport FLAGS\nbuild:\n\tgo build -ldflags \"$${FLAGS}\" .\n", "| main.mode=prod |  |"},
		"an included file":                         {".", one + "-- Makefile --\ninclude mk/*.mk\nbuild:\n\tgo build $(BUILD_FLAGS) .\n-- mk/flags.mk --\nBUILD_FLAGS := -tags embed -ldflags '-X main.mode=prod'\n", "embed | main.mode=prod |  |"},
		"a variable of the target":                 {".", one + "-- Makefile --\nLD = -s\nbuild: LD += -X main.mode=prod\nbuild:\n\tgo build -ldflags '$(LD)' .\n", "| main.mode=prod |  |"},
		"the go command in a variable":             {".", one + "-- Makefile --\nbuild:\n\t$(GO) build -tags prod .\n", "prod |  |  |"},
		"a package after the tags":                 {".", one + "-- Makefile --\nbuild:\n\tgo build -tags prod .\n", "prod |  |  |"},
		"several tags":                             {".", one + "-- Makefile --\nbuild:\n\tgo build -tags 'a b,c' -o x\n", "a,b,c |  |  |"},
		"GOFLAGS before the command":               {".", one + "-- Makefile --\nbuild:\n\tCGO_ENABLED=0 GOFLAGS=-tags=prod go build -o x\n", "prod |  |  |"},
		"GOFLAGS of a Dockerfile":                  {".", one + "-- Dockerfile --\nFROM golang\nENV GOFLAGS=\"-tags=prod\"\nRUN go build -o /x .\n", "prod |  |  |"},
		"an experiment of a Dockerfile":            {"cmd/api", two + "-- Dockerfile --\nFROM golang\nENV GOEXPERIMENT=jsonv2\nRUN cd cmd/api && go build -o /x .\n", "|  |  |  | GOEXPERIMENT=jsonv2"},
		"an experiment of a Dockerfile, as of old": {".", one + "-- Dockerfile --\nFROM golang\nENV GOEXPERIMENT jsonv2,synctest\nRUN go build -o /x .\n", "|  |  |  | GOEXPERIMENT=jsonv2,synctest"},
		"an experiment that make exports":          {".", one + "-- Makefile --\nexport GOEXPERIMENT = jsonv2\nbuild:\n\t@$(GO) build -o x .\n", "|  |  |  | GOEXPERIMENT=jsonv2"},
		"an experiment of a target":                {".", one + "-- Makefile --\nbuild: export GOEXPERIMENT = jsonv2\nbuild:\n\tgo build -o x .\n", "|  |  |  | GOEXPERIMENT=jsonv2"},
		"an experiment of the command":             {".", one + "-- Makefile --\nGOEXPERIMENT = synctest\nbuild:\n\tCGO_ENABLED=0 GOEXPERIMENT=jsonv2 GOFIPS140=latest go build -o x .\n", "|  |  |  | GOEXPERIMENT=jsonv2 | GOFIPS140=latest"},
		"an experiment of a task file":             {".", one + "-- justfile --\nexport GOEXPERIMENT := \"jsonv2\"\nbuild:\n\tgo build -o x .\n", "|  |  |  | GOEXPERIMENT=jsonv2"},
		"an experiment of the release":             {".", one + "-- .goreleaser.yml --\nbuilds:\n- env: [CGO_ENABLED=0, GOEXPERIMENT=jsonv2]\n", "|  |  |  | GOEXPERIMENT=jsonv2"},
		"an experiment of another program":         {"cmd/job", two + "-- Makefile --\nall:\n\tGOEXPERIMENT=jsonv2 go build ./cmd/api\n\tgo build ./cmd/job\n", "|  |  |"},
		"variables of the machine":                 {".", one + "-- Dockerfile --\nFROM golang\nENV GOPROXY=https://proxy.example.org GOAMD64=v3\nENV GOEXPERIMENT=$WHICH\nRUN go build -o /x .\n", "|  |  |"},
		"a Dockerfile over lines":                  {".", one + "-- Dockerfile --\nFROM golang\nARG MODE=prod\nRUN CGO_ENABLED=0 \\\n  # a remark\n  go build -tags netgo \\\n  -ldflags \"-X main.mode=${MODE} -X main.sha=${SHA}\" -o /x .\n", "netgo | main.mode=prod | main.sha |"},
		"a tag of the build image":                 {".", one + "-- Dockerfile --\nFROM golang:alpine\nRUN go build -tags musl,prod -o /x .\n", "prod |  |  |"},
		"a Dockerfile for developers":              {".", one + "-- Dockerfile.dev --\nFROM golang\nRUN go build -tags dev -o /x .\n", "|  |  |"},
		"a script and what it takes in":            {".", one + "-- scripts/build.sh --\n. \"$(dirname \"$0\")/vars.sh\"\nLD=\"$LD -X main.region=eu\"\ngo build -ldflags \"$LD\" .\n-- scripts/vars.sh --\nexport LD=\"-X main.mode=prod\"\n", "| main.mode=prod main.region=eu |  |"},
		"a pipeline":                               {".", one + "-- .github/workflows/build.yml --\nenv:\n  TAGS: prod\njobs:\n  build:\n    steps:\n    - run: go build -tags ${{ env.TAGS }} .\n", "prod |  |  |"},
		"a task file":                              {".", one + "-- Taskfile.yml --\nvars:\n  TAGS: prod\ntasks:\n  build:\n    cmds:\n    - go build -tags {{.TAGS}} .\n", "prod |  |  |"},
		"a release by its flags":                   {"cmd/api", two + "-- .goreleaser.yml --\nbuilds:\n- main: ./cmd/job\n  flags: [-tags=no]\n- main: ./cmd/api/main.go\n  flags: [\"-tags=assets,x\"]\n  env: [GOFLAGS=-tags=y]\n", "y,assets,x |  |  |"},
		"a release with a folder":                  {"cmd/api", two + "-- .goreleaser.yaml --\nbuilds:\n- dir: cmd/api\n  tags: [a]\n  ldflags: [-X main.mode=prod]\n", "a | main.mode=prod |  |"},
		"ko":                                       {"cmd/api", two + "-- .ko.yaml --\nbuilds:\n- id: api\n  main: ./cmd/api\n  ldflags:\n  - -X main.mode=prod\n", "| main.mode=prod |  |"},
		"the program of the line":                  {"cmd/job", two + "-- Makefile --\nall:\n\tgo build -tags a ./cmd/api\n\tgo build -tags b -o bin/job example.org/quay/cmd/job\n", "b |  |  |"},
		"cd before it":                             {"cmd/job", two + "-- Makefile --\nall:\n\tcd cmd/api && go build -tags a\n\tcd cmd/job && go build -tags b\n", "b |  |  |"},
		"-C":                                       {"cmd/job", two + "-- Makefile --\nall:\n\tgo -C cmd/api build -tags a .\n\tgo build -C cmd/job -tags b .\n", "b |  |  |"},
		"all programs by a pattern":                {"cmd/job", two + "-- Makefile --\n%:\n\tgo build -tags a -o bin/$@ ./cmd/$@\n", "a |  |  |"},
		"all programs by dots":                     {"cmd/job", two + "-- Makefile --\nall:\n\tgo build -tags a ./...\n", "a |  |  |"},
		"another program":                          {"cmd/job", two + "-- Makefile --\nall:\n\tgo build -tags a ./cmd/api\n", "|  |  |"},
		"for tests or another system":              {".", one + "-- Makefile --\ntest:\n\tgo build -race -tags a .\nwin:\n\tGOOS=windows go build -tags b .\nbuild:\n\tgo build -tags c .\n", "c |  |  |"},
		"the release decides, make is told":        {".", one + "-- Makefile --\nbuild:\n\tgo build -tags a -ldflags '-X main.mode=x' .\n-- .goreleaser.yml --\nbuilds:\n- tags: [b]\n", "b |  |  |  | left Makefile:2 a main.mode=x"},
		"what only the build knows":                {".", one + "-- Makefile --\nbuild:\n\tgo build -ldflags \"-X main.date=$$(date +'%Y %m') -X main.gitCommit=$(shell git rev-parse HEAD) -X main.x=`id`;rm\" .\n", "|  | main.gitCommit | main.date main.x"},
		"an option between words of docker":        {".", one + "-- Makefile --\nbuild:\n\tdocker run -v $(PWD):/go golang:1 go build -tags a -o x .\n", "a |  |  |"},
		"a variable that holds itself":             {".", one + "-- Makefile --\nA = $(B)\nB = $(A)\nbuild:\n\tgo build -tags '$(A)' .\n", "|  |  |"},
		"an include that includes itself":          {".", one + "-- Makefile --\ninclude Makefile\nbuild:\n\tgo build -tags a .\n", "a |  |  |"},
		"nothing":                                  {".", one, "|  |  |"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tell(flags(t, c.dir, c.in))
			if got != strings.TrimSpace(c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func FuzzBuildFiles(f *testing.F) {
	f.Add("A := $(B)\nB = $(A) x\nbuild:\n\tgo build -tags \"$(A)\" \\\n -ldflags '-X m.v=$(B)' ./cmd/x\n", "x=(a \"b)\ngo build \"${x[@]}\" . && cd .. ; go install -C\n")
	f.Fuzz(func(t *testing.T, makefile, script string) {
		if strings.Contains(makefile+script, "\n-- ") {
			t.Skip("a file of its own")
		}
		got := flags(t, ".", golangtest.OneFile("", "")+"-- Makefile --\n"+makefile+"\n-- build.sh --\n"+script+"\n")
		for _, s := range got.Stamps {
			if strings.ContainsAny(s, " \"'`$;\n") {
				t.Errorf("stamp %q", s)
			}
		}
		for _, tag := range got.Tags {
			if strings.ContainsAny(tag, " \"'`$;\n-") {
				t.Errorf("tag %q", tag)
			}
		}
	})
}
