package maven

import (
	"bytes"
	"regexp"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// Sockets of UDP, with a port in digits or by the name of a constant: java.net.DatagramSocket (JDK), Vert.x ("Datagram sockets (UDP)": socket.listen), Netty (a Bootstrap
// with NioDatagramChannel or EpollDatagramChannel, bind).
var (
	datagramWords = []string{"DatagramSocket", "DatagramChannel"}
	datagramOpens = []*regexp.Regexp{
		regexp.MustCompile(`new (?:java\.net\.)?(?:DatagramSocket|MulticastSocket)\(\s*(\d{2,5}|\w+)\s*[,)]`),
		regexp.MustCompile(`\b(?:datagram\w*|socket|udp\w*)\s*\.listen\(\s*(\d{2,5}|\w+)\s*,`),
		regexp.MustCompile(`(?s)\.channel\(\s*\w*DatagramChannel\.class\s*\).{0,800}?\.bind\(\s*(?:new InetSocketAddress\(\s*)?(\d{2,5}|\w+)\s*\)`),
	}
)

// datagrams are the ports that the program opens for UDP.
func datagrams(x *module.Module) []facts.Port {
	var out []facts.Port
	for i, f := range x.Sources() {
		if i >= code.MaxFiles {
			break
		}
		if !x.Repo.Code.Holds(f, datagramWords...) {
			continue
		}
		text := x.Repo.Code.Text(f)
		for _, pattern := range datagramOpens {
			for _, m := range pattern.FindAllSubmatchIndex(text, 4) {
				if n, ok := number(text, string(text[m[2]:m[3]])); ok {
					at := facts.Evidence{File: f, Line: 1 + bytes.Count(text[:m[2]], []byte("\n")), Rule: "socket for datagrams"}
					out = append(out, facts.Port{Value: n, Name: "udp", Confidence: facts.Likely, Evidence: []facts.Evidence{at}})
				}
			}
		}
	}
	return out
}

// number is a port in digits, or that of a constant or field of the same file: int PORT = 5140.
func number(text []byte, word string) (int, bool) {
	if word[0] < '0' || word[0] > '9' {
		m := regexp.MustCompile(`\b(?:int|Integer|val)\s+` + regexp.QuoteMeta(word) + `(?:\s*:\s*Int)?\s*=\s*(\d{2,5})\s*[;\n]`).FindSubmatch(text)
		if m == nil {
			return 0, false
		}
		word = string(m[1])
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n > 0 && n < 65536
}
