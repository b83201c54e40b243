package settings

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Parts of patterns.
const (
	port    = `([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])`
	dns     = `[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?`
	octet   = `(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])`
	folders = `(/[a-z0-9]+([._-]+[a-z0-9]+)*)*`
	level   = `(LOW|MEDIUM|HIGH|CRITICAL)`
	cores   = `([1-9][0-9]{0,6}m|[1-9][0-9]{0,3}(\.[0-9]{1,3})?|0\.0{0,2}[1-9][0-9]{0,2})`
	// The areas of the time zone database, and its names without an area; the API server refuses other ones.
	zones = `(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)(/[A-Za-z0-9_+-]+){1,2}|` +
		`UTC|UCT|GMT|Zulu|Universal|Greenwich|WET|CET|MET|EET|EST|MST|HST|EST5EDT|CST6CDT|MST7MDT|PST8PDT|Cuba|Egypt|Eire|GB|Hongkong|` +
		`Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|Navajo|NZ|Poland|Portugal|PRC|ROC|ROK|Singapore|Turkey|W-SU`
	// A part of a path between slashes, which is not "..".
	character = `[^\x00-\x1f\x7f:/\\]`
	part      = `(\.?[^\x00-\x1f\x7f:/\\.]` + character + `*|\.\.` + character + `+|\.)`
	release   = `[<>]?=?|[~^]`
	number    = `v?[0-9]+(\.([0-9]+|[xX*]))*([-+._]?[0-9A-Za-z][0-9A-Za-z.+_-]*)?`
)

func pattern(text string) *regexp.Regexp { return regexp.MustCompile("^(" + text + ")$") }

// Forms are the forms that the tags of the settings name: patterns, words that another package knows, and what to say.
// Words and bounds that only one setting has stand at its field.
func Forms() strictyaml.Forms { return table() }

