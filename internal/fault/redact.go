package fault

import (
	"regexp"
	"strings"
)

var (
	// address is a URL, also one that lost a slash, or its scheme. It ends where a word or a quotation does.
	address = regexp.MustCompile("(?:[A-Za-z][A-Za-z0-9+.-]*:/|/)/{0,2}[^\\s\"'`<>|\\\\]+")
	// account is user:password@host without a scheme, with what stands after the host: a port or a path.
	account = regexp.MustCompile(`[^\s/@:"'` + "`" + `=(,;]+:[^\s/@"'` + "`" + `]+@([A-Za-z0-9.\[\]-]+[/:])`)
	// parameter is one of a connection string.
	parameter = regexp.MustCompile(`(?i)([;&]\s*(?:password|passwd|pwd|secret|token|access_?token)\s*=\s*)[^\s;&"']+`)
	scheme    = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*:/+`)
	numbered  = regexp.MustCompile(`^[^:]*(:[0-9]*)?$|^\[[0-9A-Fa-f:.]*\](:[0-9]*)?$`)
	ssh       = regexp.MustCompile(`(?i)^(ssh|git\+ssh|ssh\+git)://`)
)

// Redact leaves out of a text what its URLs hold besides the server and the path: the user information and the values of the query, since
// each of both may be a secret (a token is often the user's name). The user of an SSH address without a password stays.
func Redact(text string) string {
	if strings.ContainsAny(text, "@?#") {
		text = address.ReplaceAllStringFunc(text, each)
	}
	if strings.Contains(text, "@") {
		text = account.ReplaceAllStringFunc(text, func(found string) string {
			host := found[strings.LastIndex(found, "@")+1:]
			if host == "sha256:" || host == "sha512:" { // name:tag@digest
				return found
			}
			return "***@" + host
		})
	}
	if strings.Contains(text, "=") {
		text = parameter.ReplaceAllString(text, "${1}***")
	}
	return text
}

// each goes through the addresses of one word: one may stand in the path of another.
func each(found string) string {
	end := len(strings.TrimRight(found, ":,.;)"))
	word, tail := found[:end], found[end:]
	var b strings.Builder
	start := 0
	for _, at := range scheme.FindAllStringIndex(word, -1) {
		if at[0] > start {
			b.WriteString(bare(word[start:at[0]]))
			start = at[0]
		}
	}
	return b.String() + bare(word[start:]) + tail
}

// bare is one address without user information and without values of a query.
func bare(found string) string {
	slash := strings.Index(found, "/")
	if slash < 0 {
		return found
	}
	rest := strings.TrimLeft(found[slash:], "/")
	begin := found[:len(found)-len(rest)]
	if begin == "/" { // a path
		return found
	}
	server, after := rest, ""
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		server, after = rest[:end], rest[end:]
	}
	if at := strings.LastIndex(server, "@"); at >= 0 {
		if user := server[:at]; strings.Contains(user, ":") || begin != "//" && !ssh.MatchString(begin) {
			server = "***" + server[at:]
		}
	} else if at := strings.LastIndex(after, "@"); at >= 0 && !numbered.MatchString(server) { // a password with a slash in it
		server, after = "***", after[at:]
		if end := strings.IndexAny(after, "/?#"); end >= 0 {
			server, after = server+after[:end], after[end:]
		}
	}
	return begin + server + unvalued(after)
}

// unvalued is the path of a URL, with its query but not what the query says.
func unvalued(after string) string {
	start := strings.IndexAny(after, "?#")
	if start < 0 {
		return after
	}
	path, query, fragment := after[:start], "", after[start:]
	if after[start] == '?' {
		query, fragment, _ = strings.Cut(fragment, "#")
		if fragment != "" {
			fragment = "#" + fragment
		}
		pairs := strings.Split(query[1:], "&")
		for i, pair := range pairs {
			if name, _, ok := strings.Cut(pair, "="); ok {
				pairs[i] = name + "=***"
			} else if pair != "" {
				pairs[i] = "***"
			}
		}
		query = "?" + strings.Join(pairs, "&")
	}
	if strings.Contains(fragment, "=") {
		fragment = "#***"
	}
	return path + query + fragment
}
