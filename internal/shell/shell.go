// Package shell writes words that a POSIX shell reads as they are.
package shell

import "strings"

// Quote returns a word in single quotes, within which nothing has a meaning but the quote itself (POSIX.1-2024, XCU 2.2.2).
func Quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
