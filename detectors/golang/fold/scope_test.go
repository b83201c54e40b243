package fold_test

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
)

// TestScopes: each name means its own declaration, and what depends on the way that the program takes is no certain value.
func TestScopes(t *testing.T) {
	t.Parallel()
	net := `"log"; "net/http"; "os"`
	for name, c := range map[string]struct{ in, want string }{
		"block of an if": {golangtest.OneFile(net, `
			if os.Getenv("DEBUG") != "" { port := "6060"; log.Println(port) }
			port := "8080"
			http.ListenAndServe(":"+port, nil)`), "8080 certain"},
		"statement of an if": {golangtest.OneFile(net, `
			if port := os.Getenv("PROBE"); port != "" { log.Println(port) }
			port := "8080"
			http.ListenAndServe(":"+port, nil)`), "8080 certain"},
		"shadowed inside": {golangtest.OneFile(net, `
			port := "6060"
			log.Println(port)
			{ port := "8080"; http.ListenAndServe(":"+port, nil) }`), "8080 certain"},
		"case of a switch": {golangtest.OneFile(net, `
			switch os.Getenv("MODE") { case "x": port := "6060"; log.Println(port) }
			port := "8080"
			http.ListenAndServe(":"+port, nil)`), "8080 certain"},
		"inner function": {golangtest.OneFile(net, `
			dial := func() { port := "6060"; log.Println(port) }
			dial()
			port := "8080"
			http.ListenAndServe(":"+port, nil)`), "8080 certain"},
		"closure that uses the variable": {golangtest.OneFile(net, `
			port := "8080"
			serve := func() { http.ListenAndServe(":"+port, nil) }
			serve()`), "8080 certain"},
		"closure that sets the variable": {golangtest.OneFile(net, `
			port := "8080"
			choose := func() { port = "6060" }
			choose()
			http.ListenAndServe(":"+port, nil)`), "8080 likely"},
		"parameter of a literal": {golangtest.OneFile(net, `
			addr := ":6060"
			log.Println(addr)
			go func(addr string) { http.ListenAndServe(addr, nil) }(":8080")
			select {}`), "8080 certain"},
		"parameter of a literal in a variable": {golangtest.OneFile(net, `
			addr := ":6060"
			log.Println(addr)
			serve := func(addr string) { http.ListenAndServe(addr, nil) }
			serve(":8080")`), "8080 certain"},
		"loop variable": {golangtest.OneFile(net, `
			addr := ":8080"
			for _, addr := range []string{":6060", ":6061"} { log.Println(addr) }
			http.ListenAndServe(addr, nil)`), "8080 certain"},
		"set in a loop": {golangtest.OneFile(net, `
			addr := ":8080"
			for _, a := range os.Args { if a == "debug" { addr = ":6060" } }
			http.ListenAndServe(addr, nil)`), "8080 likely"},
		"assigned again": {golangtest.OneFile(net, `
			port := "6060"
			log.Println(port)
			port = "8080"
			http.ListenAndServe(":"+port, nil)`), "8080 certain"},
		"assigned after the use": {golangtest.OneFile(net, `
			port := "8080"
			go http.ListenAndServe(":"+port, nil)
			port = "6060"
			log.Println(port)
			select {}`), "8080 certain"},
		"assigned on one way": {golangtest.OneFile(net, `
			port := "8080"
			if os.Getenv("DEBUG") != "" { port = "6060" }
			http.ListenAndServe(":"+port, nil)`), "8080 likely"},
		"added to": {golangtest.OneFile(net, `
			addr := ""
			addr += ":8080"
			http.ListenAndServe(addr, nil)`), "8080 certain"},
		"parameter against package": {golangtest.OneFile(net, `serve("8080")`) +
			"-- s.go --\npackage main\nimport \"net/http\"\nconst port = \"6060\"\nfunc serve(port string) { http.ListenAndServe(\":\"+port, nil) }\n", "8080 certain"},
		"two callers": {golangtest.OneFile(net, `if len(os.Args) > 1 { serve("8080") } else { serve("6060") }`) +
			"-- s.go --\npackage main\nimport \"net/http\"\nfunc serve(port string) { http.ListenAndServe(\":\"+port, nil) }\n", "8080 likely"},
		"caller of another method": {golangtest.OneFile(net, `peer{}.serve(":6060"); site{}.serve(":8080")`) +
			"-- s.go --\npackage main\nimport \"net/http\"\ntype peer struct{}\nfunc (peer) serve(string) {}\ntype site struct{}\nfunc (site) serve(addr string) { http.ListenAndServe(addr, nil) }\n", "8080 certain"},
		"package against local": {golangtest.OneFile(net, `http.ListenAndServe(":"+port, nil)`) +
			"-- s.go --\npackage main\nconst port = \"8080\"\nfunc dial() string { port := \"6060\"; return port }\n", "8080 certain"},
		"local against package": {golangtest.OneFile(net, `port := "8080"; http.ListenAndServe(":"+port, nil)`) +
			"-- s.go --\npackage main\nvar port = \"6060\"\nfunc init() { port = \"6061\" }\n", "8080 certain"},
		"local of the name of a package": {golangtest.OneFile(net, `
			log := settings{Port: "8080"}
			http.ListenAndServe(":"+log.Port, nil)`) + "-- s.go --\npackage main\ntype settings struct{ Port string }\n", "8080 certain"},
		"method value": {golangtest.OneFile(net, `
			address := site{}.addr
			http.ListenAndServe(address(), nil)`) +
			"-- s.go --\npackage main\ntype peer struct{}\nfunc (peer) addr() string { return \":6060\" }\ntype site struct{}\nfunc (site) addr() string { return \":8080\" }\n", "8080 certain"},
		"function value": {golangtest.OneFile(net, `
			listen := http.ListenAndServe
			listen(":8080", nil)`), "8080 certain"},
		"function literal that returns": {golangtest.OneFile(net, `
			addr := func() string { return ":8080" }
			http.ListenAndServe(addr(), nil)`), "8080 certain"},
		"import alias": {golangtest.OneFile(net+`; peer "example.org/shop/peer/conf"; "example.org/shop/conf"`, `
			log.Println(peer.Port)
			http.ListenAndServe(":"+conf.Port, nil)`) +
			"-- conf/c.go --\npackage conf\nconst Port = \"8080\"\n-- peer/conf/c.go --\npackage conf\nconst Port = \"6060\"\n", "8080 certain"},
		"package of another name than its folder": {golangtest.OneFile(net+`; "example.org/shop/conf"`, `http.ListenAndServe(":"+settings.Port, nil)`) +
			"-- conf/c.go --\npackage settings\nconst Port = \"8080\"\n", "8080 certain"},
		"field of what one function returns": {golangtest.OneFile(net, `
			c := site()
			http.ListenAndServe(c.addr, nil)`) +
			"-- s.go --\npackage main\ntype service struct{ addr string }\nfunc peer() service { return service{addr: \":6060\"} }\nfunc site() service { return service{addr: \":8080\"} }\n", "8080 certain"},
		"field of another type": {golangtest.OneFile(net, `
			p, s := peer{Addr: ":6060"}, site{Addr: ":8080"}
			log.Println(p.Addr)
			http.ListenAndServe(s.Addr, nil)`) + "-- s.go --\npackage main\ntype peer struct{ Addr string }\ntype site struct{ Addr string }\n", "8080 certain"},
		"field of an embedded struct": {golangtest.OneFile(net, `
			s := site{base: base{Addr: ":8080"}}
			http.ListenAndServe(s.Addr, nil)`) + "-- s.go --\npackage main\ntype base struct{ Addr string }\ntype peer struct{ Addr string }\nvar other = peer{Addr: \":6060\"}\ntype site struct{ base }\n", "8080 certain"},
		"generic function": {golangtest.OneFile(net, `
			log.Println(first("6060"))
			http.ListenAndServe(":"+first[string]("8080"), nil)`) + "-- s.go --\npackage main\nfunc first[T any](list ...T) T { return list[0] }\n", "8080 certain"},
		"generic type": {golangtest.OneFile(net, `
			n, s := option[int]{6060}, option[string]{value: ":8080"}
			log.Println(n.get())
			http.ListenAndServe(s.get(), nil)`) + "-- s.go --\npackage main\ntype option[T any] struct{ value T }\nfunc (o option[T]) get() T { return o.value }\n", "8080 certain"},
		"constants of a group": {golangtest.OneFile(net+`; "fmt"`, `http.ListenAndServe(fmt.Sprintf(":%d", web), nil)`) +
			"-- s.go --\npackage main\nconst (\n\tpeer = 8079 + iota\n\tweb\n)\n", "8080 certain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := golangtest.Only(t, golang.Detector{}, c.in)
			got := "nothing"
			if len(u.Ports) > 0 {
				got = fmt.Sprint(u.Ports[0].Value, " ", u.Ports[0].Confidence)
			}
			if got != c.want || len(u.Ports) > 1 {
				t.Errorf("got %s of %d ports, want %s", got, len(u.Ports), c.want)
			}
		})
	}
}
