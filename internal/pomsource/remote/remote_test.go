package remote

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const place = "org/acme/base/7/base-7.pom"

const pom = "<project><groupId>org.acme</groupId><artifactId>base</artifactId><version>7</version></project>"

// server answers with a POM to who logs in, and remembers who asked.
func server(t *testing.T, handle http.HandlerFunc) *url.URL {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func repository(t *testing.T, c *Client, address string) *Repository {
	t.Helper()
	r, err := c.Repository(address)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFetchOnceAndFromTheCacheAfterwards(t *testing.T) {
	t.Parallel()
	asked := 0
	u := server(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/maven/"+place {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(pom))
	})
	c := &Client{Cache: t.TempDir()}
	r := repository(t, c, u.String()+"/maven/")
	if _, err := r.Cached(place); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty cache: %v", err)
	}
	if data, err := r.Fetch(t.Context(), place); err != nil || string(data) != pom {
		t.Fatalf("%s, %v", data, err)
	}
	if data, err := r.Cached(place); err != nil || string(data) != pom || asked != 1 {
		t.Errorf("%s, %v, asked %d times", data, err, asked)
	}
	if _, err := repository(t, c, u.String()+"/other").Cached(place); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cache of one address answers for another: %v", err)
	}
	if _, err := r.Fetch(t.Context(), "org/acme/none/7/none-7.pom"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a POM that is not there: %v", err)
	}
	if _, err := r.Fetch(t.Context(), "org/acme/base/7-SNAPSHOT/base-7-SNAPSHOT.pom"); !errors.Is(err, fs.ErrNotExist) || asked != 2 {
		t.Errorf("a snapshot: %v, asked %d times", err, asked)
	}
}

func TestAnswersThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle http.HandlerFunc
		want   string
	}{
		"a page of a login": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html><body/></html>")) }, "not a POM of base"},
		"another artefact": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(strings.ReplaceAll(pom, "base", "x")))
		}, "not a POM of base"},
		"too large":          {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxPOM+1)) }, "larger than"},
		"no login":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, "settings.xml needs"},
		"a broken server":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "502"},
		"a loop":             {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "redirects"},
		"to another program": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "ftp://a/b", http.StatusFound) }, "redirected"},
	} {
		cl := &Client{Cache: t.TempDir()}
		_, err := repository(t, cl, server(t, c.handle).String()).Fetch(t.Context(), place)
		if err == nil || errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := filepath.Glob(filepath.Join(cl.Cache, "*")); len(left) > 0 {
			t.Errorf("%s: the cache holds %v", name, left)
		}
	}
}

func TestPasswordsStayWithTheirHost(t *testing.T) {
	t.Parallel()
	var seen string
	elsewhere := server(t, func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Get("Authorization")
		_, _ = w.Write([]byte(pom))
	})
	var logins []string
	own := server(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		logins = append(logins, user+":"+password)
		switch {
		case strings.HasPrefix(r.URL.Path, "/near"):
			http.Redirect(w, r, "/files/"+place, http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/far"):
			http.Redirect(w, r, elsewhere.String()+"/"+place, http.StatusFound)
		default:
			_, _ = w.Write([]byte(pom))
		}
	})
	xml := `<settings><servers><server><id>acme</id><username>reader</username><password>${env.WORD}</password></server></servers>
<mirrors><mirror><id>acme</id><url>` + own.String() + `/</url></mirror></mirrors></settings>`
	credentials, err := ReadSettings("settings.xml", []byte(xml), func(string) string { return "open" })
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{Credentials: credentials}
	for address, want := range map[string][]string{
		own.String() + "/near": {"reader:open", "reader:open"}, own.String() + "/far": {"reader:open"}, elsewhere.String(): nil,
	} {
		logins, seen = nil, ""
		if _, err := repository(t, c, address).Fetch(t.Context(), place); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if strings.Join(logins, " ") != strings.Join(want, " ") || seen != "" {
			t.Errorf("%s: logins %v, elsewhere %q", address, logins, seen)
		}
	}
}

func TestCredentialsOfAnAddress(t *testing.T) {
	t.Parallel()
	c, err := ReadSettings("settings.xml", []byte(`<settings>
<servers><server><id>a</id><username>ua</username><password>pa</password></server><server><id>b</id><username>ub</username><password>{AbC=}</password></server></servers>
<profiles><profile><repositories><repository><id>a</id><url>https://nexus.example.com/repository/releases/</url></repository></repositories>
<pluginRepositories><pluginRepository><id>b</id><url>https://nexus.example.com/plugins</url></pluginRepository></pluginRepositories></profile></profiles>
</settings>`), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"https://nexus.example.com/repository/releases": "ua", "https://NEXUS.example.com/repository/releases/x": "ua",
		"http://nexus.example.com/repository/releases": "", "https://nexus.example.com:8443/repository/releases": "",
		"https://nexus.example.com/repository/releases2": "", "https://nexus.example.com.evil.test/repository/releases": "",
		"https://nexus.example.com/plugins": "encrypted",
	} {
		u, _ := url.Parse(address)
		login, err := c.For(u)
		if got := login.User; got != want && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %q, %v", address, got, err)
		}
	}
	if _, err := ReadSettings("settings.xml", []byte("<settings><"), os.Getenv); err == nil {
		t.Error("a broken file is read")
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"ftp://a/b", "https://user:secret@a/b", "https:///b", "https://a/b?c=d", "https://a b", "http://%zz"} {
		if _, err := (&Client{}).Repository(address); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
