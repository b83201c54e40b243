package module

// unfiltered says why Maven does not replace a placeholder in the resources of this module, "" when it does or when a parent outside of the
// repository may make it do so: without <filtering> nothing is replaced, and Spring Boot's parent leaves ${…} to Spring (Maven Resources
// Plugin, "Filtering"; Spring Boot Maven plug-in, "Using the plugin").
func (x *Module) unfiltered(dollar bool) string {
	if _, _, outside := x.POM.Outside(); outside {
		return ""
	}
	_, boot := x.parentNamed(bootGroup, "spring-boot-starter-parent")
	filtered := boot
	for _, l := range x.Model.Layers {
		for _, e := range l.Root.At("build", "resources").Each("resource") {
			filtered = filtered || e.Value("filtering") == "true"
		}
	}
	if !filtered {
		return "it names a property of the POM, but the build does not filter its resources"
	}
	if p := x.Model.Plugin("maven-resources-plugin"); dollar && boot && (p == nil || p.Config.Value("useDefaultDelimiters") != "true") {
		return "it names a property of the POM, but with Spring Boot's parent Maven replaces @…@ and not ${…}"
	}
	return ""
}
