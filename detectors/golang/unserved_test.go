package golang

import (
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
		"UDP":                       {oneFile(`"net"; "net/http"`, `net.ListenPacket("udp", ":8125"); http.ListenAndServe(":1", nil)`), "port 8125 for UDP"},
		"UDP by a structure":        {oneFile(`"net"; "net/http"`, `net.ListenUDP("udp4", &net.UDPAddr{Port: 514}); http.ListenAndServe(":1", nil)`), "port 514 for UDP"},
		"UDP of a name server":      {oneFile(`"net/http"; "github.com/miekg/dns"`, `s := &dns.Server{Addr: ":5353", Net: "udp"}; s.ListenAndServe(); http.ListenAndServe(":1", nil)`), "port 5353 for UDP"},
		"any port of UDP":           {oneFile(`"net"; "net/http"`, `net.ListenUDP("udp", nil); net.ListenPacket("udp", ":0"); net.Dial("udp", "a:53"); http.ListenAndServe(":1", nil)`), ""},
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
