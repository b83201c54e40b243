// Package shell writes words that a POSIX shell reads as they are.
package shell

import "strings"

// Quote returns a word in single quotes, within which nothing has a meaning but the quote itself (POSIX.1-2024, XCU 2.2.2).
func Quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// Plain holds the characters that no shell gives a meaning to.
const Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,"

// Word returns a word as it is where no character of it means anything, and in quotes otherwise.
func Word(word string) string {
	if word != "" && strings.Trim(word, Plain) == "" {
		return word
	}
	return Quote(word)
}

// Command writes a command as one line.
func Command(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = Word(w)
	}
	return strings.Join(out, " ")
}
