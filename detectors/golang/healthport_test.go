package golang

import (
	"fmt"
	"strings"
	"testing"
)

// TestPortOfHealth: of two servers the kubelet asks the one that has the route.
func TestPortOfHealth(t *testing.T) {
	t.Parallel()
	const imports = `"net/http"; "flag"; "github.com/gin-gonic/gin"`
	two := func(first, second string) string {
		return oneFile(imports, `{ mux := http.NewServeMux(); mux.HandleFunc("/", h); `+first+`; go http.ListenAndServe(":8080", mux) }; { mux := http.NewServeMux(); mux.HandleFunc("/jobs", h); `+second+`; server := http.Server{Addr: ":8081", Handler: logged(mux)}; server.ListenAndServe() }`)
	}
	const told = "is a route for probes of a server that is not open"
	for name, c := range map[string]struct{ in, want, told string }{
		"on the second":                   {two("", `mux.HandleFunc("/healthz", h); mux.HandleFunc("/readyz", h)`), "/healthz /readyz 8081", ""},
		"on the first":                    {two(`mux.HandleFunc("/healthz", h)`, ""), "/healthz  0", ""},
		"of two kinds":                    {two(`mux.HandleFunc("/readyz", h)`, `mux.HandleFunc("/healthz", h)`), "/healthz  8081", ""},
		"on a mux that nobody can follow": {two("register(mux)", "") + "-- r.go --\npackage main\nimport \"net/http\"\nfunc register(m *http.ServeMux) { m.HandleFunc(\"/healthz\", h) }\n", "/healthz  0", ""},
		"net/http's own mux":              {oneFile(imports, `http.HandleFunc("/healthz", h); go http.ListenAndServe(":8080", mux()); http.ListenAndServe(":9090", nil)`), "/healthz  9090", ""},
		"net/http's own mux, handed on":   {oneFile(imports, `http.HandleFunc("/healthz", h); all := logged(http.DefaultServeMux); go http.ListenAndServe(":8080", all); http.ListenAndServe(":9090", nil)`), "/healthz  0", ""},
		"of a router":                     {oneFile(imports, `api := gin.New(); admin := gin.New(); admin.GET("/healthz", h); go api.Run(":8080"); admin.Run(":8082")`), "/healthz  8082", ""},
		"on a server of loopback":         {oneFile(imports, `m := http.NewServeMux(); m.HandleFunc("/healthz", h); go http.ListenAndServe("127.0.0.1:9090", m); http.ListenAndServe(":8080", mux())`), "  0", told},
		"on a server that is off":         {oneFile(imports, `admin := flag.Bool("admin", false, ""); m := http.NewServeMux(); m.HandleFunc("/healthz", h); if *admin { go http.ListenAndServe(":9090", m) }; http.ListenAndServe(":8080", mux())`), "  0", told},
		"on both, one of them off":        {oneFile(imports, `admin := flag.Bool("admin", false, ""); m := http.NewServeMux(); m.HandleFunc("/healthz", h); if *admin { go http.ListenAndServe(":9090", m) }; n := http.NewServeMux(); n.HandleFunc("/healthz", h); http.ListenAndServe(":8080", n)`), "/healthz  0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := only(t, c.in)
			if got := fmt.Sprint(u.Health.Value, " ", u.Health.Ready, " ", u.Health.Port); got != c.want {
				t.Errorf("got %q, want %q; ports %v", got, c.want, u.Ports)
			}
			text := ""
			for _, w := range found.Warnings {
				text += w.Text + "\n"
			}
			if strings.Contains(text, told) != (c.told != "") {
				t.Errorf("told %q", text)
			}
		})
	}
}
