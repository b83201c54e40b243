package dockerfile

import (
	"fmt"
	"strings"
	"testing"
)

func TestPruneOfManyModules(t *testing.T) {
	t.Parallel()
	files := []string{".mvn/maven.config", "a*/pom.xml", "pom.xml"}
	if got := strings.Join(pruneTo(files), " "); got != `find . ! -type d ! -path ./.mvn/maven.config ! -path ./a\*/pom.xml ! -path ./pom.xml -delete` {
		t.Errorf("few: got %s", got)
	}
	for i := range 120 {
		files = append(files, fmt.Sprintf("part-%d/pom.xml", i))
	}
	if got := strings.Join(pruneTo(files), " "); got != "find . ! -type d ! -name pom.xml ! -path ./.mvn/maven.config -delete" {
		t.Errorf("many: got %s", got)
	}
}
