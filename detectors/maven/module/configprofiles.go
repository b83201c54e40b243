package module

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/maven/code"
)

// effective are the profiles that are active when nobody tells one: those of the files, else the one named default.
func (c *config) effective() []string {
	if len(c.profiles) == 0 {
		return []string{"default"}
	}
	return c.profiles
}

// onProfile are the keys by which a document names its profiles; spring.profiles is the one before Spring Boot 2.4.
func onProfile(v configfile.Value) bool {
	key, _, _ := strings.Cut(v.Key, "[")
	return slices.Contains([]string{"spring.config.activate.on-profile", "spring.config.activate.onProfile", "spring.profiles"}, key)
}

// applies says whether a document counts with the profiles that are active, on which of them that depends, and where it is on none of them, which
// expression over those that are not active it is.
func (c *config) applies(doc configfile.Document) (profile, without string, ok bool) {
	fits, conditions := false, 0
	for _, v := range doc.Values {
		switch {
		case onProfile(v):
			conditions++
			for expression := range strings.SplitSeq(v.Value, ",") {
				e := profileExpression{text: expression, active: c.effective()}
				if e.either() {
					fits = true
					if profile == "" {
						profile, without = e.found, strings.TrimSpace(expression)
					}
				}
			}
		case v.Key == "spring.config.activate.on-cloud-platform" && !strings.EqualFold(v.Value, "kubernetes"):
			return "", "", false
		}
	}
	if profile != "" {
		without = ""
	}
	return profile, without, conditions == 0 || fits
}

// profileExpression is one expression over profiles: names with !, &, | and brackets (Spring Framework, Profiles.of).
type profileExpression struct {
	text   string
	active []string
	found  string // a name that is active
	depth  int
}

func (e *profileExpression) peek() byte {
	if e.text = strings.TrimLeft(e.text, " \t"); e.text == "" {
		return 0
	}
	return e.text[0]
}

func (e *profileExpression) either() bool {
	ok := e.both()
	for e.peek() == '|' {
		e.text = e.text[1:]
		other := e.both()
		ok = ok || other
	}
	return ok
}

func (e *profileExpression) both() bool {
	ok := e.one()
	for e.peek() == '&' {
		e.text = e.text[1:]
		other := e.one()
		ok = ok && other
	}
	return ok
}

func (e *profileExpression) one() bool {
	if e.depth++; e.depth > 100 {
		return false
	}
	switch e.peek() {
	case '!':
		e.text = e.text[1:]
		return !e.one()
	case '(':
		e.text = e.text[1:]
		ok := e.either()
		if e.peek() == ')' {
			e.text = e.text[1:]
		}
		return ok
	}
	end := strings.IndexAny(e.text, " \t!&|()")
	if end < 0 {
		end = len(e.text)
	}
	name := e.text[:end]
	e.text = e.text[end:]
	if !slices.Contains(e.active, name) {
		return false
	}
	e.found = name
	return true
}

// activeProfiles are the profiles that the files and the code activate, the strongest last: included ones come before active ones, those that
// code adds after them, and the members of a group after its name (Spring Boot reference, "Profiles").
func (c *config) activeProfiles(entry code.Entry) []string {
	var names []string
	for _, key := range []string{"spring.profiles.include", "spring.profiles.active", "spring.profiles.default"} {
		if key == "spring.profiles.default" && len(names) > 0 {
			continue
		}
		names = append(names, c.words(key)...)
	}
	names = append(names, entry.Profiles...)
	if _, ok := c.module.Has("org.springframework.cloud:spring-cloud-starter-kubernetes*", "org.springframework.cloud:spring-cloud-kubernetes*"); ok {
		names = append(names, "kubernetes") // Spring Cloud Kubernetes reference, "Kubernetes Profile Autoconfiguration": in a pod it is always active
	}
	var active []string
	for depth := 0; len(names) > 0 && depth < 100; depth++ {
		name := names[0]
		names = names[1:]
		if strings.ContainsAny(name, "${@/") || slices.Contains(active, name) {
			continue
		}
		active = append(active, name)
		names = append(c.words("spring.profiles.group."+name), names...)
	}
	return active
}

// words are the parts of a list: of one text with commas, or of key[0], key[1].
func (c *config) words(key string) []string {
	v, _ := c.Get(key)
	parts := strings.Split(v.Text, ",")
	element := Relaxed(key) + "["
	for _, l := range c.Layers {
		for _, o := range l.Order {
			if strings.HasPrefix(Relaxed(o.Key), element) {
				parts = append(parts, o.Value)
			}
		}
	}
	var words []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			words = append(words, p)
		}
	}
	return words
}
