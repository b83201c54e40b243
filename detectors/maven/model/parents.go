package model

import (
	"fmt"
	"strconv"
	"strings"
)

// knownParent returns what a well-known external parent brings, since it cannot be read without a network: nil for others.
// The text of each is what the published POM says, reduced to what decides an artefact or a version.
func knownParent(group, artifact, version string) *Element {
	var text string
	switch group + ":" + artifact {
	case "org.springframework.boot:spring-boot-starter-parent":
		text = bootParent(version)
	case "io.micronaut:micronaut-parent", "io.micronaut.platform:micronaut-parent":
		text = micronautParent(version)
	case "io.helidon.applications:helidon-se", "io.helidon.applications:helidon-mp":
		text = helidonParent(artifact, version)
	case "org.apache:apache":
		text = apacheParent(version)
	default:
		return nil
	}
	root, err := ParseXML([]byte(text))
	if err != nil {
		return nil
	}
	return root
}

// Major reads the major number of a version like 3.2.1, ^4 or [2,3); 0 when it begins with none.
func Major(version string) int {
	digits := strings.TrimLeft(version, "^~[(=v")
	end := 0
	for end < len(digits) && digits[end] >= '0' && digits[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(digits[:end])
	if err != nil {
		return 0
	}
	return n
}

// MajorMinor reads the first two numbers of a version like 3.2.1; ok is false where the version has no second one.
func MajorMinor(version string) (major, minor int, ok bool) {
	first, rest, ok := strings.Cut(version, ".")
	return Major(first), Major(rest), ok
}

// bootParent: spring-boot-starter-parent 1.x defaults to Java 6, 2.x to 8, 3.x and 4.x to 17; since 3.0 by <release>.
func bootParent(version string) string {
	java, compiler := "17", "<maven.compiler.release>${java.version}</maven.compiler.release>"
	if major := Major(version); major > 0 && major < 3 {
		java = map[int]string{1: "1.6", 2: "1.8"}[major]
		compiler = "<maven.compiler.source>${java.version}</maven.compiler.source><maven.compiler.target>${java.version}</maven.compiler.target>"
	}
	return fmt.Sprintf(`<project><properties><java.version>%s</java.version><resource.delimiter>@</resource.delimiter>%s</properties>
<build><pluginManagement><plugins>
<plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest><mainClass>${start-class}</mainClass></manifest></archive></configuration></plugin>
<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>
<executions><execution><id>repackage</id><goals><goal>repackage</goal></goals></execution></executions>
<configuration><mainClass>${start-class}</mainClass></configuration></plugin>
<plugin><artifactId>maven-shade-plugin</artifactId><executions><execution><phase>package</phase><goals><goal>shade</goal></goals>
<configuration><transformers><transformer><mainClass>${start-class}</mainClass></transformer></transformers></configuration></execution></executions></plugin>
</plugins></pluginManagement></build></project>`, java, compiler)
}

// micronautParent: 2.x and 3.x default to Java 8, 4.x to 17. From 3.0 on the Micronaut Maven plugin shades by itself.
func micronautParent(version string) string {
	jdk, release := "1.8", "8"
	if Major(version) >= 4 {
		jdk, release = "17", "17"
	}
	plugins := ""
	if Major(version) >= 3 {
		plugins = "<plugins><plugin><artifactId>maven-shade-plugin</artifactId></plugin></plugins>"
	}
	return fmt.Sprintf(`<project><properties><jdk.version>%s</jdk.version><release.version>%s</release.version>
<maven.compiler.source>${jdk.version}</maven.compiler.source><maven.compiler.target>${jdk.version}</maven.compiler.target>
<maven.compiler.release>${release.version}</maven.compiler.release></properties>
<build><pluginManagement><plugins><plugin><artifactId>maven-shade-plugin</artifactId><executions><execution><phase>package</phase><goals><goal>shade</goal></goals>
<configuration><transformers><transformer><mainClass>${exec.mainClass}</mainClass></transformer></transformers></configuration></execution></executions></plugin>
</plugins></pluginManagement>%s</build></project>`, jdk, release, plugins)
}

// helidonParent: finalName without a version, libraries in target/libs beside a jar whose manifest names them.
func helidonParent(artifact, version string) string {
	java := "21"
	switch Major(version) {
	case 1:
		java = "1.8"
	case 2:
		java = "11"
	case 3:
		java = "17"
	}
	main := ""
	if artifact == "helidon-mp" {
		main = "<mainClass>io.helidon.Main</mainClass>"
		if m := Major(version); m > 0 && m < 3 {
			main = "<mainClass>io.helidon.microprofile.cdi.Main</mainClass>"
		}
	}
	return fmt.Sprintf(`<project><properties>%s<maven.compiler.source>%s</maven.compiler.source><maven.compiler.target>${maven.compiler.source}</maven.compiler.target></properties>
<build><finalName>${project.artifactId}</finalName><pluginManagement><plugins>
<plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest><addClasspath>true</addClasspath><classpathPrefix>libs</classpathPrefix><mainClass>${mainClass}</mainClass></manifest></archive></configuration></plugin>
<plugin><artifactId>maven-dependency-plugin</artifactId><executions><execution><id>copy-libs</id><phase>prepare-package</phase><goals><goal>copy-dependencies</goal></goals>
<configuration><outputDirectory>${project.build.directory}/libs</outputDirectory></configuration></execution></executions></plugin>
</plugins></pluginManagement></build></project>`, main, java)
}

// apacheParent sets the compiler level since version 14.
func apacheParent(version string) string {
	level := ""
	switch major := Major(version); {
	case major >= 32:
		level = "8"
	case major >= 19:
		level = "1.7"
	case major >= 17:
		level = "1.6"
	}
	if level == "" {
		return "<project/>"
	}
	return fmt.Sprintf(`<project><properties><maven.compiler.source>%s</maven.compiler.source><maven.compiler.target>%s</maven.compiler.target></properties></project>`, level, level)
}
