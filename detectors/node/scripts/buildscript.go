package scripts

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// BuildScripts in the order in which a production build is looked for.
var BuildScripts = []string{"build:prod", "build:production", "build-prod", "build", "compile", "build:server", "build:ts", "build:all", "build:app", "tsc", "build:h5", "build:h5:prod"}

// BuildScript returns the script that builds the package, "" when there is none.
// build:prod wins only when build is a development build or absent, since build is what the ecosystem runs.
func BuildScript(m *manifest.Manifest) string {
	if m.HasScript("build") && !strings.Contains(m.Script("build"), "development") && !makesImage(m.Script("build")) {
		if prod := productionTwin(m); prod != "" {
			return prod
		}
		return "build"
	}
	for _, name := range BuildScripts {
		if m.HasScript(name) && !makesImage(m.Script(name)) {
			return name
		}
	}
	// npm runs prestart before start (https://docs.npmjs.com/cli/using-npm/scripts#pre--post-scripts): a compiler there is the build
	for _, name := range []string{"prestart:prod", "prestart:production", "prestart"} {
		for _, s := range Parse(m.Script(name)) {
			if len(s.Argv) > 0 && slices.Contains(compilers, path.Base(s.Argv[0])) {
				return name
			}
		}
	}
	return ""
}

// imageBuilders are the commands that make an image of a program: a script that begins with one builds no program inside of an image.
var imageBuilders = []string{"docker", "docker-compose", "podman", "podman-compose", "buildah", "nerdctl", "pack"}

func makesImage(script string) bool {
	commands := Parse(script)
	return len(commands) > 0 && len(commands[0].Argv) > 0 && slices.Contains(imageBuilders, path.Base(commands[0].Argv[0]))
}

// compilers write the program that start runs.
var compilers = []string{"tsc", "swc", "babel", "tsup", "esbuild", "rollup", "webpack", "ncc", "nest"}

// productionTwin is build:prod, when it differs from build by asking for production.
func productionTwin(m *manifest.Manifest) string {
	for _, name := range []string{"build:prod", "build:production"} {
		text := m.Script(name)
		if strings.Contains(text, "production") && !strings.Contains(m.Script("build"), "production") && !strings.Contains(m.Script("build"), "build:") {
			return name
		}
	}
	return ""
}

// FlagValue reads --flag value and --flag=value.
func FlagValue(argv []string, names ...string) string {
	for i, a := range argv {
		name, value, joined := strings.Cut(a, "=")
		if !slices.Contains(names, name) {
			continue
		}
		if joined {
			return value
		}
		if i+1 < len(argv) {
			return argv[i+1]
		}
	}
	return ""
}
