package secret

import (
	"path"
	"slices"
	"strings"
)

// Never lists the names of files of a person, a tool or a cluster, as patterns of path.Match below any folder. They stay out of every image,
// also below resources, where a build would pack them.
func Never() []string {
	return []string{
		".env", ".env.local", ".env.*.local", "src/main/**/.env.*", "src/main/**/.npmrc", "src/main/**/settings-security.xml",
		".netrc", "_netrc", ".pypirc", ".pgpass", ".my.cnf", ".htpasswd", ".git-credentials", ".vault-token", ".s3cfg", ".boto",
		".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker/config.json", ".dockercfg", "kubeconfig", "*.kubeconfig", ".terraformrc",
		"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*.ppk", "*.kdbx", "*.ovpn", "*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfvars.json",
	}
}

// IsNever says whether a file, by its own name or that of a folder around it, is one of Never. Patterns with a folder in them are of Java
// resources and tools, which no program is given as its configuration.
func IsNever(file string) bool {
	return slices.ContainsFunc(strings.Split(path.Clean(file), "/"), func(name string) bool {
		return slices.ContainsFunc(Never(), func(pattern string) bool {
			ok, _ := path.Match(pattern, name)
			return ok
		})
	})
}
