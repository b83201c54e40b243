package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

// The contract is kept twice, by a shell script and by this program: every behaviour runs against both, the script in each shell
// that the machine has.

// soon bounds what must end by itself; it matters only when something is broken.
const soon = 20 * time.Second

// form is one way to run the init.
type form struct {
	name   string
	argv   []string
	script bool
}

func forms(t *testing.T) []form {
	t.Helper()
	dir := t.TempDir()
	twin := filepath.Join(dir, "waybill-init")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", twin, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	script := filepath.Join(dir, "init.sh")
	if err := os.WriteFile(script, renderScript(t), 0o755); err != nil {
		t.Fatal(err)
	}
	all := []form{{name: "binary", argv: []string{twin}}}
	for _, shell := range [][]string{{"dash"}, {"busybox", "ash"}, {"bash"}, {"bash", "--posix"}} {
		f := form{name: strings.Join(shell, " "), argv: append(shell, script), script: true}
		if _, err := exec.LookPath(shell[0]); err != nil {
			f.argv = nil
		}
		all = append(all, f)
	}
	return all
}

func renderScript(tb testing.TB) []byte {
	tb.Helper()
	r, err := templates.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	files, err := r.Render(plan.Plan{
		Environments: []plan.Environment{{Name: "dev", Aliases: []string{"development"}}, {Name: "qa", Aliases: []string{"test"}}, {Name: "prod", Aliases: []string{"production", "prd"}}},
		Units:        []plan.Unit{everything()},
	}, templates.Init)
	for _, f := range files {
		if path.Base(f.Path) == "init.sh" {
			return f.Data
		}
	}
	tb.Fatalf("no script among %d files, %v", len(files), err)
	return nil
}

// TestWriteScript writes the script with all parts to the file that WAYBILL_SCRIPT names, for a table of behaviours outside of this module.
func TestWriteScript(t *testing.T) {
	file := os.Getenv("WAYBILL_SCRIPT")
	if file == "" {
		t.Skip("WAYBILL_SCRIPT names no file")
	}
	if err := os.WriteFile(file, renderScript(t), 0o755); err != nil {
		t.Fatal(err)
	}
}

// everything is a unit whose script has all parts.
func everything() plan.Unit {
	u := plan.Unit{Name: "orders", Dir: ".", Image: plan.Image{Health: true}}
	u.Run.Command, u.Run.Heap = []string{"java", "-jar", "orders.jar"}, &facts.Heap{Command: "java"}
	for _, name := range []string{"WB_READY", "WB_SUBREAPER", "WB_STOP_HOOK", "WB_CONFIG_COPIES", "WB_CONFIG_LINK", "WB_NOFILE"} { // told by the settings, so in the script
		u.Run.Env = append(u.Run.Env, facts.EnvVar{Name: name})
	}
	u.Init = plan.Init{
		Form: plan.InitScript, Links: []plan.Link{{Target: "/app/app.properties"}}, LogLink: "/app/logs",
		Select: plan.Select{Argument: "--config={env}"},
	}
	return u
}

// box is the place where one behaviour runs.
type box struct {
	t   testing.TB
	f   form
	dir string
	env map[string]string
}

func newBox(tb testing.TB, f form) *box {
	tb.Helper()
	b := &box{t: tb, f: f, dir: tb.TempDir()}
	for _, env := range []string{"dev", "qa", "prod"} {
		b.write("conf.d/"+env+"/app.properties", "env="+env+"\n")
	}
	for _, dir := range []string{"run", "logs", "app"} {
		b.mkdir(dir)
	}
	b.write("term", "")
	b.env = map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": b.dir, "APP_ENV": "prod", "APP_NAME": "orders", "POD_IP": "10.1.2.3",
		"WB_RUN_DIR": b.at("run"), "WB_CONFIG_SRC": b.at("conf.d"), "WB_CONFIG_MOUNT": b.at("mount"), "WB_LOG_ROOT": b.at("logs"),
		"WB_TERMINATION_LOG": b.at("term"), "WB_READY_INTERVAL": "0.05",
		"WB_ARGUMENT": "", "WB_JVM": "", // of the script's own program
	}
	return b
}

func (b *box) at(name string) string { return filepath.Join(b.dir, filepath.FromSlash(name)) }

func (b *box) mkdir(name string) {
	b.t.Helper()
	if err := os.MkdirAll(b.at(name), 0o755); err != nil {
		b.t.Fatal(err)
	}
}

func (b *box) write(name, text string) {
	b.t.Helper()
	b.mkdir(filepath.Dir(name))
	if err := os.WriteFile(b.at(name), []byte(text), 0o755); err != nil {
		b.t.Fatal(err)
	}
}

func (b *box) symlink(target, name string) {
	b.t.Helper()
	b.mkdir(filepath.Dir(name))
	if err := os.Symlink(target, b.at(name)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *box) read(name string) string {
	data, err := os.ReadFile(b.at(name))
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func (b *box) link(name string) string {
	to, err := os.Readlink(b.at(name))
	if err != nil {
		return err.Error()
	}
	return strings.TrimPrefix(to, b.dir+"/")
}

// command prepares a run of the init; the folder of the box stands for {box} in words and variables.
func (b *box) command(env map[string]string, words ...string) *exec.Cmd {
	for name, value := range env {
		b.env[name] = strings.ReplaceAll(value, "{box}", b.dir)
	}
	argv := append([]string{}, b.f.argv...)
	for _, w := range words {
		argv = append(argv, strings.ReplaceAll(w, "{box}", b.dir))
	}
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	b.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = b.dir
	for name, value := range b.env {
		if value != unset {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// unset is the value of a variable that is taken away.
const unset = "\x00"

// result is what a run of the init came to.
type result struct {
	code        int
	out, errors string
}

func (b *box) run(env map[string]string, words ...string) result {
	b.t.Helper()
	cmd := b.command(env, words...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		b.t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// eachForm runs a test against every form of the init.
func eachForm(t *testing.T, test func(t *testing.T, f form)) {
	t.Helper()
	for _, f := range forms(t) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			if f.argv == nil {
				t.Skipf("%s is not installed", strings.Fields(f.name)[0])
			}
			test(t, f)
		})
	}
}
