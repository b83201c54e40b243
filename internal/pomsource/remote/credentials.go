package remote

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Credentials are those of Maven's settings.xml ("Settings Reference"): a <server> has user and password for an id, and a mirror, or a
// repository of a profile, says which address the id stands for.
type Credentials struct {
	file  xmlSettings
	env   func(string) string
	logIn string // the file, for messages
}

// Login is what a server is told; User is empty for none.
type Login struct{ User, Password string }

type xmlSettings struct {
	Servers []struct {
		ID       string `xml:"id"`
		User     string `xml:"username"`
		Password string `xml:"password"`
	} `xml:"servers>server"`
	Mirrors  []named `xml:"mirrors>mirror"`
	Profiles []struct {
		Repositories []named `xml:"repositories>repository"`
		Plugins      []named `xml:"pluginRepositories>pluginRepository"`
	} `xml:"profiles>profile"`
}

type named struct {
	ID  string `xml:"id"`
	URL string `xml:"url"`
}

// UserSettings reads ~/.m2/settings.xml; no file is no credentials.
func UserSettings() (Credentials, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return Credentials{}, nil //nolint:nilerr // without a home there are no settings
	}
	file := filepath.Join(home, ".m2", "settings.xml")
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Credentials{}, nil
	}
	if err != nil {
		return Credentials{}, err
	}
	return ReadSettings(file, data, os.Getenv)
}

// ReadSettings reads a settings.xml. env answers ${env.NAME}.
func ReadSettings(file string, data []byte, env func(string) string) (Credentials, error) {
	c := Credentials{env: env, logIn: file}
	if err := xml.Unmarshal(data, &c.file); err != nil {
		return c, fmt.Errorf("%s: %w", file, err)
	}
	return c, nil
}

// For returns the login for an address. A mirror or repository counts when it has the same scheme, host and port, and when its path is that
// of the address or a folder above: the password of one repository is never shown to another host.
func (c Credentials) For(base *url.URL) (Login, error) {
	all := c.file.Mirrors
	for _, p := range c.file.Profiles {
		all = append(append(slices.Clip(all), p.Repositories...), p.Plugins...)
	}
	for _, n := range all {
		if !c.covers(n.URL, base) {
			continue
		}
		for _, s := range c.file.Servers {
			if strings.TrimSpace(s.ID) != strings.TrimSpace(n.ID) {
				continue
			}
			login := Login{c.fill(s.User), c.fill(s.Password)}
			if strings.HasPrefix(login.Password, "{") && strings.HasSuffix(login.Password, "}") {
				return Login{}, fmt.Errorf("%s: the password of server %s is encrypted, which waybill cannot read; ${env.NAME} in its place works", c.logIn, s.ID)
			}
			return login, nil
		}
	}
	return Login{}, nil
}

func (c Credentials) covers(address string, base *url.URL) bool {
	u, err := url.Parse(c.fill(address))
	if err != nil || u.Host == "" || u.Scheme != base.Scheme || !strings.EqualFold(u.Host, base.Host) {
		return false
	}
	above := strings.TrimSuffix(u.Path, "/")
	return base.Path == above || strings.HasPrefix(base.Path, above+"/")
}

// variable is an expression of settings.xml that its reader replaces ("Settings Reference", "Interpolation").
var variable = regexp.MustCompile(`\$\{env\.([A-Za-z_][A-Za-z0-9_]*)\}`)

func (c Credentials) fill(text string) string {
	return variable.ReplaceAllStringFunc(strings.TrimSpace(text), func(v string) string { return c.env(variable.FindStringSubmatch(v)[1]) })
}
