# `make` prints what there is. Only Go is needed, and bash for `make demo`; `make lint` fetches its linter.

GO      ?= go
BIN     := bin/waybill
EXAMPLE ?= examples/spring-config
COMMIT  := $(shell git rev-parse HEAD 2>/dev/null)
# The same commit gives the same binary, wherever it lies. The version in it is that of the commit, where there is a checkout that git reads.
FLAGS   := -trimpath -buildvcs=$(if $(COMMIT),auto,false) -ldflags '-s -w -buildid= -X main.revision=$(COMMIT)'
export CGO_ENABLED ?= 0

LINTER  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help build install demo test check fmt vet cover mutants lint docs bench fuzz hostile reproducible sbom sbom-image release e2e examples examples-update testdata-update tree-refresh release-check image clean
.DEFAULT_GOAL := help

help: ## print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/waybill and bin/waybill-init
	$(GO) build $(FLAGS) -o bin/ ./cmd/...

install: ## install waybill into GOBIN
	$(GO) install $(FLAGS) ./cmd/waybill

demo: build ## set up, and run the main job on an example: EXAMPLE=examples/…
	@./docs/demo.sh $(BIN) $(EXAMPLE)

test: ## run all tests of both modules
	$(GO) test ./...
	cd proof && $(GO) test ./...

check: fmt vet lint test docs ## what a pull request has to pass: formatted, vetted, linted, tested, documents up to date
	@git diff --exit-code -- docs cmd/waybill/schema templates/reference || { echo "documents were out of date: commit what 'make docs' wrote" >&2; exit 1; }

fmt: ## fail when a file is not formatted
	@files=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$files" || { echo "run gofmt -w on: $$files" >&2; exit 1; }

vet: ## go vet, both modules
	$(GO) vet ./...
	cd proof && $(GO) vet ./...

cover: ## print the coverage of each package; fail below 80 %
	@GO=$(GO) ./.ci/cover

mutants: ## change one constant, comparison or word at a time: a test has to notice each (proof/mutants); takes minutes
	cd proof && $(GO) run ./mutants

lint: ## golangci-lint with .golangci.yml, both modules
	@linter=$$(command -v golangci-lint || echo '$(GO) run $(LINTER)'); for module in . proof; do (cd $$module && $$linter run ./...) || exit 1; done

docs: ## write docs/commands.md, docs/settings.md, docs/rules.md, docs/imagetree.md, the JSON Schemas and the meanings of template data anew
	$(GO) test ./cmd/waybill -run 'TestSettingsDocs|TestCommandDocs|TestRuleDocs|TestTreeDocs' -update
	$(GO) test ./templates/reference -update
	cd proof && $(GO) test ./schema -update

TODAY   = $(shell date -u +%F)
REFRESH = .refresh
tree-refresh: ## bring the embedded tree and the end-of-life table up to date, and show the difference: ENDOFLIFE=clone of endoflife.date
	@mkdir -p $(REFRESH)
	cd $(REFRESH) && $(GO) list -m -versions golang.org/toolchain > go
	cd $(REFRESH) && npm view node versions --json > node && npm view bun versions --json > bun
	cp imagetree/refresh/pom.xml $(REFRESH) && cd $(REFRESH) && { mvn -q -B -Dmaven.repo.local=repository dependency:resolve || true; } \
	  && cat repository/org/apache/maven/apache-maven/maven-metadata-*.xml > maven && cat repository/org/apache/tomcat/tomcat/maven-metadata-*.xml > tomcat
	$(GO) run ./imagetree/refresh -releases $(REFRESH) -today $(TODAY) $(if $(ENDOFLIFE),-endoflife $(ENDOFLIFE)/products -taken $$(git -C $(ENDOFLIFE) log -1 --format=%cs))
	git --no-pager diff -- imagetree/default imagetree/eol
	$(GO) test ./imagetree/...

release-check: check ## what a release has to pass besides: the embedded tree and the end-of-life table are not older than 90 days
	WAYBILL_RELEASE_DAY=$(TODAY) $(GO) test -count=1 ./imagetree/eol -run TestFresh

bench: ## run all benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

FUZZTIME ?= 30s
fuzz: ## run every fuzz target for FUZZTIME
	@for module in . proof; do (cd $$module && $(GO) list ./... | while read -r package; do \
	  $(GO) test -list '^Fuzz' "$$package" | grep '^Fuzz' | while read -r target; do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package" || exit 1; \
	  done || exit 1; \
	done) || exit 1; done

MUTATIONS ?= 1000
KILLS     ?= 100
SEED      ?= 1
hostile: ## hostile input, mutations, kills and canaries against the built binary (proof/hostile): MUTATIONS=… KILLS=… SEED=…
	cd proof && WAYBILL_MUTATIONS=$(MUTATIONS) WAYBILL_KILLS=$(KILLS) WAYBILL_SLOW=$(shell expr $(KILLS) / 10 + 1) WAYBILL_FULL=$(shell expr $(KILLS) / 10 + 1) WAYBILL_SEED=$(SEED) $(GO) test -count=1 -timeout 6h -v ./hostile

reproducible: ## build from two folders, one with an empty cache, and compare byte for byte
	GO=$(GO) ./.ci/reproducible

SBOM := github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0
sbom: build ## write bin/waybill.cdx.json and bin/waybill-init.cdx.json: what the binaries are made of, in CycloneDX
	for program in waybill waybill-init; do $(GO) run $(SBOM) bin -json -std -noserial -output bin/$$program.cdx.json bin/$$program || exit 1; done

IMAGE ?= waybill/waybill:dev
sbom-image: image sbom ## write bin/image.cdx.json: what waybill's own image is made of: IMAGE=…
	docker run --rm --entrypoint dpkg-query $(IMAGE) -W -f '$${Package} $${Version} $${Architecture}\n' | .ci/sbom $(IMAGE) bin/waybill.cdx.json > bin/image.cdx.json

release: release-check reproducible sbom-image ## all that is published: image, binaries, what they are made of, and the checksums in bin/SHA256SUMS
	cd bin && sha256sum waybill waybill-init *.cdx.json > SHA256SUMS

e2e: ## build and run the examples' images: WAYBILL_RIG and WAYBILL_TREE name where (proof/e2e)
	cd proof && $(GO) test -count=1 -timeout 60m -v ./e2e

examples: ## compare what is generated for the examples with examples/*/want
	$(GO) test ./cmd/waybill -run 'TestExamples$$|TestExampleDecisions'

examples-update: ## write examples/*/want and the facts and plans beside it anew
	$(GO) test ./cmd/waybill -run 'TestExamples$$|TestExampleDecisions' -update

testdata-update: ## write the facts and plans of testdata and examples anew; read each difference
	$(GO) test ./cmd/waybill -run 'TestRepositories|TestExampleDecisions' -update

image: build ## build waybill's own image with the Dockerfile that waybill writes for this repository: IMAGE=…
	docker build -t waybill/tools:13 .ci/image
	$(BIN) generate --ephemeral --only dockerfile --unit waybill --tree .ci/image --settings .ci/image/waybill.yaml
	DOCKER_BUILDKIT=1 docker build -f .waybill/cmd/waybill/Dockerfile --build-arg REVISION=$(COMMIT) -t $(IMAGE) .
	docker run --rm $(IMAGE) waybill version

clean: ## remove what was built
	rm -rf bin .waybill
