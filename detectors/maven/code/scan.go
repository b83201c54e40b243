package code

import (
	"fmt"
	"strings"
)

type kind uint8

const (
	word   kind = iota + 1
	number      // as written
	text        // a string, without its quotes; escapes are resolved
	char
	punct
	end
)

// token is one word of a source file. Kotlin ends statements by lines, so a token knows whether it begins one.
type token struct {
	kind     kind
	text     string
	line     int
	first    bool // the first token of its line
	template bool // a Kotlin string that may hold $name or ${expression}
}

func (t token) is(s string) bool { return t.kind == punct && t.text == s }

func (t token) word(s string) bool { return t.kind == word && t.text == s }

// joined are the operators of more than one sign that matter. There is no ">>": it would have to be split in List<List<String>>.
var joined = []string{"->", "::", "?.", "?:", "!!", "==", "!=", "<=", ">=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", ".."}

// scanner cuts Java or Kotlin into tokens. It accepts everything: what is no token of the language is skipped or becomes a sign.
type scanner struct {
	src    string
	kotlin bool
	at     int
	line   int
	first  bool
	tokens []token
	broken Broken // the first thing that no compiler takes
	unsure bool   // a string of Kotlin goes on in the next line, as one with a template may: brackets after it may belong to either
}

// scan returns the tokens of a source text; the last one is of kind end. Comments are left out.
func scan(src string, kotlin bool) []token {
	tokens, _ := scanned(src, kotlin)
	return tokens
}

// scanned is scan with the first thing that no compiler takes.
func scanned(src string, kotlin bool) ([]token, Broken) {
	s := &scanner{src: src, kotlin: kotlin, line: 1, first: true, tokens: make([]token, 0, len(src)/5+1)}
	for s.at < len(src) {
		s.next()
	}
	s.add(end, "", s.line)
	if !s.unsure {
		s.broken = s.broken.or(brackets(s.tokens))
	}
	return s.tokens, s.broken
}

func (s *scanner) add(k kind, text string, line int) {
	s.tokens = append(s.tokens, token{kind: k, text: text, line: line, first: s.first})
	s.first = false
}

func (s *scanner) next() {
	rest := s.src[s.at:]
	switch c := rest[0]; {
	case c == '\n':
		s.line++
		s.first = true
		s.at++
	case c == ' ' || c == '\t' || c == '\r' || c == '\f':
		s.at++
	case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "#!") && s.at == 0:
		if n := strings.IndexByte(rest, '\n'); n >= 0 {
			s.at += n
		} else {
			s.at = len(s.src)
		}
	case strings.HasPrefix(rest, "/*"):
		s.comment()
	case strings.HasPrefix(rest, `"""`):
		s.block()
	case c == '"':
		s.quoted('"', text)
	case c == '\'':
		s.quoted('\'', char)
	case c == '`' && s.kotlin: // a Kotlin name in backquotes
		if n := strings.IndexAny(rest[1:], "`\n"); n >= 0 && rest[1+n] == '`' {
			s.add(word, rest[1:1+n], s.line)
			s.at += n + 2
			return
		}
		s.at++
	case letter(c):
		n := 1
		for n < len(rest) && (letter(rest[n]) || digit(rest[n])) {
			n++
		}
		s.add(word, rest[:n], s.line)
		s.at += n
	case digit(c):
		s.add(number, rest[:numberLength(rest)], s.line)
		s.at += numberLength(rest)
	default:
		s.sign(rest)
	}
}

func (s *scanner) sign(rest string) {
	for _, j := range joined {
		if strings.HasPrefix(rest, j) {
			s.add(punct, j, s.line)
			s.at += len(j)
			return
		}
	}
	if !s.kotlin && strings.IndexByte("#`\x00", rest[0]) >= 0 {
		s.refuse(s.line, fmt.Sprintf("the character %q begins nothing of Java", rest[:1]))
	}
	s.add(punct, rest[:1], s.line)
	s.at++
}

// comment skips a block comment; Kotlin's may stand inside each other.
func (s *scanner) comment() {
	depth, from := 0, s.line
	for s.at < len(s.src) {
		rest := s.src[s.at:]
		switch {
		case strings.HasPrefix(rest, "/*") && (depth == 0 || s.kotlin):
			depth++
			s.at += 2
		case strings.HasPrefix(rest, "*/"):
			s.at += 2
			if depth--; depth <= 0 {
				return
			}
		default:
			if rest[0] == '\n' {
				s.line++
				s.first = true
			}
			s.at++
		}
	}
	s.refuse(from, "the comment is not closed")
}

// block reads a text block or a raw string: three quotes, any lines, three quotes.
func (s *scanner) block() {
	line := s.line
	body := s.src[s.at+3:]
	n := 0
	for n < len(body) && !strings.HasPrefix(body[n:], `"""`) {
		if body[n] == '\\' && !s.kotlin {
			n++
		}
		n++
	}
	if n >= len(body) {
		s.refuse(line, "the text block is not closed")
	}
	n = min(n, len(body))
	content := body[:n]
	s.add(text, content, line)
	s.tokens[len(s.tokens)-1].template = s.kotlin && strings.Contains(content, "$")
	s.line += strings.Count(content, "\n")
	s.at = min(s.at+3+n+3, len(s.src))
}

// quoted reads a string or character up to its closing quote, or to the end of the line where that is missing.
func (s *scanner) quoted(quote byte, k kind) {
	var b strings.Builder
	template := false
	i := s.at + 1
	for i < len(s.src) && s.src[i] != quote && s.src[i] != '\n' {
		switch {
		case s.src[i] == '\\' && i+1 < len(s.src) && s.src[i+1] != '\n':
			b.WriteString(unescape(s.src[i+1]))
			i += 2
		case s.kotlin && strings.HasPrefix(s.src[i:], "${"):
			template = true
			n := templateLength(s.src[i:])
			b.WriteString(s.src[i : i+n])
			i += n
		default:
			template = template || s.kotlin && s.src[i] == '$'
			b.WriteByte(s.src[i])
			i++
		}
	}
	switch {
	case i < len(s.src) && s.src[i] == quote:
		i++
	case s.kotlin:
		s.unsure = true
	default:
		s.refuse(s.line, "the string is not closed in its line")
	}
	s.add(k, b.String(), s.line)
	s.tokens[len(s.tokens)-1].template = template
	s.at = i
}

// maxTemplate bounds ${…}: each "${" of a hostile file would be searched to its end.
const maxTemplate = 1000

// templateLength is the length of ${…}, which may hold braces and strings, or of its sign alone when nothing closes it in its line.
func templateLength(src string) int {
	depth, quoted := 0, false
	for i := 0; i < min(len(src), maxTemplate) && src[i] != '\n'; i++ {
		switch {
		case src[i] == '"':
			quoted = !quoted
		case quoted:
		case src[i] == '{':
			depth++
		case src[i] == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 1
}

func unescape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case 'r':
		return "\r"
	case 'u':
		return "?" // no port and no key is written so
	}
	return string(c)
}

// numberLength covers 8_080L, 0x1F90, 1.5e3f; a dot counts only before a digit, so that 1..5 and 1.dp stay apart.
func numberLength(src string) int {
	n := 1
	for n < len(src) && (digit(src[n]) || letter(src[n]) || src[n] == '.' && n+1 < len(src) && digit(src[n+1])) {
		n++
	}
	return n
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c >= 0x80
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
