package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// stopWithin is what a pod gets between SIGTERM and SIGKILL, at most.
const stopWithin = 10.0

// outcome is the last line of build-run.
type outcome struct {
	Built          bool     `json:"built"`
	BuildSeconds   float64  `json:"buildSeconds"`
	ImageMB        float64  `json:"imageMB"`
	User           *int     `json:"user"`
	Answered       bool     `json:"answered"`
	HTTPStatus     int      `json:"httpStatus"`
	StartSeconds   float64  `json:"startSeconds"`
	SigtermSeconds float64  `json:"sigtermSeconds"`
	ExitCode       *int     `json:"exitCode"`
	LogTail        string   `json:"logTail"`
	Problems       []string `json:"problems"`
	BuildLog       string   `json:"buildLog"`
}

// rig is the place that builds and runs.
type rig struct{ waybill, buildRun, tree string }

func findRig(t *testing.T) rig {
	t.Helper()
	folder, tree := os.Getenv("WAYBILL_RIG"), os.Getenv("WAYBILL_TREE")
	if folder == "" || tree == "" {
		t.Skip("WAYBILL_RIG (folder of build-run) and WAYBILL_TREE (image tree of that place) are not set")
	}
	r := rig{waybill: filepath.Join(t.TempDir(), "waybill"), buildRun: filepath.Join(folder, "build-run"), tree: tree}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", r.waybill, "./cmd/waybill")
	build.Dir = "../.." // the other module
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return r
}

// image is one generated Dockerfile of an example.
type image struct {
	example, name string
	context, file string
	port, path    string // path "" means TCP; port "0" a program that listens nowhere
}

// generate runs the main job in a copy of an example, with no settings but the example's own.
func (r rig) generate(t *testing.T, example string) []image {
	t.Helper()
	return r.generateFrom(t, example, os.DirFS(filepath.Join("..", "..", "examples", example)))
}

// generateFrom runs the main job in a copy of a repository.
func (r rig) generateFrom(t *testing.T, example string, repository fs.FS) []image {
	t.Helper()
	dir := filepath.Join(t.TempDir(), example)
	if err := os.CopyFS(dir, repository); err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(filepath.Join(dir, "want"))
	if _, errOut, err := r.run(t.Context(), "generate", dir, "--tree", r.tree, "--only", "dockerfile,init"); err != nil {
		if strings.Contains(errOut, "no image fits") {
			t.Skip("the tree of this place lacks an image: " + errOut)
		}
		t.Fatalf("%v\n%s", err, errOut)
	}
	var report struct {
		Units []struct {
			Name   string `json:"name"`
			Health struct {
				Value string `json:"value"`
				Port  int    `json:"port"`
			} `json:"health"`
		} `json:"units"`
	}
	if err := json.Unmarshal(r.tool(t, "detect", dir, "-o", "json"), &report); err != nil {
		t.Fatal(err)
	}
	health := map[string]string{}
	for _, u := range report.Units {
		if u.Health.Port == 0 {
			health[u.Name] = u.Health.Value
		}
	}
	var images []image
	err := filepath.WalkDir(dir, func(p string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Base(p) != "Dockerfile" {
			return err
		}
		data, err := os.ReadFile(p)
		if found := head.FindSubmatch(data); found != nil {
			i := image{example: example, name: string(found[1]), context: dir, file: p, port: "0"}
			if port := expose.FindSubmatch(data); port != nil {
				i.port, i.path = string(port[1]), health[i.name]
			}
			images = append(images, i)
		}
		return err
	})
	if err != nil || len(images) == 0 {
		t.Fatalf("%d Dockerfiles, %v", len(images), err)
	}
	return images
}

var (
	head   = regexp.MustCompile(`(?m)^# Image of (\S+), written by waybill`)
	expose = regexp.MustCompile(`(?m)^EXPOSE (\d+)`)
)

// tool returns what a command of waybill prints.
func (r rig) tool(t *testing.T, args ...string) []byte {
	t.Helper()
	out, errOut, err := r.run(t.Context(), args...)
	if err != nil {
		t.Fatalf("waybill %s: %v\n%s", strings.Join(args, " "), err, errOut)
	}
	return out
}

func (r rig) run(ctx context.Context, args ...string) (out []byte, errOut string, err error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, r.waybill, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.Bytes(), stderr.String(), err
}

// try builds and runs one image.
func (r rig) try(ctx context.Context, i image, more ...string) (outcome, string) {
	args := []string{"--context", i.context, "--file", i.file, "--require-nonroot", "--quiet", "--wait", "180"}
	args = append(args, more...)
	if i.path == "" && i.port != "0" {
		args = append(args, "--tcp")
	}
	args = append(args, i.port)
	if i.path != "" {
		args = append(args, i.path)
	}
	var errOut bytes.Buffer
	cmd := exec.CommandContext(ctx, r.buildRun, args...)
	cmd.Stderr = &errOut
	out, _ := cmd.Output() // its exit status repeats what the JSON says
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	var o outcome
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &o); err != nil {
		o.Problems = append(o.Problems, "build-run gave no JSON: "+errOut.String())
	}
	return o, o.LogTail
}

