package secret

import (
	"fmt"
	"maps"
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
	{privateKey, matches(`-----BEGIN ([A-Z]+ )*PRIVATE KEY( BLOCK)?-----|(?m)^Private-Lines: `), "a private key", "RFC 7468; ssh-keygen(1); RFC 9580; PuTTY: the key file format"},
	{accountKey, matches(`"(private_key|client_secret|refresh_token)"\s*:\s*"[^"$<]`), "the key of an account", "Google Cloud: service account keys, application default credentials"},
	{clusterConfig, matches(`(?m)(^|[\s{,"'])(client-key-data|token|password)["']?:\s*["']?[^\s"'$]`), "the credentials of a cluster", "Kubernetes: organizing cluster access"},
	{is(".npmrc"), tokenOf(`(?m)^[^#;\n]*(_authToken|_auth|_password)\s*=\s*(\S+)`), "a token of a package registry", "npm: npmrc"},
	{is(".yarnrc.yml"), tokenOf(`(?m)^\s*(npmAuthToken|npmAuthIdent):\s*(\S+)`), "a token of a package registry", "Yarn: yarnrc"},
	{is("bunfig.toml"), tokenOf(`(?m)(^|[\s{,])(?:token|password)\s*=\s*["']([^"']+)`), "a token of a package registry", "Bun: bunfig, install.scopes"},
	{is("settings.xml", "settings-security.xml"), tokenOf(`<server>[^$]*?<(password|passphrase)>\s*([^<\s]+)|<(master)>\s*([^<\s]+)`), "a password of a repository server", "Maven: settings reference, servers"},
	{is(".netrc", "_netrc"), matches(`(?m)\bpassword\s+\S`), "a password", "GNU inetutils: the .netrc file"},
	{is(".pgpass"), matches(`(?m)^[^#\n]*:[^:\n]*:[^:\n]*:[^:\n]*:\S`), "a password of a database", "PostgreSQL: the password file"},
	{is(".my.cnf"), matches(`(?m)^\s*password\s*=\s*\S`), "a password of a database", "MySQL: using option files"},
	{is(".pypirc"), matches(`(?m)^\s*password\s*[=:]\s*\S`), "a password of a package registry", "Python packaging guide: the .pypirc file"},
	{is(".git-credentials"), login.MatchString, "a password of a git server", "git-credential-store(1)"},
	{in(".docker/config.json", ".dockercfg", ".dockerconfigjson"), matches(`"(auth|identitytoken|registrytoken|password)"\s*:\s*"[^"$]`), "the login of an image registry", "docker login: the configuration file"},
	{in(".aws/credentials", ".boto", ".s3cfg"), matches(`(?m)^\s*(aws_secret_access_key|secret_key|gs_secret_access_key|gs_oauth2_refresh_token)\s*=\s*\S`), "keys of a cloud account", "AWS: configuration and credential file settings; Boto; s3cmd"},
	{is("hosts.yml"), matches(`(?m)^\s+oauth_token:\s*\S`), "a token of a git server", "GitHub CLI: gh auth login"},
	{is(".vault-token"), matches(`\S`), "a token of Vault", "Vault: token helpers"},
	{is(".htpasswd"), matches(`(?m)^[^:#\n]+:\S`), "hashes of passwords", "Apache: htpasswd"},
	{is(".terraformrc", "terraform.rc", "credentials.tfrc.json"), matches(`(?m)(^|[\s{,"])token"?\s*[=:]\s*"[^"$]`), "a token of Terraform", "Terraform: CLI configuration, credentials"},
	{ends(".tfvars"), assigns, "values of secrets", "Terraform: input variables"},
	{ends(".tfstate"), matches(`"(resources|outputs)"`), "state of Terraform, which holds secrets in plain text", "Terraform: sensitive data in state"},
	{is("gradle.properties"), assigns, "values of secrets", "Gradle: build environment, project properties"},
	{dotenv, assigns, "values of secrets", "dotenv: should I commit my .env file; direnv; Docker Compose: env_file"},
}

