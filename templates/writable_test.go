package templates

import "testing"

// TestWritable: what would be written has a path of its kind.
func TestWritable(t *testing.T) {
	t.Parallel()
	for path, ok := range map[string]bool{"a/Dockerfile": true, "a b/$x": true, "": false, "../a": false, "a/../../b": false, "a\nb": false, "a\\b": false, "a\u202eb": false} {
		if got := writable([]File{{Path: "a"}, {Path: path}}) == nil; got != ok {
			t.Errorf("%q: %v", path, got)
		}
	}
}
