package jenkins_test

import (
	"strings"
	"testing"
)

// TestLabelsOfABuild: an image says which commit it is of, whence, in which version and when it was built (OCI image spec, annotations.md).
func TestLabelsOfABuild(t *testing.T) {
	t.Parallel()
	cases := pipelineCases(t)
	for name, option := range map[string]string{"maven": `--opt "label:$oci.`, "private docker": `--label "$oci.`} {
		script := shellWith(t, cases[name], "the registry gave no digest")
		for _, want := range []string{"revision=$GIT_COMMIT", "source=$source", "version=${TAG_NAME:-$GIT_COMMIT}", "created=$now"} {
			if !strings.Contains(script, option+want) {
				t.Errorf("%s: no %s%s\n%s", name, option, want, script)
			}
		}
	}
}
