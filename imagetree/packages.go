package imagetree

import (
	"maps"
	"slices"
)

// The package managers that a Dockerfile can call.
const (
	Apt      = "apt"
	Apk      = "apk"
	Microdnf = "microdnf"
)

// managers maps the capability that names a distribution to its package manager.
var managers = map[string]string{
	"debian": Apt, "ubuntu": Apt,
	"alpine": Apk, "wolfi": Apk,
	"rhel": Microdnf, "ubi": Microdnf, "fedora": Microdnf, "rocky": Microdnf, "alma": Microdnf, "amazonlinux": Microdnf,
}

// pkg is an OS package: its names elsewhere, and the capabilities that mean it is there.
type pkg struct {
	apk, microdnf string
	capabilities  []string
}

// packages lists the Debian packages that applications ask for and that have another name elsewhere.
// A package that is not listed has the same name everywhere, as far as we know.
// Sources: packages.debian.org, pkgs.alpinelinux.org, packages.fedoraproject.org.
var packages = map[string]pkg{
	"build-essential":      {apk: "build-base", microdnf: "gcc-c++", capabilities: []string{"gcc"}},
	"chromium":             {apk: "chromium", microdnf: "chromium-headless"},
	"default-mysql-client": {apk: "mysql-client", microdnf: "mysql"},
	"fontconfig":           {apk: "fontconfig", microdnf: "fontconfig"},
	"fonts-dejavu-core":    {apk: "ttf-dejavu", microdnf: "dejavu-sans-fonts"},
	"fonts-noto-cjk":       {apk: "font-noto-cjk", microdnf: "google-noto-sans-cjk-fonts", capabilities: []string{"noto-cjk"}},
	"g++":                  {apk: "g++", microdnf: "gcc-c++", capabilities: []string{"gcc"}},
	"imagemagick":          {apk: "imagemagick", microdnf: "ImageMagick"},
	"libc6-dev":            {apk: "musl-dev", microdnf: "glibc-devel", capabilities: []string{"gcc"}},
	"libcairo2-dev":        {apk: "cairo-dev", microdnf: "cairo-devel"},
	"libfreetype6":         {apk: "freetype", microdnf: "freetype"},
	"libpq-dev":            {apk: "libpq-dev", microdnf: "libpq-devel"},
	"libpq5":               {apk: "libpq", microdnf: "libpq"},
	"libsqlite3-0":         {apk: "sqlite-libs", microdnf: "sqlite-libs"},
	"libsqlite3-dev":       {apk: "sqlite-dev", microdnf: "sqlite-devel"},
	"libssl-dev":           {apk: "openssl-dev", microdnf: "openssl-devel"},
	"libvips-dev":          {apk: "vips-dev", microdnf: "vips-devel"},
	"locales":              {apk: "musl-locales", microdnf: "glibc-langpack-en"},
	"noto-cjk":             {apk: "font-noto-cjk", microdnf: "google-noto-sans-cjk-fonts"},
	"openssh-client":       {apk: "openssh-client", microdnf: "openssh-clients"},
	"pkg-config":           {apk: "pkgconf", microdnf: "pkgconf-pkg-config"},
	"postgresql-client":    {apk: "postgresql-client", microdnf: "postgresql"},
	"procps":               {apk: "procps", microdnf: "procps-ng"},
	"python3":              {apk: "python3", microdnf: "python3", capabilities: []string{"python"}},
	"xz-utils":             {apk: "xz", microdnf: "xz"},
}

// debianNames maps capabilities that people ask for to the Debian packages that bring them.
var debianNames = map[string]string{"noto-cjk": "fonts-noto-cjk", "python": "python3", "gcc": "g++"}

// aliasesOf maps each other name to the capabilities that mean the same.
func aliasesOf(declared map[string]Capability) map[string][]string {
	names := map[string][]string{}
	for p, known := range packages {
		names[p] = slices.Clone(known.capabilities)
	}
	// A distribution brings a shell, whether the tree says so or not.
	names["sh"] = append(slices.Sorted(maps.Keys(managers)), "busybox")
	for _, c := range slices.Sorted(maps.Keys(declared)) {
		for _, alias := range declared[c].Alias {
			if !slices.Contains(names[alias], c) {
				names[alias] = append(names[alias], c)
			}
		}
	}
	return names
}

// PackageManager returns the package manager of the image's distribution; "" when the image has none that a Dockerfile could call.
func (i *Image) PackageManager() string { return i.manager }

// findManager looks for a capability that names a distribution; the first by name counts.
func findManager(effective map[string]Provided) string {
	for _, c := range slices.Sorted(maps.Keys(managers)) {
		if _, ok := effective[c]; ok {
			return managers[c]
		}
	}
	return ""
}

// Packages returns the names under which the image's package manager knows these capabilities or Debian packages,
// sorted and without doubles.
func (i *Image) Packages(names []string) []string {
	var out []string
	for _, n := range names {
		n = bare(n)
		if d, ok := debianNames[n]; ok {
			n = d
		}
		known := packages[n]
		switch manager := i.PackageManager(); {
		case manager == Apk && known.apk != "":
			n = known.apk
		case manager == Microdnf && known.microdnf != "":
			n = known.microdnf
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
