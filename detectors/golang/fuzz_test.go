package golang

import (
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/internal/source"
)

// FuzzDetect looks for panics and endless evaluation in any source text.
func FuzzDetect(f *testing.F) {
	f.Add("module m\n\ngo 1.24\n", "package main\n\nimport \"net/http\"\n\nvar a = b\nvar b = a\n\nfunc main() { http.ListenAndServe(a+f(a), nil) }\n\nfunc f(x string) string { return f(x) + x }\n", "server:\n  port: 8080\n")
	f.Add("module m\nreplace m => ./\n", "package main\n\ntype t struct { t; a *t `yaml:\"x\"` }\n\nfunc main() { var x t; x.a.a.a.Run(x.a.t) }\n", "{")
	f.Fuzz(func(t *testing.T, mod, src, config string) {
		tree, err := source.New(fstest.MapFS{"go.mod": {Data: []byte(mod)}, "main.go": {Data: []byte(src)}, "config/config.yaml": {Data: []byte(config)}}, source.DefaultLimits)
		if err != nil {
			t.Skip()
		}
		if _, err := (Detector{}).Detect(t.Context(), tree); err != nil {
			t.Error(err)
		}
	})
}
