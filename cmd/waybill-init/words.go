package main

import (
	"os"
	"slices"
	"strings"
)

// javaWords are the heap flags, the home folder and the words of JAVA_OPTS. Quotes there hold blanks together, as in JDK_JAVA_OPTIONS.
func (s *settings) javaWords(given []string) ([]string, error) {
	words, closed := splitQuoted(os.Getenv("JAVA_OPTS"))
	if !closed {
		return nil, fail(exitUsage, "USAGE", "a quote in JAVA_OPTS is not closed")
	}
	flags := strings.Fields(s.jvmFlags() + " " + userHome(given))
	return append(flags, words...), nil
}

// plain are the characters of a path that no tool reads as something else.
const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-"

// userHome is the flag that tells a JDK its user's home: it takes user.home from the entry in /etc/passwd, and without one user.home is
// "?", whatever HOME says. It is empty when somebody has said it, or when HOME is no plain path.
func userHome(given []string) string {
	said := given
	for _, name := range []string{"JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CATALINA_OPTS"} {
		said = append(slices.Clip(said), os.Getenv(name))
	}
	home := os.Getenv("HOME")
	if strings.Contains(strings.Join(said, " "), "-Duser.home=") || strings.Trim(home, plain) != "" {
		return ""
	}
	return "-Duser.home=" + home
}

// splitQuoted splits at blanks outside of quotes, and takes the quotes away. closed is false when the last quote has no partner.
func splitQuoted(text string) (words []string, closed bool) {
	var word strings.Builder
	var open rune
	within := false
	for _, r := range text + " " {
		switch {
		case open != 0 && r == open:
			open = 0
		case open == 0 && (r == '"' || r == '\''):
			open, within = r, true
		case open == 0 && strings.ContainsRune(" \t\n\v\f\r", r):
			if within {
				words = append(words, word.String())
			}
			word.Reset()
			within = false
		default:
			word.WriteRune(r)
			within = true
		}
	}
	return words, open == 0
}
