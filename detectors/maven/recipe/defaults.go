package recipe

import (
	"bytes"
	"regexp"
	"strings"
)

// settingFolder is the folder that a setting names, by its key, and what of it has to last.
func settingFolder(key, value string) (dir, what string) {
	if !folderKey.MatchString(key) || !placeKey.MatchString(key) || otherKey.MatchString(key) {
		return "", ""
	}
	if dir = plainFolder(strings.TrimPrefix(value, "file:")); dir != "" && dataKey.MatchString(key) {
		what = "files of " + key
	}
	return dir, what
}

// settingDefault is a setting with the default that the code gives it.
type settingDefault struct {
	key, value string
	line       int
}

// Settings with a default: @Value("${upload.dir:files}") of Spring and Micronaut, @ConfigProperty(name = "upload.dir", defaultValue = "files")
// of MicroProfile, and the fields of a class under @ConfigurationProperties("upload") (each one's reference on configuration).
var (
	valueDefault  = regexp.MustCompile(`@Value\(\s*"\$\{([\w.-]+):([^}"\n]+)\}"\s*\)`)
	configDefault = regexp.MustCompile(`@ConfigProperty\(\s*name\s*=\s*"([\w.-]+)"\s*,\s*defaultValue\s*=\s*"([^"\n]+)"\s*\)`)
	propertyClass = regexp.MustCompile(`@ConfigurationProperties\(\s*(?:prefix\s*=\s*|value\s*=\s*)?"([\w.-]+)"`)
	textField     = regexp.MustCompile(`(?m)^\s*(?:private |protected |public )?(?:String|Path|File)\s+(\w+)\s*=\s*(?:(?:Path\.of|Paths\.get|new File)\(\s*)?"([^"\n]+)"\s*\)?;`)
)

// defaultsOf lists the settings with a default in one source.
func defaultsOf(text []byte) []settingDefault {
	var out []settingDefault
	take := func(prefix string, m []int) {
		out = append(out, settingDefault{prefix + string(text[m[2]:m[3]]), string(text[m[4]:m[5]]), 1 + bytes.Count(text[:m[2]], []byte("\n"))})
	}
	if bytes.Contains(text, []byte("@Value(")) {
		for _, m := range valueDefault.FindAllSubmatchIndex(text, 40) {
			take("", m)
		}
	}
	if !bytes.Contains(text, []byte("@Config")) {
		return out
	}
	for _, m := range configDefault.FindAllSubmatchIndex(text, 40) {
		take("", m)
	}
	if at := propertyClass.FindSubmatchIndex(text); at != nil {
		for _, m := range textField.FindAllSubmatchIndex(text, 40) {
			take(string(text[at[2]:at[3]])+".", m)
		}
	}
	return out
}