// examples are the repositories of which waybill makes files; the others show pipelines and trees.
func examples(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("..", "..", "examples"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if want, err := os.Stat(filepath.Join("..", "..", "examples", e.Name(), "want")); err == nil && want.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// TestExamplesBuildAndRun builds every example's images, two examples at a time, and prints a table.
func TestExamplesBuildAndRun(t *testing.T) {
	r := findRig(t)
	var table rows
	t.Cleanup(func() { t.Log("\n" + table.String()) })
	slots := make(chan struct{}, 2)
	for _, e := range examples(t) {
		t.Run(e, func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			for _, i := range r.generate(t, e) {
				args := []string{"--env", "APP_ENV=prod"}
				if i.port == "0" {
					args = append(args, "--wait", "20") // most workers do not end: one that fails, fails soon
				}
				o, log := r.try(t.Context(), i, args...)
				table.add(row(i, o))
				if wrong := judge(i, o); wrong != "" {
					t.Errorf("%s: %s\n%s", i.name, wrong, log)
				}
			}
		})
	}
}

// rows is a table that several tests write to.
type rows struct {
	mu    sync.Mutex
	lines []string
}

func (r *rows) add(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
}

func (r *rows) String() string {
	slices.Sort(r.lines)
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "example\timage\tbuilt\tseconds\tMB\tuser\tanswered\tstart s\tSIGTERM s\texit")
	for _, line := range r.lines {
		fmt.Fprintln(w, line)
	}
	w.Flush()
	return out.String()
}

func row(i image, o outcome) string {
	answered := "no port"
	if i.port != "0" {
		answered = fmt.Sprintf("%v %d", o.Answered, o.HTTPStatus)
	}
	return fmt.Sprintf("%s\t%s\t%v\t%.1f\t%.1f\t%s\t%s\t%.1f\t%.1f\t%s", i.example, i.name, o.Built, o.BuildSeconds, o.ImageMB, number(o.User), answered, o.StartSeconds, o.SigtermSeconds, number(o.ExitCode))
}

func number(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func judge(i image, o outcome) string {
	switch {
	case !o.Built:
		return fmt.Sprint("not built: ", o.Problems)
	case i.port == "0": // a worker: whether it ends by itself is its own matter
		return ""
	case !o.Answered:
		return fmt.Sprint("no answer: ", o.Problems)
	case o.User == nil || *o.User == 0:
		return "it runs as root"
	case o.SigtermSeconds >= stopWithin:
		return fmt.Sprintf("it took %.1f s to stop", o.SigtermSeconds)
	}
	return ""
}

// TestSecondBuildReusesDependencies edits one line of source: the layer of the dependencies must come from the cache.
func TestSecondBuildReusesDependencies(t *testing.T) {
	r := findRig(t)
	for example, edit := range map[string]string{"spring-config": ".java", "express-ts": ".ts", "go-two-mains": ".go"} {
		t.Run(example, func(t *testing.T) {
			i := r.generate(t, example)[0]
			if o, log := r.try(t.Context(), i, "--env", "APP_ENV=prod"); !o.Built {
				t.Fatalf("%v\n%s", o.Problems, log)
			}
			source := firstSource(t, i.context, edit)
			data, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			line := fmt.Sprintf("\n// edited at %d\n", time.Now().UnixNano())
			if err := os.WriteFile(source, append(data, line...), 0o644); err != nil {
				t.Fatal(err)
			}
			o, _ := r.try(t.Context(), i, "--env", "APP_ENV=prod")
			log, err := os.ReadFile(o.BuildLog)
			if err != nil {
				t.Fatal(err)
			}
			resolved, built := steps(string(log))
			t.Logf("second build %.1f s", o.BuildSeconds)
			if !resolved || !built {
				t.Errorf("dependencies from the cache: %v, sources built again: %v\n%s", resolved, built, log)
			}
		})
	}
}

// steps reads a plain build log: the first RUN of the build stage has to be cached, the last one not.
func steps(log string) (resolveCached, buildRan bool) {
	runs := regexp.MustCompile(`(?m)^#(\d+) \[build +\d+/\d+\] RUN `).FindAllStringSubmatch(log, -1)
	slices.SortFunc(runs, func(a, b []string) int { return len(a[1]) - len(b[1]) })
	if len(runs) < 2 {
		return false, false
	}
	cached := func(n string) bool { return strings.Contains(log, "\n#"+n+" CACHED") }
	return slices.ContainsFunc(runs, func(run []string) bool { return cached(run[1]) }), slices.ContainsFunc(runs, func(run []string) bool { return !cached(run[1]) })
}

func firstSource(t *testing.T, dir, ending string) string {
	t.Helper()
	var found string
	err := filepath.WalkDir(dir, func(p string, _ os.DirEntry, err error) error {
		if found == "" && strings.HasSuffix(p, ending) && !strings.Contains(p, "_test") && !strings.Contains(p, "/test/") && !strings.HasSuffix(p, ".d.ts") {
			found = p
		}
		return err
	})
	if err != nil || found == "" {
		t.Fatalf("no %s file: %v", ending, err)
	}
	return found
}
