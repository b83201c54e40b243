// Package buildcheck says what BuildKit thinks of a Dockerfile: syntax errors, and the findings of `docker build --check`.
// Tests use it on every Dockerfile that waybill writes.
package buildcheck

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/opencontainers/go-digest"
)

// Dockerfile returns the parsed stages, one line a finding of BuildKit's linter, and the error that a build would end with.
// What only the frontend of later releases reads, such as a heredoc, is an error too: docker 20.10 builds without a frontend image.
func Dockerfile(data []byte) ([]instructions.Stage, []string, error) {
	result, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	if syntax, _, _, ok := parser.DetectSyntax(data); ok {
		return nil, nil, fmt.Errorf("it names the frontend %s", syntax)
	}
	for _, node := range result.AST.Children {
		if len(node.Heredocs) > 0 {
			return nil, nil, fmt.Errorf("line %d is a heredoc", node.StartLine)
		}
	}
	stages, _, err := instructions.Parse(result.AST, nil)
	if err != nil {
		return nil, nil, err
	}
	findings, err := lint(data)
	return stages, findings, err
}

// lint runs the checks of `docker build --check`, the experimental ones too.
func lint(data []byte) ([]string, error) {
	source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", data)
	source.Definition = &llb.Definition{}
	results, err := dockerfile2llb.DockerfileLint(context.Background(), data, dockerfile2llb.ConvertOpt{
		MetaResolver: offline{},
		SourceMap:    source,
		Config:       dockerui.Config{LinterConfig: &linter.Config{ExperimentalAll: true}},
	})
	if err != nil {
		return nil, err
	}
	if results.Error != nil {
		return nil, errors.New(results.Error.Message)
	}
	var findings []string
	for _, w := range results.Warnings {
		line := int32(0)
		if at := w.Location.GetRanges(); len(at) > 0 {
			line = at[0].GetStart().GetLine()
		}
		findings = append(findings, fmt.Sprintf("line %d: %s: %s", line, w.RuleName, w.Detail))
	}
	return findings, nil
}

// offline answers for every base image that it exists and configures nothing: no registry is asked.
type offline struct{}

func (offline) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, digest.FromString(ref), []byte(`{"architecture":"amd64","os":"linux"}`), nil
}