func is(names ...string) func(string) bool {
	return func(file string) bool { return slices.Contains(names, path.Base(file)) }
}

func ends(suffix string) func(string) bool {
	return func(file string) bool { return strings.HasSuffix(file, suffix) }
}

// in asks for files by the end of their path, whole names of it.
func in(paths ...string) func(string) bool {
	return func(file string) bool {
		return slices.ContainsFunc(paths, func(p string) bool { return strings.HasSuffix("/"+file, "/"+p) })
	}
}

// keyEndings end the names of files that hold keys, and keyTypes are what ssh-keygen(1) calls one: id_rsa, deploy_ed25519, id_rsa_old.
var (
	keyEndings = []string{".pem", ".key", ".p8", ".pk8", ".ppk", ".asc", ".gpg"}
	keyTypes   = []string{"rsa", "dsa", "ecdsa", "ed25519"}
)

func privateKey(file string) bool {
	base := path.Base(file)
	if slices.Contains(keyEndings, path.Ext(base)) || base == "deploy_key" {
		return true
	}
	return path.Ext(base) == "" && slices.ContainsFunc(keyTypes, func(t string) bool {
		return strings.HasPrefix(base, "id_"+t) || strings.HasSuffix(base, "_"+t)
	})
}

var accountKeyName = regexp.MustCompile(`(?i)(service[-_]?account|credentials?|adminsdk|firebase|gcp|google|[-_.]key)|^key\.json$`)

func accountKey(file string) bool {
	return strings.HasSuffix(file, ".json") && accountKeyName.MatchString(path.Base(file))
}

// kubeFiles are where kubectl, kubeadm and k3s keep it.
var kubeFiles = in(".kube/config", "kube/config", "admin.conf", "k3s.yaml")

func clusterConfig(file string) bool {
	return strings.Contains(path.Base(file), "kubeconfig") || kubeFiles(file)
}

func dotenv(file string) bool {
	base := path.Base(file)
	return strings.HasSuffix(base, ".env") || strings.HasPrefix(base, ".env.") || base == ".envrc"
}

// sample files show which variables there are; what stands in them is made up.
var sample = regexp.MustCompile(`(?i)(example|sample|template|dist|defaults?|schema|mock|test|ci)$`)

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
	maxTold  = 5       // files of one kind that are told one by one
	maxNamed = 20      // further ones that are named together
	maxFile  = 1 << 20 // bytes that are looked at
)

// Files names the files of a repository that hold secrets, with what each holds. Tests, examples and documentation bring made-up ones along.
func Files(tree *source.Tree) (files []string, warnings []facts.Warning) {
	asked, told, more := 0, map[string]int{}, map[string][]string{}
	for _, file := range tree.Files() {
		k := kindOf(file)
		if k == nil || aside.Folder(path.Dir(file), aside.Example|aside.Test|aside.Documentation) != "" || sample.MatchString(strings.TrimSuffix(file, ".env")) {
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
		if told[k.What]++; told[k.What] > maxTold {
			more[k.What] = append(more[k.What], file)
		} else {
			text := "holds " + k.What + ": whoever reads the repository has it; take it out, and make what it holds invalid"
			if OnClassPath(file) {
				text += " (as a part of the class path it goes into the image)"
			}
			warnings = append(warnings, facts.Warning{File: file, Text: text})
		}
	}
	for _, what := range slices.Sorted(maps.Keys(more)) {
		text := fmt.Sprintf("%d more files hold %s: %s", len(more[what]), what, strings.Join(more[what][:min(len(more[what]), maxNamed)], ", "))
		if len(more[what]) > maxNamed {
			text += ", …"
		}
		warnings = append(warnings, facts.Warning{Text: text})
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
	return strings.Contains("/"+file, "/src/main/") && slices.Contains([]string{".pem", ".key", ".p8", ".pk8", ".asc", ".json"}, path.Ext(file))
}
