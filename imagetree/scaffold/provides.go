package scaffold

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	leading = regexp.MustCompile(`^v?(\d+(?:\.\d+)*)`)
	// known maps the names of public images to what they provide.
	known = map[string]string{
		"almalinux": "almalinux", "alpine": "alpine", "amazoncorretto": "java", "amazonlinux": "amazonlinux", "azul-zulu": "java", "bun": "bun", "centos": "centos", "debian": "debian",
		"aspnet": "dotnet", "go-toolset": "go", "graalvm-community": "java", "jdk-community": "java", "liberica-openjdk-alpine": "java", "liberica-openjdk-alpine-musl": "java",
		"liberica-openjdk-debian": "java", "liberica-openjre-alpine": "java", "liberica-openjre-alpine-musl": "java", "liberica-openjre-debian": "java", "native-image-community": "java",
		"nginx-unprivileged": "nginx", "zulu-openjdk": "java", "zulu-openjdk-alpine": "java", "zulu-openjdk-debian": "java",
		"eclipse-temurin": "java", "fedora": "fedora", "golang": "go", "gradle": "gradle", "maven": "maven", "nginx": "nginx", "node": "node", "openjdk": "java", "php": "php", "python": "python",
		"rockylinux": "rocky", "ruby": "ruby", "sapmachine": "java", "ibm-semeru-runtimes": "java", "tomcat": "tomcat", "ubuntu": "ubuntu",
		"ubi": "ubi", "ubi8": "ubi", "ubi9": "ubi", "ubi10": "ubi", "ubi-minimal": "ubi", "ubi-micro": "ubi", "ubi8-minimal": "ubi", "ubi9-minimal": "ubi", "ubi10-minimal": "ubi",
	}
	// officials are further official images of Docker Hub, whose names folders have as well.
	officials = map[string]bool{
		"adminer": true, "bash": true, "buildpack-deps": true, "busybox": true, "caddy": true, "cassandra": true, "composer": true, "consul": true, "couchdb": true, "dart": true, "docker": true,
		"elasticsearch": true, "elixir": true, "erlang": true, "flink": true, "gcc": true, "ghost": true, "groovy": true, "haproxy": true, "haskell": true, "httpd": true, "influxdb": true,
		"jetty": true, "joomla": true, "jruby": true, "julia": true, "kibana": true, "kong": true, "logstash": true, "mariadb": true, "memcached": true, "mongo": true, "mysql": true, "nats": true,
		"neo4j": true, "oraclelinux": true, "percona": true, "perl": true, "photon": true, "postgres": true, "pypy": true, "r-base": true, "rabbitmq": true, "redis": true, "redmine": true,
		"registry": true, "rust": true, "solr": true, "sonarqube": true, "spark": true, "storm": true, "swift": true, "telegraf": true, "tomee": true, "traefik": true, "varnish": true, "vault": true,
		"websphere-liberty": true, "open-liberty": true, "wordpress": true, "zookeeper": true,
	}
	// variables maps what Dockerfiles call a version to the capability.
	variables = map[string]string{
		"BUN_VERSION": "bun", "DOTNET_VERSION": "dotnet", "GOLANG_VERSION": "go", "GO_VERSION": "go", "GRADLE_VERSION": "gradle", "JAVA_VERSION": "java", "JDK_VERSION": "java",
		"MAVEN_VERSION": "maven", "NGINX_VERSION": "nginx", "NODEJS_MAJOR": "node", "NODEJS_VERSION": "node", "NODE_MAJOR": "node", "NODE_VERSION": "node", "PHP_VERSION": "php", "PYTHON_VERSION": "python", "RUBY_VERSION": "ruby",
		"TINI_VERSION": "tini", "TOMCAT_VERSION": "tomcat",
	}
	// javaIn finds the Java in the tag of an image that brings one along: maven:3-eclipse-temurin-17, tomcat:9-jre17, gradle:8-jdk21.
	javaIn = regexp.MustCompile(`(?:jdk|jre|temurin-|openjdk-|corretto-|zulu-|java-?|semeru-|sapmachine-)(\d+)`)
	// javaTag finds the Java in the tag of any other image: jetty:12-jdk21, wildfly:34.0.0.Final-jdk21, open-liberty:24-full-java17-openj9.
	javaTag = regexp.MustCompile(`(?:^|[-.])(?:jdk|jre|java)-?(\d+)(?:[-.]|$)`)
	// openjdkImage finds the Java in the name of an image: ubi9/openjdk-17-runtime, openjdk/jdk:21-mariner.
	openjdkImage = regexp.MustCompile(`(?:^|[-/])(?:openjdk|java|jdk)-?(\d+)?(?:-runtime|-jre)?$`)
	// ubiOf finds the release of RHEL in the names of its images.
	ubiOf = regexp.MustCompile(`\bubi(\d+)\b`)
	// stream is the release of CentOS Stream in a tag.
	stream = regexp.MustCompile(`^stream(\d+)`)
)

// provides reads the base image, the packages that are installed and variables that hold versions. What it cannot tell is left out.
func (n *node) provides() map[string]string {
	out := map[string]string{}
	final := n.parsed.Final()
	if n.parent == nil && final.From.Image != "" {
		ofBase(out, final.From.Image)
	}
	ofPackages(out, final.Runs)
	for name, c := range variables {
		if m := leading.FindStringSubmatch(strings.TrimPrefix(strings.TrimPrefix(final.Vars[name], "jdk-"), "jdk")); m != nil {
			out[c] = m[1]
		}
	}
	return out
}

// adds is what an image provides that the images below it do not, and which of it has another version there.
func (n *node) adds() (provides map[string]string, overrides []string) {
	provides = n.provides()
	inherited := map[string]string{}
	for at := n.parent; at != nil; at = at.parent {
		inherited = merged(at.provides(), inherited)
	}
	for _, c := range slices.Sorted(maps.Keys(provides)) {
		switch v, has := inherited[c]; {
		case has && v == provides[c]:
			delete(provides, c)
		case has:
			overrides = append(overrides, c)
		}
	}
	return provides, overrides
}

// compiles says whether the base image is one to build with.
func (n *node) compiles() bool {
	repo, tag := split(n.parsed.Final().From.Image)
	return slices.Contains([]string{"go-toolset", "golang", "maven", "gradle", "rust", "gcc"}, path.Base(repo)) || strings.Contains(tag, "jdk") && known[path.Base(repo)] == "java"
}

// runtime is the first of the runtimes that the image or one below it brings; "" for a system.
func (n *node) runtime() string {
	for at := n; at != nil; at = at.parent {
		provides := at.provides()
		for _, c := range []string{"java", "node", "go", "python", "bun", "dotnet", "php", "ruby", "nginx"} {
			if _, ok := provides[c]; ok {
				return c
			}
		}
	}
	return ""
}

// both says whether applications are built with the image as well as run on it: Node and Bun bring their package managers along, and a JDK is
// a Java too. A server on a JDK runs applications, and distroless images have no shell that a build could use.
func (n *node) both() bool {
	provides := n.provides()
	if _, server := provides["tomcat"]; server || strings.Contains(n.parsed.Final().From.Image, "distroless/") {
		return false
	}
	for _, c := range []string{"node", "bun", "jdk"} {
		if _, ok := provides[c]; ok {
			return true
		}
	}
	return false
}