// table is made when it is first asked for: its patterns take longer to compile than many runs take.
var table = sync.OnceValue(func() strictyaml.Forms {
	return strictyaml.Forms{
		// Texts.
		"text":        {Pattern: pattern(`[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*`), Say: "use a text of one line, at most 1000 characters", Written: true, Further: atMost(1000)},
		"line":        {Pattern: pattern(`[^\x00-\x1f\x7f]*`), Say: "use a text of one line", Written: true},
		"image-value": {Pattern: pattern(`[^\x00-\x08\x0a-\x1f\x7f]*`), Say: "use a text of one line, since a Dockerfile cannot write others; environments.NAME.env takes any text", Example: "info", Written: true},
		"value":       {Pattern: pattern(`[^\x00]*`), Say: "use a text", Example: "info", Written: true},
		"word":        {Pattern: pattern(`[^\x00]*[^\x00-\x20][^\x00]*`), Say: "use a word that is not empty", Written: true},

		"choice": {Pattern: pattern(`[^\x00-\x1f\x7f]*\{(env|file)\}[^\x00-\x1f\x7f]*`), Say: "write {env} where the name of the environment belongs, or {file} for its file", Example: "--config=conf/{env}.yaml"},

		// Names.
		"label":    {Pattern: pattern(`[a-z]([-a-z0-9]{0,61}[a-z0-9])?`), Say: "use lower case letters, digits and dashes, at most 63, starting with a letter", Example: "shop-api"},
		"name":     {Pattern: pattern(dns + `(\.` + dns + `)*`), Say: "use lower case letters, digits, dashes and dots, at most 253", Example: "shop-config", Further: atMost(253)},
		"host":     {Pattern: pattern(dns + `(\.` + dns + `)*`), Say: "use a host name in lower case", Example: "shop.example.com", Further: atMost(253)},
		"alias":    {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9._-]{0,62}`), Say: "use letters, digits, dots and dashes", Example: "production"},
		"env-name": {Pattern: pattern(`[A-Za-z_][A-Za-z0-9_]*`), Say: "use letters, digits and underscores", Example: "LOG_LEVEL"},
		"id":       {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9._-]{0,99}`), Say: "use letters, digits, dots, dashes and underscores", Example: "registry-push"},
		"user":     {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9._@-]{0,99}`), Say: "use letters, digits, dots, dashes, underscores and @", Example: "release-managers"},

		// Paths.
		"path":         {Pattern: pattern(part + `(/` + part + `)*/?`), Say: "use a path inside the repository: relative, without .. and colons", Example: "services/orders", Written: true},
		"program-path": {Pattern: pattern(`/?` + part + `(/` + part + `)*/?`), Say: "use a path without .. and colons, absolute or relative to the folder that the program works in", Example: "data/uploads", Written: true},
		"folder":       {Pattern: pattern(`/[A-Za-z0-9._/-]*`), Say: "use an absolute folder", Example: "/var/log/apps"},
		"route":        {Pattern: pattern(`/[A-Za-z0-9._~/%?=&-]*`), Say: "use a path", Example: "/health"},

		// Images.
		"registry": {Pattern: pattern(dns + `(\.` + dns + `)*(:` + port + `)?` + folders), Say: "use host[:port][/path] in lower case", Example: "harbor.example.com/freight"},
		"tag":      {Pattern: pattern(`[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`), Say: "use letters, digits, dots, dashes and underscores, at most 128", Example: "1.4.0", Written: true},
		"image": {
			Pattern: pattern(`[a-z0-9][a-z0-9.-]*(:` + port + `)?(/[a-z0-9][a-z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?`),
			Say:     "use registry/name:tag or registry/name:tag@sha256:…", Example: "docker.io/aquasec/trivy:0.67.2",
		},
		"base":        {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9._-]{0,127}`), Say: "use the name of an image of the tree, see 'waybill tree show'", Example: "java-21-jre"},
		"image-label": {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9._/-]{0,252}`), Say: "use letters, digits, dots, dashes and slashes", Example: "com.example.owner"},
		"capability":  {Pattern: pattern(`(apt:)?[A-Za-z0-9][A-Za-z0-9+._-]{0,127}`), Say: "use the name of a capability of the image tree", Example: "fontconfig"},
		"range": {
			Pattern: pattern(`\*|\s*(` + release + `) *` + number + `( *(\|\||-|,)? *(` + release + `) *` + number + `)*\s*`),
			Say:     "use a version, or a range as npm writes it", Example: `">=17 <22"`, Written: true,
		},

		// Kubernetes.
		"cpu":         {Pattern: pattern(cores), Say: "use cores above zero: 500m, 0.5, 2", Example: "500m", Written: true},
		"cpu-limit":   {Pattern: pattern(`none|` + cores), Say: `use cores above zero: 500m, 0.5, 2, or "none"`, Example: "2", Written: true},
		"memory":      {Pattern: memory, Say: "use a quantity of at least a megabyte with its unit: 512Mi, 1Gi, 500M", Example: "512Mi", Written: true},
		"label-key":   {Pattern: pattern(`(` + dns + `(\.` + dns + `)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?`), Say: "use a Kubernetes label key", Example: "example.com/pool"},
		"label-value": {Pattern: pattern(`[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?`), Say: "use letters, digits, dashes, dots and underscores, at most 63", Example: "batch", Written: true},
		"cron":        {Pattern: cron(), Say: "use five fields of cron: minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6", Example: `"15 3 * * *"`, Further: cronOrder},
		"time-zone":   {Pattern: pattern(zones), Say: "use a name of the time zone database", Example: "Europe/Berlin"},
		"cidr":        {Pattern: pattern(`(` + octet + `\.){3}` + octet + `/(3[0-2]|[12]?[0-9])|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9])`), Say: "use a CIDR", Example: "10.0.0.0/8", Further: isPrefix},
		"endpoint":    {Pattern: pattern(`(https?://)?[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?:` + port), Say: "use host:port, or https://host:port", Example: "kafka.logging.svc:9092"},
		"topic":       {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9._-]{0,248}`), Say: "use letters, digits, dots, dashes and underscores", Example: "freight-logs"},
		"object-kind": {Pattern: pattern(`[A-Z][A-Za-z0-9]*`), Say: "use a kind", Example: "Deployment"},

		// Words that the rest of waybill knows.
		"kind":      strictyaml.OneOf(append(facts.Kinds(), Job)...),
		"config-by": strictyaml.OneOf(facts.ByVariable, facts.ByLink, facts.ByArgument, facts.ByBuild, "none"),
		"service":   strictyaml.OneOf(services()...),
		"strategy":  strictyaml.OneOf(Strategies()...),

		// Jenkins. These texts stand in Groovy, in a shell and in the YAML of a pod: nothing in them may mean something else there.
		"library":     {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9_-]{0,99}@[A-Za-z0-9][A-Za-z0-9._-]{0,99}`), Say: "use NAME@VERSION: a library without a version changes under a build", Example: "waybill@v1.4.0"},
		"agents":      {Pattern: pattern(`[A-Za-z0-9_.&|!() -]{1,200}`), Say: "use a label expression: letters, digits, && || ! and parentheses", Example: "linux && docker"},
		"buildkit":    {Pattern: pattern(`tcp://[A-Za-z0-9._-]{1,200}:` + port + `|(unix|kube-pod)://[A-Za-z0-9._:/-]{1,200}`), Say: "use tcp://HOST:PORT or unix:///PATH", Example: "tcp://buildkitd.ci:1234"},
		"branch":      {Pattern: pattern(`[A-Za-z0-9][A-Za-z0-9._/-]{0,199}`), Say: "use letters, digits, dots, dashes, underscores and slashes", Example: "release/2.x"},
		"git-address": {Pattern: pattern(`https?://[A-Za-z0-9.-]{1,253}(:` + port + `)?(/[A-Za-z0-9._~-]+)+/?|ssh://([A-Za-z0-9._-]+@)?[A-Za-z0-9.-]{1,253}(:` + port + `)?(/[A-Za-z0-9._~-]+)+/?`), Say: "use https://HOST/PATH or ssh://git@HOST/PATH; a password never stands here", Example: "https://git.example.com/platform/deployments.git"},
		"git-folder":  {Pattern: pattern(`[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*`), Say: "use a folder inside the repository: letters, digits, dots, dashes and underscores between slashes", Example: "teams/freight/shop"},
		"issuer":      {Pattern: pattern(`https://[A-Za-z0-9.-]{1,253}(:` + port + `)?(/[A-Za-z0-9._~-]+)*/?`), Say: "use https://HOST or https://HOST/PATH", Example: "https://token.actions.githubusercontent.com"},
		"tag-pattern": {Pattern: pattern(`[^\x00-\x20'"$\x60\x7f]+`), Say: "use a regular expression without quotes, spaces and dollar signs that Go and Java both read", Example: `v[0-9]+`, Further: compiles},
		// GitHub refuses names of secrets that begin with its own.
		"secret-variable": {Pattern: pattern(`[A-Z][A-Z0-9_]{0,99}`), Say: "use capitals, digits and underscores, not beginning with GITHUB_", Example: "REGISTRY_USER", Further: func(text string) bool { return !strings.HasPrefix(text, "GITHUB_") }},
		"severities":      {Pattern: pattern(level + `(,` + level + `)*`), Say: "use LOW, MEDIUM, HIGH, CRITICAL, separated by commas", Example: "HIGH,CRITICAL"},
	}
})

