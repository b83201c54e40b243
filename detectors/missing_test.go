package detectors

import (
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/source"
)

func TestSubmodules(t *testing.T) {
	t.Parallel()
	tree, err := source.New(fstest.MapFS{
		".gitmodules": {Data: []byte("[submodule \"kit\"]\n\tpath = kit\n\turl = https://git.example/kit.git\n[submodule \"own\"]\n\tpath=libs/own\n")},
		"libs/own/a":  {}, "kit2/a": {},
	}, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	got := submodules(tree)
	if len(got) != 1 || got[0].File != ".gitmodules" || got[0].Line != 2 || got[0].Text != "the submodule kit was not fetched, so what is built from it is missing: git submodule update --init kit" {
		t.Errorf("%+v", got)
	}
}
