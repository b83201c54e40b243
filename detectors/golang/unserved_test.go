package golang

import (
	"strconv"
	"strings"
	"testing"
)

// TestUnknownPlaces: where the code does not say whether or where a program serves, a warning names the setting that settles the question.
func TestUnknownPlaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"socket of the file system": {oneFile(`"net"; "net/http"`, `l, _ := net.Listen("unix", "/run/shop.sock"); http.Serve(l, nil)`), "kind:"},
		"inherited socket":          {oneFile(`"net"; "net/http"; "os"`, `l, _ := net.FileListener(os.NewFile(3, "x")); http.Serve(l, nil)`), "kind:"},
		"port that is not followed": {oneFile(`"net/http"; "strconv"`, `http.ListenAndServe(":"+strconv.Itoa(8<<10), nil)`), "set ports:"},
		"port of the system":        {oneFile(`"net/http"`, `http.ListenAndServe(":0", nil)`), ""},
		"known port":                {oneFile(`"net/http"`, `http.ListenAndServe(":8081", nil)`), ""},
		"program that ends":         {oneFile(`"net/http"`, `http.Get("https://example.org")`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var texts []string
			for _, w := range detect(t, c.in).Warnings {
				texts = append(texts, w.Text)
			}
			if told := strings.Join(texts, "\n"); c.want == "" && told != "" || !strings.Contains(told, c.want) {
				t.Errorf("got %q, want %q", told, c.want)
			}
		})
	}
}

// TestDatagrams: a port of UDP is one beside those of TCP.
func TestDatagrams(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"UDP":                     {oneFile(`"net"; "net/http"`, `net.ListenPacket("udp", ":8125"); http.ListenAndServe(":1", nil)`), "8125 certain"},
		"UDP by a structure":      {oneFile(`"net"; "net/http"`, `net.ListenUDP("udp4", &net.UDPAddr{Port: 514}); http.ListenAndServe(":1", nil)`), "514 certain"},
		"UDP of a name server":    {oneFile(`"net/http"; "github.com/miekg/dns"`, `s := &dns.Server{Addr: ":5353", Net: "udp"}; s.ListenAndServe(); http.ListenAndServe(":1", nil)`), "5353 certain"},
		"any port of UDP":         {oneFile(`"net"; "net/http"`, `net.ListenUDP("udp", nil); net.ListenPacket("udp", ":0"); net.Dial("udp", "a:53"); http.ListenAndServe(":1", nil)`), ""},
		"UDP of a variable":       {oneFile(`"net"; "net/http"; "os"`, `port := "514"; if p := os.Getenv("SYSLOG_PORT"); p != "" { port = p }; net.ListenPacket("udp", ":"+port); http.ListenAndServe(":1", nil)`), "514 likely"},
		"UDP and TCP of a number": {oneFile(`"net/http"; "github.com/miekg/dns"`, `go (&dns.Server{Addr: ":53", Net: "udp"}).ListenAndServe(); (&dns.Server{Addr: ":53", Net: "tcp"}).ListenAndServe(); http.ListenAndServe(":1", nil)`), "53 certain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, c.in)
			got := ""
			for _, p := range u.UDP {
				got += strconv.Itoa(p.Value) + " " + string(p.Confidence)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
