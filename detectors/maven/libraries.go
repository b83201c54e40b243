package maven

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// Groups that many rows share.
const (
	bootGroup  = "org.springframework.boot"
	cloudGroup = "org.springframework.cloud"
)

// quietStarters run without any server: with only these (and other libraries that are known to bring none) an application is a
// worker or a command.
var quietStarters = []module.Library{
	module.Of(bootGroup, "spring-boot-starter-batch", "spring-boot-starter-batch-jdbc", "spring-boot-starter-amqp", "spring-boot-starter-kafka", "spring-boot-starter-activemq", "spring-boot-starter-artemis",
		"spring-boot-starter-quartz", "spring-boot-starter-integration", "spring-boot-starter-pulsar"),
	module.Of("org.springframework.kafka", "spring-kafka"),
	module.Of("org.springframework.amqp", "spring-rabbit"),
	module.Of("org.springframework", "spring-jms"),
	module.Of(cloudGroup, "spring-cloud-stream", "spring-cloud-aws-starter-sqs"),
	module.Of("io.awspring.cloud", "spring-cloud-aws-starter-sqs"),
	module.Of("com.azure.spring", "spring-cloud-azure-starter-servicebus-jms"),
	module.Of("org.apache.rocketmq", "rocketmq-spring-boot-starter"),
	module.Of("io.github.majusko", "pulsar-java-spring-boot-starter"),
}

// streamBinders wait for messages (Spring Cloud Stream reference, "Binders").
var streamBinders = []module.Library{
	module.Of(cloudGroup, "spring-cloud-stream-binder-*", "spring-cloud-starter-stream-*"),
	module.Of("com.alibaba.cloud", "spring-cloud-stream-binder-*", "spring-cloud-starter-stream-*"),
	module.Of("com.azure.spring", "spring-cloud-azure-stream-binder-*"),
}

// discoveryClients register the address of an application, so it most likely has one.
var discoveryClients = []module.Library{
	module.Of(cloudGroup, "spring-cloud-starter-netflix-eureka-client", "spring-cloud-starter-alibaba-nacos-discovery", "spring-cloud-starter-consul-discovery", "spring-cloud-starter-zookeeper-discovery"),
	module.Of("com.alibaba.cloud", "spring-cloud-starter-alibaba-nacos-discovery", "spring-cloud-alibaba-nacos-discovery"),
}

// embeddedServers are libraries that listen when a plain program starts them (the manual of each).
var embeddedServers = []module.Library{
	module.Of("org.eclipse.jetty*", "jetty-server", "jetty-servlet", "jetty-ee8-servlet", "jetty-ee9-servlet", "jetty-ee10-servlet", "jetty-ee11-servlet"),
	module.Of("io.undertow", "undertow-core", "undertow-servlet"),
	module.Of("org.apache.tomcat.embed", "tomcat-embed-core"),
	module.Of("io.netty", "netty-all", "netty-codec-http"),
	module.Of("io.projectreactor.netty", "reactor-netty", "reactor-netty-http"),
	module.Of("io.grpc", "grpc-netty", "grpc-netty-shaded"),
	module.Of("io.javalin", "javalin"),
	module.Of("com.sparkjava", "spark-core"),
	module.Of("io.jooby", "jooby", "jooby-netty", "jooby-undertow", "jooby-jetty"),
	module.Of("org.jooby", "jooby*"),
	module.Of("com.linecorp.armeria", "armeria"),
	module.Of("io.ratpack", "ratpack-core"),
	module.Of("org.glassfish.jersey.containers", "jersey-container-grizzly2-http", "jersey-container-jetty-http", "jersey-container-jdk-http", "jersey-container-netty-http"),
	module.Of("org.glassfish.grizzly", "grizzly-http-server"),
	module.Of("org.http4s", "http4s-blaze-server*", "http4s-ember-server*"),
	module.Of("org.http4k", "http4k-server-*"),
	module.Of("io.ktor", "ktor-server-core*", "ktor-server-netty*", "ktor-server-cio*", "ktor-server-jetty*", "ktor-server-tomcat*"),
	module.Of("org.restlet*", "org.restlet", "restlet"),
	module.Of("org.nanohttpd", "nanohttpd"),
	module.Of("com.nanohttpd", "nanohttpd"),
	module.Of("io.prometheus", "prometheus-metrics-exporter-httpserver", "simpleclient_httpserver"),
	module.Of("org.apache.thrift", "libthrift"),
	module.Of("com.strategicgains", "RestExpress"),
	module.Of("com.hellokaton", "blade-core"),
	module.Of("com.bladejava", "blade-core", "blade-mvc"),
	module.Of("org.noear", "solon-web"),
	module.Of("com.jfinal", "jfinal-undertow"),
	module.Of("io.airlift", "http-server"),
	module.Of("com.typesafe.play", "play-akka-http-server*"),
	module.Of("org.actframework", "act"),
	module.Of("com.networknt", "server", "light-4j"),
	module.Of("fish.payara.extras", "payara-micro"),
	module.Of("org.eclipse.microprofile", "microprofile"),
	module.Of("org.apache.openwebbeans", "openwebbeans-se"),
}

// programServers are the servers of programs that start them in code, with those of frameworks that need no plug-in of their own.
var programServers = slices.Concat(embeddedServers, []module.Library{
	module.Of("io.dropwizard", "dropwizard-core"),
	module.Of("io.vertx", "vertx-web"),
	module.Of("io.helidon.webserver", "helidon-webserver"),
})

// consumers are libraries of programs that wait for messages instead of requests.
var consumers = []module.Library{
	module.Of("org.apache.kafka", "kafka-clients", "kafka-streams"),
	module.Of("com.rabbitmq", "amqp-client"),
	module.Of("org.apache.rocketmq", "rocketmq-client", "rocketmq-client-java"),
	module.Of("org.apache.pulsar", "pulsar-client"),
	module.Of("redis.clients", "jedis"),
	module.Of("com.amazonaws", "aws-java-sdk-sqs"),
	module.Of("software.amazon.awssdk", "sqs"),
	module.Of("org.quartz-scheduler", "quartz"),
	module.Of("io.nats", "jnats"),
	module.Of("org.apache.flink", "flink-streaming-java*"),
	module.Of("org.apache.spark", "spark-streaming*"), // the Scala version follows: spark-streaming_2.13
	module.Of("org.apache.activemq", "artemis-jms-client", "activemq-client"),
	module.Of("com.xuxueli", "xxl-job-core"),
	module.Of("org.telegram", "telegrambots*"),
	module.Of("net.dv8tion", "JDA"),
	module.Of("com.discord4j", "discord4j-core"),
}
