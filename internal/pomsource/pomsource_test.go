package pomsource

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestPOM(t *testing.T) {
	t.Parallel()
	var s Source
	s.AddRepository(fstest.MapFS{
		"org/acme/service-parent/7/service-parent-7.pom": {Data: []byte("a")},
		"org/acme/big/1/big-1.pom":                       {Data: []byte(strings.Repeat("x", maxPOM+1))},
		"outside/x/1/x-1.pom":                            {Data: []byte("b")},
	})
	err := s.AddParents(fstest.MapFS{
		"parent/pom.xml": {Data: []byte("<project><groupId>org.acme</groupId><artifactId>base</artifactId><version>1</version></project>")},
		"child.pom":      {Data: []byte("<project><parent><groupId>org.acme</groupId><version>2</version></parent><artifactId>child</artifactId></project>")},
		"notes.txt":      {Data: []byte("no POM")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for coordinates, want := range map[string]bool{
		"org.acme:service-parent:7": true, "org.acme:base:1": true, "org.acme:child:2": true, "org.acme:base:2": false, "org.acme:big:1": false,
		"org/acme:service-parent:7": false, "org.acme:..:7": false, "org.acme:service-parent:${revision}": false, "..outside:x:1": false,
	} {
		part := strings.SplitN(coordinates, ":", 3)
		if data, ok := s.POM(part[0], part[1], part[2]); ok != want || ok == (len(data) == 0) {
			t.Errorf("%s: got %t with %d bytes", coordinates, ok, len(data))
		}
	}
	if err := s.AddParents(fstest.MapFS{"pom.xml": {Data: []byte("<project>\n<broken")}}); err == nil || !strings.Contains(err.Error(), "pom.xml") {
		t.Errorf("a broken file: %v", err)
	}
	if _, ok := (*Source)(nil).POM("a", "b", "1"); ok {
		t.Error("nothing is given")
	}
}
