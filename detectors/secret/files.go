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
	Name   func(file string) bool // every file of a repository is asked, so the plain comparisons come first
	Holds  func(text string) bool
	What   string
	Source string
}

func matches(pattern string) func(string) bool {
	return regexp.MustCompile(pattern).MatchString
}

var kinds = []kind{
	{privateKey, matches(`-----BEGIN [A-Z ]*PRIVATE KEY-----`), "a private key", "RFC 7468; ssh-keygen(1)"},
	{accountKey, matches(`"private_key"\s*:\s*"-----BEGIN`), "the key of a service account", "Google Cloud: service account keys"},
	{clusterConfig, matches(`(?m)^\s*(client-key-data|token|password):\s*\S`), "the credentials of a cluster", "Kubernetes: organizing cluster access"},
	{is(".npmrc"), tokenOf(`(?m)^[^#;\n]*(_authToken|_auth|_password)\s*=\s*(\S+)`), "a token of a package registry", "npm: npmrc"},
	{is(".yarnrc.yml"), tokenOf(`(?m)^\s*(npmAuthToken|npmAuthIdent):\s*(\S+)`), "a token of a package registry", "Yarn: yarnrc"},
	{is("settings.xml", "settings-security.xml"), tokenOf(`<server>[^$]*?<(password|passphrase)>\s*([^<\s]+)|<(master)>\s*([^<\s]+)`), "a password of a repository server", "Maven: settings reference, servers"},
	{is(".netrc", "_netrc"), matches(`(?m)\bpassword\s+\S`), "a password", "GNU inetutils: the .netrc file"},
	{is(".pgpass"), matches(`(?m)^[^#\n]*:[^:\n]*:[^:\n]*:[^:\n]*:\S`), "a password of a database", "PostgreSQL: the password file"},
	{is(".pypirc"), matches(`(?m)^\s*password\s*[=:]\s*\S`), "a password of a package registry", "Python packaging guide: the .pypirc file"},
	{is(".git-credentials"), login.MatchString, "a password of a git server", "git-credential-store(1)"},
	{is(".vault-token"), matches(`\S`), "a token of Vault", "Vault: token helpers"},
	{is(".htpasswd"), matches(`(?m)^[^:#\n]+:\S`), "hashes of passwords", "Apache: htpasswd"},
	{ends(".tfvars"), assigns, "values of secrets", "Terraform: input variables"},
	{ends(".tfstate"), matches(`"resources"`), "state of Terraform, which holds secrets in plain text", "Terraform: sensitive data in state"},
	{dotenv, assigns, "values of secrets", "dotenv: should I commit my .env file"},
}

func is(names ...string) func(string) bool {
	return func(file string) bool { return slices.Contains(names, path.Base(file)) }
}

func ends(suffix string) func(string) bool {
	return func(file string) bool { return strings.HasSuffix(file, suffix) }
}

func privateKey(file string) bool {
	return strings.HasSuffix(file, ".pem") || strings.HasSuffix(file, ".key") || slices.Contains([]string{"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"}, path.Base(file))
}

var accountKeyName = regexp.MustCompile(`(?i)(service[-_]?account|credentials?|adminsdk|firebase|gcp|google|[-_.]key)|^key\.json$`)

func accountKey(file string) bool {
	return strings.HasSuffix(file, ".json") && accountKeyName.MatchString(path.Base(file))
}

func clusterConfig(file string) bool {
	return strings.Contains(path.Base(file), "kubeconfig") || strings.HasSuffix("/"+file, "/.kube/config")
}

func dotenv(file string) bool {
	base := path.Base(file)
	return base == ".env" || strings.HasPrefix(base, ".env.")
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
		k := kindOf(file)
		if k == nil || aside.Folder(path.Dir(file), aside.Example|aside.Test|aside.Documentation) != "" || sample.MatchString(file) {
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
		if kinds[i].Name(file) {
			return &kinds[i]
		}
	}
	return nil
}

// OnClassPath says whether a key lies where a Java program may read it as a part of its own.
func OnClassPath(file string) bool {
	return strings.Contains("/"+file, "/src/main/") && slices.Contains([]string{".pem", ".key", ".json"}, path.Ext(file))
}
