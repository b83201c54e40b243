package recipe

import (
	"bytes"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// onlyPrint are packages whose installation runs a script that makes nothing: a notice, a check of versions. Source: the script of each.
var onlyPrint = []string{"core-js", "core-js-pure", "core-js-bundle", "es5-ext", "protobufjs", "@nestjs/core", "@scarf/scarf"}

// platform says whether what the stage makes is the same on every platform. Pages are. A program is, with its packages, where the lock file
// shows that none of those which stay is made for one processor or runs a script when it is installed; package-lock.json says both of each.
func (b build) platform() (of, native string) {
	if b.u.Kind.Value == facts.StaticSite {
		return facts.AnyPlatform, ""
	}
	if b.p.Tree.Has(b.u.M.Join("binding.gyp")) {
		return "", "binding.gyp: it has native code of its own"
	}
	if b.mg.Name != manifest.NPM || b.mg.Lock == "" {
		return "", "no package-lock.json says which packages are made for one platform"
	}
	data, err := b.p.Tree.Read(b.mg.Lock)
	if err != nil || !bytes.Contains(data, []byte(`"packages":`)) { // of npm 6 and older
		return "", b.mg.Lock + " does not say which packages are made for one platform"
	}
	if name := boundPackage(data, !b.prunes()); name != "" {
		return "", name + " is made for one platform, or makes something when it is installed"
	}
	return facts.AnyPlatform, ""
}

// boundPackage finds a package of package-lock.json that stays in the image and fits one platform, "" for none (docs.npmjs.com,
// "package-lock.json": cpu, os, dev, hasInstallScript). npm writes one key a line.
func boundPackage(lock []byte, development bool) string {
	var name string
	var bound, dev, elsewhere, here bool
	stays := func() bool { return bound && !dev && (here || !elsewhere) }
	for line := range bytes.Lines(lock) {
		text := strings.TrimSuffix(strings.TrimSpace(string(line)), ",")
		switch {
		case strings.HasSuffix(text, `": {`) && strings.Contains(text, "node_modules/"):
			if stays() {
				return name
			}
			name = strings.TrimSuffix(text[strings.LastIndex(text, "node_modules/")+len("node_modules/"):], `": {`)
			bound, dev, elsewhere, here = false, false, false, false
		case name == "":
		case strings.HasPrefix(text, `"cpu": [`):
			bound = true
		case text == `"hasInstallScript": true`:
			bound = bound || !slices.Contains(onlyPrint, name)
		case text == `"dev": true` && !development:
			dev = true
		case text == `"darwin"` || text == `"win32"`: // fsevents: never installed in an image
			elsewhere = true
		case text == `"linux"`:
			here = true
		}
	}
	if stays() {
		return name
	}
	return ""
}
