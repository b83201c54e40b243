package settings

import (
	"fmt"
	"strings"
	"testing"
)

func TestSections(t *testing.T) {
	t.Parallel()
	var got []string
	for _, v := range sections([]byte("a = 1\n# b = 2\n[server]\nport = \"8080\" # web\nHost=x ; y\n[a.b]\nc = 'd#e'\nbroken\n")) {
		got = append(got, fmt.Sprintf("%s=%s@%d", v.Key, v.Value, v.Line))
	}
	if want := "a=1@1 server.port=8080@4 server.Host=x@5 a.b.c=d#e@7"; strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}
