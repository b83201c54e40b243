package maven

import (
	"bytes"
	"regexp"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// Sockets of UDP with a port in digits: java.net.DatagramSocket (JDK), Vert.x ("Datagram sockets (UDP)": socket.listen), Netty (a Bootstrap
// with NioDatagramChannel or EpollDatagramChannel, bind).
var (
	datagramWords = []string{"DatagramSocket", "DatagramChannel"}
	datagramOpens = []*regexp.Regexp{
		regexp.MustCompile(`new (?:java\.net\.)?(?:DatagramSocket|MulticastSocket)\(\s*(\d{2,5})\s*[,)]`),
		regexp.MustCompile(`\b(?:datagram\w*|socket|udp\w*)\s*\.listen\(\s*(\d{2,5})\s*,`),
		regexp.MustCompile(`(?s)\.channel\(\s*\w*DatagramChannel\.class\s*\).{0,800}?\.bind\(\s*(?:new InetSocketAddress\(\s*)?(\d{2,5})\s*\)`),
	}
)

// tellDatagrams warns of ports that the program opens for UDP. A port of the facts is one of TCP.
func tellDatagrams(x *module.Module) {
	for i, f := range x.Sources() {
		if i >= code.MaxFiles {
			return
		}
		if !x.Repo.Code.Holds(f, datagramWords...) {
			continue
		}
		text := x.Repo.Code.Text(f)
		for _, pattern := range datagramOpens {
			for _, m := range pattern.FindAllSubmatchIndex(text, 4) {
				at := facts.Evidence{File: f, Line: 1 + bytes.Count(text[:m[2]], []byte("\n"))}
				x.Warn(at, "listens on port "+string(text[m[2]:m[3]])+facts.OverUDP)
			}
		}
	}
}
