package recipe

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestClassPathOfAnArchive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		command []string
		never   bool
	}{
		{[]string{"java", "-jar", "app.jar"}, false},
		{[]string{"java", "-cp", "app.jar:lib/a.jar", "Main"}, false},
		{[]string{"java", "-cp", "app.jar:lib/*", "Main"}, true},
		{[]string{"java", "-cp", "conf:app.jar", "Main"}, true},
		{[]string{"java", "-cp"}, false},
		{[]string{"catalina.sh", "run"}, true},
		{nil, true},
	} {
		if got := neverArchived(nil, &Artifact{Form: fatJar}, facts.Run{Command: c.command}); (got != "") != c.never {
			t.Errorf("%q: %q", c.command, got)
		}
	}
}
