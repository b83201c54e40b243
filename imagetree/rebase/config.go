package rebase

import (
	"maps"
	"reflect"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// over is the configuration that a rebuild would give: what the application's Dockerfile said stays, what it inherited from its old base
// comes from the new one.
func over(image, was, below v1.Config) v1.Config {
	out := *image.DeepCopy()
	out.Env = environment(image.Env, was.Env, below.Env)
	out.Labels = inherited(image.Labels, was.Labels, below.Labels)
	out.ExposedPorts = inherited(image.ExposedPorts, was.ExposedPorts, below.ExposedPorts)
	out.Volumes = inherited(image.Volumes, was.Volumes, below.Volumes)
	if out.Labels == nil {
		out.Labels = map[string]string{}
	}
	out.User = word(image.User, was.User, below.User)
	out.WorkingDir = word(image.WorkingDir, was.WorkingDir, below.WorkingDir)
	out.StopSignal = word(image.StopSignal, was.StopSignal, below.StopSignal)
	if reflect.DeepEqual(image.Entrypoint, was.Entrypoint) { // an ENTRYPOINT of its own takes the base's CMD away
		out.Entrypoint = below.Entrypoint
		if reflect.DeepEqual(image.Cmd, was.Cmd) {
			out.Cmd = below.Cmd
		}
	}
	if reflect.DeepEqual(image.Shell, was.Shell) {
		out.Shell = below.Shell
	}
	if reflect.DeepEqual(image.Healthcheck, was.Healthcheck) {
		out.Healthcheck = below.Healthcheck
	}
	out.OnBuild = nil // they ran when the image was built
	return out
}

func word(image, was, below string) string {
	if image == was {
		return below
	}
	return image
}

func inherited[V any](image, was, below map[string]V) map[string]V {
	if image == nil && below == nil {
		return nil
	}
	out := maps.Clone(below)
	if out == nil {
		out = map[string]V{}
	}
	for k, v := range image {
		if old, ok := was[k]; ok && reflect.DeepEqual(old, v) {
			continue
		}
		out[k] = v
	}
	return out
}

// environment keeps the order of a rebuild: the base's variables, then the application's. A value that holds the old base's value, as
// PATH=/app/bin:$PATH does, gets the new one in its place.
func environment(image, was, below []string) []string {
	own, old, fresh := pairs(image), pairs(was), pairs(below)
	var out []string
	for _, e := range below {
		k, v, _ := strings.Cut(e, "=")
		if set, ok := own[k]; ok && set != old[k] {
			v = set
			if old[k] != "" {
				v = strings.Replace(set, old[k], fresh[k], 1)
			}
		}
		out = append(out, k+"="+v)
	}
	for _, e := range image {
		k, v, _ := strings.Cut(e, "=")
		_, there := fresh[k]
		inheritedBefore, was := old[k]
		if !there && (!was || inheritedBefore != v) {
			out = append(out, e)
		}
	}
	return out
}

func pairs(list []string) map[string]string {
	out := make(map[string]string, len(list))
	for _, e := range list {
		k, v, _ := strings.Cut(e, "=")
		out[k] = v
	}
	return out
}
