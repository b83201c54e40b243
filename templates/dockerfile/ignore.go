package dockerfile

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/secret"
	"github.com/waybill-dev/waybill/internal/plan"
	initscript "github.com/waybill-dev/waybill/templates/init"
)

// Ignore is what Dockerfile.dockerignore.tmpl sees.
type Ignore struct {
	Plan       plan.Plan // the whole decision
	Unit       plan.Unit // the unit that the image is of
	Dockerfile string    // path of the Dockerfile that the patterns belong to
	Generated  []string  // what the image takes of an ephemeral run's folder; the rest would only spoil the cache
	Outputs    []string  // what a local build leaves, which the image's own build makes
	DotEnv     bool      // .env.production and the like stay out too: no build reads them
	Keys       []string  // names of files that may hold a secret or be a part of the program
	Never      []string  // names of files that hold the secrets of a person or a tool and that no program needs
	Found      []string  // files that were seen to hold a secret
	Needed     []string  // patterns of what the plan names although its name is that of a secret
}

func viewIgnore(p plan.Plan, u plan.Unit) Ignore {
	v := Ignore{Plan: p, Unit: u, Dockerfile: path.Join(u.Dir, "Dockerfile"), DotEnv: u.Kind != facts.StaticSite}
	v.Keys, v.Never = slices.Concat(toolFiles(), keyFiles()), secret.Never()
	for _, f := range p.Secrets {
		if !secret.OnClassPath(f) {
			v.Found = append(v.Found, f)
		}
	}
	v.Outputs = outputs(u)
	if plan.Made(u.Dir) {
		v.Generated = []string{initscript.File(u), siteFile(u)}
	}
	for _, s := range u.Stages {
		v.need(s.Manifest...)
		v.need(s.Sources...)
		for _, f := range s.Sources {
			if path.Base(f) == ".env" && !slices.Contains(v.Found, f) {
				v.needDotEnv(f)
			}
		}
	}
	for _, c := range u.Run.Copies {
		if c.Stage != "" || path.Clean(c.From) == "." {
			continue
		}
		v.need(c.From)
		for _, kind := range ownKeys() {
			v.Needed = append(v.Needed, path.Join(c.From, "**", kind)) // the program opens them there
		}
	}
	slices.Sort(v.Needed)
	v.Needed = slices.Compact(v.Needed)
	return v
}

// need takes files of the plan in again that a pattern for secrets keeps out: a .npmrc that was read and holds no token, a key that
// the program opens. Folders are never taken in again, for that would bring along all that the patterns keep out below them.
func (v *Ignore) need(files ...string) {
	for _, f := range files {
		base := path.Base(f)
		byEnding := slices.ContainsFunc(keyFiles(), func(kind string) bool { match, _ := path.Match(kind, base); return match })
		settings := slices.Contains([]string{".npmrc", ".yarnrc", "settings.xml"}, base)
		dotEnv := strings.HasPrefix(base, ".env.") && !strings.HasSuffix(base, ".local")
		if byEnding || settings || dotEnv || slices.Contains(v.Found, f) {
			v.Needed = append(v.Needed, f)
		}
	}
}

// needDotEnv takes in the one .env that a detector has read and found to say nothing but what pages show; all others stay out.
func (v *Ignore) needDotEnv(file string) {
	v.Needed = append(v.Needed, file)
	if i := slices.Index(v.Never, ".env"); i >= 0 {
		v.Never, v.Keys = slices.Delete(v.Never, i, i+1), append(v.Keys, ".env")
	}
}

// keyFiles are the names of key material, which may be a program's own.
func keyFiles() []string {
	return []string{"*.key", "*.pfx", "*.p12", "*.jks", "*.keystore", "key.pem", "server-key.pem", "client-key.pem", "tls-key.pem", "ca-key.pem", "privkey*.pem", "private*.pem", "tls.pem", "*service-account*.json", "*service_account*.json"}
}

// ownKeys are the names of keyFiles that a program may well open below what the plan copies.
func ownKeys() []string { return []string{"*.key", "*.pem", "*.pfx", "*.p12", "*.jks", "*.keystore"} }

// toolFiles are settings of tools, in which a token may stand; a build that needs one without a token names it.
func toolFiles() []string {
	return []string{".npmrc", ".yarnrc", "settings.xml", "settings-security.xml"}
}

// outputs are folders that the image's build makes: a copy from the machine that builds would be mixed with them.
// Only names that no build takes as input, and only where the unit's artifact says that they are made here.
func outputs(u plan.Unit) []string {
	first, _, deeper := strings.Cut(u.Facts.Artifact.Value, "/")
	switch first {
	case "target", ".next", ".output", "dist", "build", "out":
	default:
		return nil
	}
	if len(u.Facts.Build) == 0 || !deeper && u.Kind != facts.StaticSite {
		return nil
	}
	out := path.Join(u.Path, first)
	for _, c := range u.Run.Copies {
		if c.Stage == "" && (c.From == out || strings.HasPrefix(c.From, out+"/")) {
			return nil
		}
	}
	if first == "target" {
		return []string{"**/target"} // Maven's modules all build into one
	}
	return []string{out}
}
