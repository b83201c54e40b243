package ownimage

import (
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
)

// compilers are commands of a build: an image whose last stage runs one carries compilers and sources along.
var compilers = regexp.MustCompile(`\b(mvn|mvnw|gradle|gradlew|go build|tsc|npm run build|yarn build|pnpm (run )?build|ng build|vite build|next build)\b`)

func compiles(command string) bool { return compilers.MatchString(command) }

// release is a digit: a name or a tag with at least a major version (debian12:nonroot, 21-jre).
var release = regexp.MustCompile(`\d`)

// loose says whether an image may be another one tomorrow: no tag, or one that names no release (latest, stable, alpine).
func loose(image string) bool {
	if image == "scratch" || strings.Contains(image, "@sha256:") || strings.Contains(image, "$") {
		return false
	}
	name := image[strings.LastIndex(image, "/")+1:]
	return !strings.Contains(name, ":") || !release.MatchString(name)
}

// gains is what the image would gain if waybill wrote its Dockerfile, in words that follow one another.
func (r *reading) gains(own plan.Own) []string {
	var out []string
	if own.UID == 0 {
		who := "root"
		if name, _, _ := strings.Cut(own.User, ":"); name != "" && name != "0" && name != "root" {
			who = name
		}
		out = append(out, "a user by number (it runs as "+fault.Short(who)+")")
	}
	if r.builds {
		out = append(out, "an image without compilers and sources (its last stage builds)")
	}
	if len(r.loose) > 0 {
		out = append(out, "a base that does not change by itself (it has "+fault.Short(r.loose[0])+")")
	}
	return out
}
