package recipe

import (
	"strings"
	"testing"
)

func TestJavaMajor(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"17": 17, "1.8": 8, "1.8.0_181": 8, "temurin-21.0.1+12": 21, "corretto@11": 11, "": 0, "lts": 0, "3": 0, "9999999999999999999": 0} {
		if got := javaMajor(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

func TestShellWords(t *testing.T) {
	t.Parallel()
	if got := findArtifact("target", "a b-${v}.jar", "target/x.jar"); !strings.Contains(got, "-name 'a?b-*.jar'") {
		t.Errorf("find: %s", got)
	}
}
