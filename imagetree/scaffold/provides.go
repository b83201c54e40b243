package scaffold

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
)

var (
	leading = regexp.MustCompile(`^v?(\d+(?:\.\d+)*)`)
	// known maps the names of public images to what they provide.
	known = map[string]string{
		"almalinux": "almalinux", "alpine": "alpine", "amazoncorretto": "java", "amazonlinux": "amazonlinux", "azul-zulu": "java", "bun": "bun", "centos": "centos", "debian": "debian",
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
		"MAVEN_VERSION": "maven", "NGINX_VERSION": "nginx", "NODEJS_VERSION": "node", "NODE_VERSION": "node", "PHP_VERSION": "php", "PYTHON_VERSION": "python", "RUBY_VERSION": "ruby",
		"TINI_VERSION": "tini", "TOMCAT_VERSION": "tomcat",
	}
	// javaIn finds the Java in the tag of an image that brings one along: maven:3-eclipse-temurin-17, tomcat:9-jre17, gradle:8-jdk21.
	javaIn = regexp.MustCompile(`(?:jdk|jre|temurin-|openjdk-|corretto-|zulu-|java-?|semeru-|sapmachine-)(\d+)`)
	// openjdkImage finds the Java in the name of an image: ubi9/openjdk-17-runtime, openjdk/jdk:21-mariner.
	openjdkImage = regexp.MustCompile(`(?:^|[-/])(?:openjdk|java|jdk)-?(\d+)?(?:-runtime|-jre)?$`)
	// ubiOf finds the release of RHEL in the names of its images.
	ubiOf = regexp.MustCompile(`\bubi(\d+)\b`)
	// javaPackages finds the Java that a RUN installs: Debian, Alpine, and RHEL's names of packages.
	javaPackages = regexp.MustCompile(`\b(?:openjdk-(\d+)-(?:jdk|jre)|openjdk(\d+)(?:-jdk|-jre)?|java-(\d+)(?:\.\d\.0)?-(?:openjdk|amazon-corretto)|temurin-(\d+)-(?:jdk|jre))`)
	// stream is the release of CentOS Stream in a tag.
	stream = regexp.MustCompile(`^stream(\d+)`)
)

// provides reads the base image, variables that hold versions, and the Java packages that are installed. What it cannot tell is left out.
func (n *node) provides() map[string]string {
	out := map[string]string{}
	final := n.parsed.Final()
	if n.parent == nil && final.From.Image != "" {
		ofBase(out, final.From.Image)
	}
	for _, m := range javaPackages.FindAllStringSubmatch(string(n.data), -1) {
		out["java"] = strings.Join(m[1:], "")
		if out["java"] == "1" { // java-1.8.0-openjdk
			out["java"] = "8"
		}
	}
	for name, c := range variables {
		if m := leading.FindStringSubmatch(strings.TrimPrefix(strings.TrimPrefix(final.Vars[name], "jdk-"), "jdk")); m != nil {
			out[c] = m[1]
		}
	}
	return out
}

// ofBase adds what an external image is known to have.
func ofBase(out map[string]string, ref string) {
	repo, tag := split(ref)
	base := path.Base(repo)
	version := func(text string) string {
		if m := leading.FindStringSubmatch(text); m != nil {
			return m[1]
		}
		return ""
	}
	c := known[base]
	if c != "" {
		out[c] = version(tag)
	}
	if m := ubiOf.FindStringSubmatch(repo); m != nil {
		out["ubi"] = m[1]
	}
	if m := stream.FindStringSubmatch(tag); base == "centos" && m != nil {
		delete(out, "centos")
		out["centos-stream"] = m[1]
	}
	if distribution, number := imagetree.CodenameIn(tag); distribution != "" && out["ubi"] == "" {
		if c == distribution || c != "" && known[c] != c {
			out[distribution] = number
		}
	}
	if m := javaIn.FindStringSubmatch(tag); m != nil && (c == "maven" || c == "gradle" || c == "tomcat") {
		out["java"] = m[1]
	}
	if m := openjdkImage.FindStringSubmatch(repo); m != nil && c != "java" {
		if v := m[1]; v != "" {
			out["java"] = v
		} else if v := version(tag); v != "" {
			out["java"] = v
		}
	}
}

// compiles says whether the base image is one to build with.
func (n *node) compiles() bool {
	repo, tag := split(n.parsed.Final().From.Image)
	return slices.Contains([]string{"golang", "maven", "gradle", "rust", "gcc"}, path.Base(repo)) || strings.Contains(tag, "jdk") && known[path.Base(repo)] == "java"
}