// services are the names of services and their aliases.
func services() []string {
	var words []string
	for _, row := range facts.Services() {
		words = append(append(words, string(row.Name)), row.Aliases...)
	}
	slices.Sort(words)
	return words
}

// Job is the kind of a unit that runs by the clock; only settings say so.
const Job = "job"

// Strategies are the words of kubernetes.release.strategy.
func Strategies() []string {
	return []string{"rolling", "cloneset", "advanced-statefulset", "statefulset", "canary", "blue-green", "blue-green-argo"}
}

// memory takes what a container can live in: 512 alone would be 512 bytes, and 512m half a byte.
var memory = pattern(`[1-9][0-9]{6,15}|[1-9][0-9]{3,12}(\.[0-9]{1,3})?(k|Ki)|([1-9][0-9]{0,9}(\.[0-9]{1,3})?|0\.0{0,2}[1-9][0-9]{0,2})(M|G|T|Mi|Gi|Ti)`)

func atMost(limit int) func(string) bool { return func(text string) bool { return len(text) <= limit } }

func isPrefix(text string) bool {
	_, err := netip.ParsePrefix(text)
	return err == nil
}

func compiles(text string) bool {
	_, err := regexp.Compile(text)
	return err == nil
}

// cron is the pattern of what a CronJob takes as its schedule (k8s.io/api/batch/v1: crontab with the shorthands that start with @).
func cron() *regexp.Regexp {
	field := func(value string) string {
		item := `([*?]|(` + value + `)(-(` + value + `))?)(/[1-9][0-9]?)?`
		return item + `(,` + item + `)*`
	}
	fields := []string{
		field(`[0-5]?[0-9]`),
		field(`2[0-3]|[01]?[0-9]`),
		field(`3[01]|[12][0-9]|0?[1-9]`),
		field(`1[0-2]|0?[1-9]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec`),
		field(`0?[0-6]|SUN|MON|TUE|WED|THU|FRI|SAT|sun|mon|tue|wed|thu|fri|sat`),
	}
	return pattern(`@(hourly|daily|weekly|monthly|yearly|annually|midnight)|` + strings.Join(fields, " "))
}

// cronOrder refuses ranges that run backwards, such as 30-10: the API server does.
func cronOrder(text string) bool {
	for field := range strings.FieldsSeq(text) {
		for item := range strings.SplitSeq(field, ",") {
			span, _, _ := strings.Cut(item, "/")
			low, high, ok := strings.Cut(span, "-")
			if ok && cronValue(low) > cronValue(high) {
				return false
			}
		}
	}
	return true
}

// cronValue is the number of a value of a cron field: JAN is 1, SUN is 0.
func cronValue(word string) int {
	if n, err := strconv.Atoi(word); err == nil {
		return n
	}
	const order = "sun mon tue wed thu fri sat jan feb mar apr may jun jul aug sep oct nov dec"
	at := strings.Index(order, strings.ToLower(word)) / 4
	if at >= 7 {
		return at - 6
	}
	return at
}
