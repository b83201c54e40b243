package pipeline_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// comments is a server that keeps the comments of one pull request as GitHub and GitLab do. It has more of them than one page shows.
type comments struct {
	mu     sync.Mutex
	bodies []string // the id is the index
	log    []string // what was asked for, with the account
}

func (c *comments) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log = append(c.log, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+r.Header.Get("PRIVATE-TOKEN"))
	if r.Method == http.MethodGet {
		type comment struct {
			ID   int    `json:"id"`
			Body string `json:"body"`
		}
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			http.Error(w, "no page", http.StatusBadRequest)
			return
		}
		found := []comment{}
		for id := (page - 1) * 100; id < min(page*100, len(c.bodies)); id++ {
			found = append(found, comment{id, c.bodies[id]})
		}
		if err := json.NewEncoder(w).Encode(found); err != nil {
			panic(err)
		}
		return
	}
	var given struct{ Body string }
	data, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(data, &given) != nil {
		http.Error(w, "no JSON", http.StatusBadRequest)
		return
	}
	id := len(c.bodies)
	if r.Method == http.MethodPost {
		c.bodies = append(c.bodies, given.Body)
		w.WriteHeader(http.StatusCreated)
	} else if _, err := fmt.Sscan(filepath.Base(r.URL.Path), &id); err != nil || id >= len(c.bodies) {
		http.NotFound(w, r)
		return
	} else {
		c.bodies[id] = given.Body
	}
	fmt.Fprint(w, "{}")
}

// TestComment: a pull request has one comment, which the next build finds by its first line and replaces. The token is no argument.
func TestComment(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is missing: nothing is posted", tool)
		}
	}
	for name, shell := range shells(t) {
		for server, c := range map[string]struct {
			env         []string
			first, then string
		}{
			"GitHub": {
				[]string{"GITHUB_API_URL={server}", "GITHUB_REPOSITORY=a/b", "GITHUB_SERVER_URL={server}", "GITHUB_REF=refs/pull/7/merge"},
				"POST /repos/a/b/issues/7/comments Bearer t0ken", "PATCH /repos/a/b/issues/comments/150 Bearer t0ken",
			},
			"GitLab": {
				[]string{"CI_API_V4_URL={server}/api/v4", "CI_PROJECT_ID=3", "CI_MERGE_REQUEST_IID=7"},
				"POST /api/v4/projects/3/merge_requests/7/notes t0ken", "PUT /api/v4/projects/3/merge_requests/7/notes/150 t0ken",
			},
		} {
			t.Run(name+" "+server, func(t *testing.T) {
				t.Parallel()
				kept := &comments{bodies: make([]string, 150)}
				host := httptest.NewServer(kept)
				defer host.Close()
				w := newWork(t, shell, "", harbor, orders())
				// curl writes down its arguments first
				curl, err := exec.LookPath("curl")
				if err != nil {
					t.Fatal(err)
				}
				w.write(t, "bin/curl", "#!/bin/sh\necho \"$*\" >>\"$STUB_ROOT/../calls\"\nexec "+curl+" \"$@\"\n", 0o755)
				w.write(t, "bin/waybill", "#!/bin/sh\necho \"$*: \\\"quoted\\\" Äpfel\"\nexit 3\n", 0o755)
				for _, e := range c.env {
					w.env = append(w.env, strings.ReplaceAll(e, "{server}", host.URL))
				}
				w.env = append(w.env, "SINCE=abc0", "WAYBILL_TREE=https://git.example.com/tree.git", "COMMENT_TOKEN=t0ken")
				w.must(t, "comment.sh", "write")
				w.must(t, "comment.sh", "post")
				w.write(t, "ws/imagetree.yaml", "", 0o644)
				w.must(t, "comment.sh", "write")
				w.must(t, "comment.sh", "post")
				want := "<!-- waybill: generated files -->\ngenerate --diff --since abc0 --output markdown --tree https://git.example.com/tree.git: \"quoted\" Äpfel\n" +
					"tree diff --since abc0 --format markdown: \"quoted\" Äpfel\n"
				if len(kept.bodies) != 151 || kept.bodies[150] != want {
					t.Errorf("%d comments, the last is %q", len(kept.bodies), kept.bodies[len(kept.bodies)-1])
				}
				var writes []string
				for _, line := range kept.log {
					if !strings.HasPrefix(line, "GET ") {
						writes = append(writes, line)
					}
				}
				if got := strings.Join(writes, "\n"); got != c.first+"\n"+c.then {
					t.Errorf("%s, want\n%s\n%s", got, c.first, c.then)
				}
				if calls := w.calls(t); strings.Contains(calls, "t0ken") {
					t.Errorf("the token is an argument: %s", calls)
				}
				if left, _ := filepath.Glob(filepath.Join(w.dir, "tmp", "comment-*")); len(left) > 0 {
					t.Errorf("the token is left: %q", left)
				}
				host.Close()
				if out, status := w.run(t, "comment.sh", "post"); status == 0 {
					t.Errorf("a server that is away: %s", out)
				}
			})
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, orders())
			w.write(t, "bin/curl", "#!/bin/sh\necho \"$*\" >>\"$STUB_ROOT/../calls\"\necho '[]'\n", 0o755)
			w.write(t, "ws/.waybill/comment.md", "x\n", 0o644)
			for url, address := range map[string]string{ // as Jenkins names a pull request
				"https://github.com/a/b/pull/7":                            "https://api.github.com/repos/a/b/issues/7/comments",
				"https://git.example.com/a/b/pull/7":                       "https://git.example.com/api/v3/repos/a/b/issues/7/comments",
				"https://gitlab.example.com/team/sub/b/-/merge_requests/7": "https://gitlab.example.com/api/v4/projects/team%2Fsub%2Fb/merge_requests/7/notes",
			} {
				w.must(t, "COMMENT_TOKEN=t", "CHANGE_URL="+url, "comment.sh", "post")
				has(t, w.calls(t), "--request GET "+address+"?per_page=100&page=1\n", " "+address+"\n")
			}
			if out := w.must(t, "CHANGE_URL=https://github.com/a/b/pull/7", "comment.sh", "post"); w.calls(t) != "" {
				t.Errorf("posted without a token: %s", out)
			}
			w.must(t, "CHANGE_ID=", "GITHUB_REF=refs/heads/main", "comment.sh", "write")
			w.must(t, "STUB_FAIL=generate", "CHANGE_ID=7", "CHANGE_TARGET=main", "comment.sh", "write")
			if calls := w.calls(t); calls != "waybill in .: <generate> <--diff> <--since> <origin/main> <--output> <markdown>\n" {
				t.Errorf("%q", calls)
			}
			if _, err := os.Stat(filepath.Join(w.dir, "ws/.waybill/comment.md")); err == nil {
				t.Error("half a comment is left")
			}
			if _, status := w.run(t, "A=b", "comment.sh"); status != 2 {
				t.Errorf("ends with %d", status)
			}
		})
	}
}
