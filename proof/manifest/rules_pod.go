package manifest

import (
	"fmt"
	"reflect"
	"strings"

	core "k8s.io/api/core/v1"
)

func (s *set) probes() {
	for _, o := range s.workloads() {
		for _, c := range containers(o.Pod) {
			if c.StartupProbe == nil || c.ReadinessProbe == nil || c.LivenessProbe == nil {
				s.fault(o, "container %s lacks a startup, readiness or liveness probe", c.Name)
				continue
			}
			if reflect.DeepEqual(c.ReadinessProbe.ProbeHandler, c.LivenessProbe.ProbeHandler) {
				s.fault(o, "liveness of %s asks the same as readiness: a slow dependency restarts the pod", c.Name)
			}
			if budget := c.StartupProbe.PeriodSeconds * c.StartupProbe.FailureThreshold; budget < 30 {
				s.fault(o, "the startup probe of %s gives up after %d s", c.Name, budget)
			}
			for _, p := range []*core.Probe{c.StartupProbe, c.ReadinessProbe, c.LivenessProbe} {
				s.probe(o, c, p)
			}
		}
	}
}

func (s *set) probe(o Object, c core.Container, p *core.Probe) {
	if p.PeriodSeconds <= 0 || p.TimeoutSeconds <= 0 || p.FailureThreshold <= 0 || p.InitialDelaySeconds != 0 {
		s.fault(o, "a probe of %s has a number that is not positive, or a delay that the startup probe makes needless", c.Name)
	}
	port := ""
	if p.HTTPGet != nil {
		port = p.HTTPGet.Port.String()
	}
	if p.TCPSocket != nil {
		port = p.TCPSocket.Port.String()
	}
	if port != "" && !portNames(o.Pod)[port] {
		s.fault(o, "a probe of %s asks port %s, which is not declared", c.Name, port)
	}
}

func (s *set) termination() {
	for _, o := range s.workloads() {
		grace := o.Pod.Spec.TerminationGracePeriodSeconds
		for _, c := range o.Pod.Spec.Containers {
			if c.Lifecycle == nil || c.Lifecycle.PreStop == nil {
				s.fault(o, "container %s has no preStop", c.Name)
				continue
			}
			seconds := int64(0)
			if c.Lifecycle.PreStop.Sleep != nil {
				seconds = c.Lifecycle.PreStop.Sleep.Seconds
			} else if e := c.Lifecycle.PreStop.Exec; e != nil && len(e.Command) == 2 && e.Command[0] == "sleep" {
				_, _ = fmt.Sscan(e.Command[1], &seconds) // 0 is too short as well
			} else {
				continue // the init waits
			}
			if seconds < 5 || grace == nil || *grace <= seconds+10 {
				s.fault(o, "preStop of %s takes %d s: too short, or the grace period is", c.Name, seconds)
			}
		}
	}
}

func (s *set) pod() {
	for _, o := range s.objects {
		if o.Pod == nil || o.Kind == "DaemonSet" {
			continue
		}
		p := o.Pod.Spec
		if p.ServiceAccountName == "" || p.AutomountServiceAccountToken == nil || *p.AutomountServiceAccountToken {
			s.fault(o, "runs under the default account, or has its token")
		}
		if p.EnableServiceLinks == nil || *p.EnableServiceLinks {
			s.fault(o, "service links are on")
		}
		if len(p.TopologySpreadConstraints) == 0 && o.Kind != "CronJob" {
			s.fault(o, "no topology spread")
		}
		for _, t := range p.TopologySpreadConstraints {
			if !selects(t.LabelSelector, o) {
				s.fault(o, "the topology spread does not select the workload's own pods")
			}
		}
		for _, c := range containers(o.Pod) {
			s.container(o, c)
		}
	}
}

func (s *set) container(o Object, c core.Container) {
	sc := c.SecurityContext
	if sc == nil || sc.ReadOnlyRootFilesystem == nil || !*sc.ReadOnlyRootFilesystem {
		s.fault(o, "the root file system of %s is writable", c.Name)
	}
	_, tag, _ := strings.Cut(c.Image[strings.LastIndex(c.Image, "/")+1:], ":")
	if !strings.Contains(c.Image, "@sha256:") && (tag == "" || tag == "latest") {
		s.fault(o, "the image %s has no fixed tag", c.Image)
	}
	seen := map[string]bool{}
	for _, e := range c.Env {
		if seen[e.Name] {
			s.fault(o, "%s of %s is set twice", e.Name, c.Name)
		}
		seen[e.Name] = true
	}
}

func (s *set) resources() {
	for _, o := range s.objects {
		if o.Pod == nil {
			continue
		}
		for _, c := range containers(o.Pod) {
			for _, name := range []core.ResourceName{core.ResourceCPU, core.ResourceMemory, core.ResourceEphemeralStorage} {
				request, asked := c.Resources.Requests[name]
				limit, limited := c.Resources.Limits[name]
				switch {
				case !asked, !limited && name != core.ResourceCPU:
					s.fault(o, "%s has no request or limit of %s", c.Name, name)
				case limited && request.Cmp(limit) > 0:
					s.fault(o, "%s requests more %s than its limit", c.Name, name)
				case name == core.ResourceMemory && request.Cmp(limit) != 0:
					s.fault(o, "memory of %s: request and limit differ", c.Name)
				}
			}
		}
	}
}

func (s *set) volumes() {
	for _, o := range s.objects {
		if o.Pod == nil {
			continue
		}
		mounted, have := map[string]bool{}, map[string]bool{}
		for _, c := range append(containers(o.Pod), o.Pod.Spec.InitContainers...) {
			for _, m := range c.VolumeMounts {
				mounted[m.Name] = true
			}
		}
		for _, v := range o.Pod.Spec.Volumes {
			have[v.Name] = true
			if !mounted[v.Name] {
				s.fault(o, "volume %s is mounted nowhere", v.Name)
			}
			if v.EmptyDir != nil && v.EmptyDir.SizeLimit == nil {
				s.fault(o, "emptyDir %s has no limit", v.Name)
			}
			if h := v.HostPath; h != nil && h.Type != nil && *h.Type == core.HostPathDirectoryOrCreate && o.Kind != "DaemonSet" {
				s.fault(o, "hostPath %s would be made by the kubelet, for root alone", v.Name)
			}
		}
		for name := range mounted {
			if !have[name] {
				s.fault(o, "no volume %s", name)
			}
		}
	}
}
