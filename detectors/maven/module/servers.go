package module

import "slices"

// Groups that many rows share.
const (
	bootGroup  = "org.springframework.boot"
	cloudGroup = "org.springframework.cloud"
)

// Servers are the libraries that make a Spring Boot application listen.
var Servers = slices.Concat(WebStarters, DubboStarters, GRPCStarters)

// WebStarters bring an HTTP server to a Spring Boot application (the POM of each: it depends on a servlet or reactive server).
var WebStarters = []Library{
	Of(bootGroup, "spring-boot-starter-web", "spring-boot-starter-webmvc", "spring-boot-starter-webflux", "spring-boot-starter-jersey", "spring-boot-starter-tomcat",
		"spring-boot-starter-jetty", "spring-boot-starter-undertow", "spring-boot-starter-reactor-netty", "spring-boot-starter-thymeleaf", "spring-boot-starter-freemarker",
		"spring-boot-starter-graphql", "spring-boot-starter-websocket", "spring-boot-starter-web-services", "spring-boot-starter-webservices", "spring-boot-starter-data-rest", "spring-boot-starter-hateoas",
		"spring-boot-starter-security-oauth2-authorization-server", "spring-boot-starter-oauth2-authorization-server"),
	Of(cloudGroup, "spring-cloud-starter-gateway", "spring-cloud-starter-gateway-server-webflux", "spring-cloud-starter-gateway-server-webmvc",
		"spring-cloud-starter-netflix-zuul", "spring-cloud-starter-zuul", "spring-cloud-config-server", "spring-cloud-starter-netflix-eureka-server",
		"spring-cloud-starter-eureka", "spring-cloud-starter-eureka-server", "spring-cloud-starter-netflix-hystrix-dashboard", "spring-cloud-starter-netflix-turbine-stream",
		"spring-cloud-starter-turbine-stream", "spring-cloud-starter-netflix-turbine"),
	Of("de.codecentric", "spring-boot-admin-starter-server", "spring-boot-admin-server-ui"),
	Of("io.zipkin*", "zipkin-server"),
	Of("com.github.xiaoymin", "knife4j-openapi3-jakarta-spring-boot-starter"),
	Of("org.springdoc", "springdoc-openapi-starter-webmvc-ui", "springdoc-openapi-ui"),
	Of("io.springfox", "springfox-boot-starter"),
	Of("com.vaadin", "vaadin-spring-boot-starter"),
	Of("org.apache.cxf", "cxf-spring-boot-starter-jaxws", "cxf-spring-boot-starter-jaxrs"),
	Of("org.springframework.ai", "spring-ai-starter-mcp-server-webmvc", "spring-ai-starter-mcp-server-webflux"),
	Of("org.apache.tomcat.embed", "tomcat-embed-core"),
}

// DubboStarters and DubboLibraries make an application a Dubbo provider; Dubbo moved from Alibaba to Apache with version 2.7.
var (
	DubboStarters  = []Library{Of("org.apache.dubbo", "dubbo-spring-boot-starter"), Of("com.alibaba*", "dubbo-spring-boot-starter")}
	DubboLibraries = []Library{Of("org.apache.dubbo", "dubbo"), Of("com.alibaba", "dubbo")}
)

// GRPCStarters start a gRPC server in a Spring Boot application.
var GRPCStarters = []Library{
	Of("net.devh", "grpc-server-spring-boot-starter", "grpc-spring-boot-starter"),
	Of("io.github.lognet", "grpc-spring-boot-starter"),
	Of("org.springframework.grpc", "spring-grpc-spring-boot-starter", "spring-grpc-server-spring-boot-starter"),
}
