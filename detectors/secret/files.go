package secret

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// kind is one kind of file that holds secrets: by its name, and by what stands in it where the name alone does not prove it.
type kind struct {
	Name   *regexp.Regexp // of the path with a slash before it
	Holds  func(text string) bool
	What   string
	Source string
}

func matches(pattern string) func(string) bool {
	return regexp.MustCompile(pattern).MatchString
}

var kinds = []kind{
	{regexp.MustCompile(`\.(pem|key)$|/id_(rsa|dsa|ecdsa|ed25519)$`), matches(`-----BEGIN [A-Z ]*PRIVATE KEY-----`), "a private key", "RFC 7468; ssh-keygen(1)"},
	{regexp.MustCompile(`(?i)(service[-_]?account|credentials?|adminsdk|firebase|gcp|google|[-_.]key)[^/]*\.json$|/key\.json$`), matches(`"private_key"\s*:\s*"-----BEGIN`), "the key of a service account", "Google Cloud: service account keys"},
	{regexp.MustCompile(`kubeconfig[^/]*$|/\.kube/config$`), matches(`(?m)^\s*(client-key-data|token|password):\s*\S`), "the credentials of a cluster", "Kubernetes: organizing cluster access"},
	{regexp.MustCompile(`/\.npmrc$`), tokenOf(`(?m)^[^#;\n]*(_authToken|_auth|_password)\s*=\s*(\S+)`), "a token of a package registry", "npm: npmrc"},
	{regexp.MustCompile(`/\.yarnrc\.yml$`), tokenOf(`(?m)^\s*(npmAuthToken|npmAuthIdent):\s*(\S+)`), "a token of a package registry", "Yarn: yarnrc"},
	{regexp.MustCompile(`/settings(-security)?\.xml$`), tokenOf(`<server>[^$]*?<(password|passphrase)>\s*([^<\s]+)|<(master)>\s*([^<\s]+)`), "a password of a repository server", "Maven: settings reference, servers"},
	{regexp.MustCompile(`/[._]netrc$`), matches(`(?m)\bpassword\s+\S`), "a password", "GNU inetutils: the .netrc file"},
	{regexp.MustCompile(`/\.pgpass$`), matches(`(?m)^[^#\n]*:[^:\n]*:[^:\n]*:[^:\n]*:\S`), "a password of a database", "PostgreSQL: the password file"},
	{regexp.MustCompile(`/\.pypirc$`), matches(`(?m)^\s*password\s*[=:]\s*\S`), "a password of a package registry", "Python packaging guide: the .pypirc file"},
	{regexp.MustCompile(`/\.git-credentials$`), login.MatchString, "a password of a git server", "git-credential-store(1)"},
	{regexp.MustCompile(`/\.vault-token$`), matches(`\S`), "a token of Vault", "Vault: token helpers"},
	{regexp.MustCompile(`/\.htpasswd$`), matches(`(?m)^[^:#\n]+:\S`), "hashes of passwords", "Apache: htpasswd"},
	{regexp.MustCompile(`\.tfvars$`), assigns, "values of secrets", "Terraform: input variables"},
	{regexp.MustCompile(`\.tfstate$`), matches(`"resources"`), "state of Terraform, which holds secrets in plain text", "Terraform: sensitive data in state"},
	{regexp.MustCompile(`/\.env(\.[^/]*)?$`), assigns, "values of secrets", "dotenv: should I commit my .env file"},
}

// sample files show which variables there are; what stands in them is made up.
var sample = regexp.MustCompile(`(?i)(example|sample|template|dist|defaults?|schema|test|ci)$`)

// tokenOf asks for a value behind a key that is none of a reference.
func tokenOf(pattern string) func(string) bool {
	form := regexp.MustCompile(pattern)
	return func(text string) bool {
		return slices.ContainsFunc(form.FindAllStringSubmatch(text, -1), func(m []string) bool {
			return !strings.HasPrefix(strings.Trim(m[2], `"'`), "$") // a group that is not there is empty
		})
	}
}

var assignment = regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*([^\r\n]*?)[ \t]*\r?$`)

// assigns asks for a line NAME=VALUE whose value looks like a secret.
func assigns(text string) bool {
	return slices.ContainsFunc(assignment.FindAllStringSubmatch(text, -1), func(m []string) bool { return Looks(m[1], m[2]) })
}

const (
	maxAsked = 500     // files that are read for it
	maxTold  = 5       // files of one kind that are named one by one
	maxFile  = 1 << 20 // bytes that are looked at
)

// Files names the files of a repository that hold secrets, with what each holds. Tests, examples and documentation bring made-up ones along.
func Files(tree *source.Tree) (files []string, warnings []facts.Warning) {
	asked, told := 0, map[string]int{}
	for _, file := range tree.Files() {
		if aside.Folder(path.Dir(file), aside.Example|aside.Test|aside.Documentation) != "" || sample.MatchString(file) {
			continue
		}
		k := kindOf(file)
		if k == nil {
			continue
		}
		if asked++; asked > maxAsked {
			warnings = append(warnings, facts.Warning{Text: "there are many files whose names are those of secrets: not all were looked into"})
			break
		}
		data, err := tree.Read(file)
		if err != nil || len(data) > maxFile || !k.Holds(string(data)) {
			continue
		}
		files = append(files, file)
		if told[k.What]++; told[k.What] <= maxTold {
			text := "holds " + k.What + ": whoever reads the repository has it; take it out, and make what it holds invalid"
			if OnClassPath(file) {
				text += " (as a part of the class path it goes into the image)"
			}
			warnings = append(warnings, facts.Warning{File: file, Text: text})
		}
	}
	return files, warnings
}

func kindOf(file string) *kind {
	for i := range kinds {
		if kinds[i].Name.MatchString("/" + file) {
			return &kinds[i]
		}
	}
	return nil
}

// OnClassPath says whether a key lies where a Java program may read it as a part of its own.
func OnClassPath(file string) bool {
	return strings.Contains("/"+file, "/src/main/") && slices.Contains([]string{".pem", ".key", ".json"}, path.Ext(file))
}
