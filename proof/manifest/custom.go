package manifest

import (
	"bufio"
	"bytes"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func bufioReader(data []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(data)) }

// The parts of custom resources that waybill writes; their Go modules would bring whole controllers along.

// Route is route.openshift.io/v1.
type Route struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		Host string `json:"host"`
		To   struct {
			Kind   string `json:"kind"`
			Name   string `json:"name"`
			Weight int    `json:"weight"`
		} `json:"to"`
		Port struct {
			TargetPort string `json:"targetPort"`
		} `json:"port"`
		TLS struct {
			Termination string `json:"termination"`
			Insecure    string `json:"insecureEdgeTerminationPolicy"`
		} `json:"tls"`
		WildcardPolicy string `json:"wildcardPolicy"`
	} `json:"spec"`
}

// IngressRoute is traefik.io/v1alpha1.
type IngressRoute struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		EntryPoints []string `json:"entryPoints"`
		Routes      []struct {
			Match    string `json:"match"`
			Kind     string `json:"kind"`
			Services []struct {
				Name   string `json:"name"`
				Port   string `json:"port"`
				Scheme string `json:"scheme"`
			} `json:"services"`
		} `json:"routes"`
		TLS struct {
			SecretName string `json:"secretName"`
		} `json:"tls"`
	} `json:"spec"`
}

// PodMonitor is monitoring.coreos.com/v1.
type PodMonitor struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		Selector  meta.LabelSelector `json:"selector"`
		Endpoints []struct {
			Port          string `json:"port"`
			Path          string `json:"path"`
			Interval      string `json:"interval"`
			ScrapeTimeout string `json:"scrapeTimeout"`
		} `json:"podMetricsEndpoints"`
	} `json:"spec"`
}
