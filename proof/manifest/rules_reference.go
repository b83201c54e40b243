package manifest

import (
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
)

func (s *set) need(o Object, kind, name string) {
	if _, ok := s.find(kind, name); name != "" && !ok {
		s.fault(o, "%s %s is not in the set", kind, name)
	}
}

func (s *set) references() {
	seen := map[string]bool{}
	for _, o := range s.objects {
		key := o.APIVersion + " " + o.String()
		if seen[key] {
			s.fault(o, "is in the set twice")
		}
		seen[key] = true
		if o.Pod == nil {
			continue
		}
		s.need(o, "ServiceAccount", o.Pod.Spec.ServiceAccountName)
		for _, c := range containers(o.Pod) {
			for _, from := range c.EnvFrom {
				if from.ConfigMapRef != nil {
					s.need(o, "ConfigMap", from.ConfigMapRef.Name)
				}
			}
		}
		for _, v := range o.Pod.Spec.Volumes {
			if v.ConfigMap != nil && (v.ConfigMap.Optional == nil || !*v.ConfigMap.Optional) {
				s.need(o, "ConfigMap", v.ConfigMap.Name)
			}
		}
	}
}

func (s *set) services() {
	for _, o := range s.objects {
		svc, ok := o.Typed.(*core.Service)
		if !ok {
			continue
		}
		if svc.Spec.Type != core.ServiceTypeClusterIP {
			s.fault(o, "is %s: entrances are not Services", svc.Spec.Type)
		}
		any := false
		for _, w := range s.workloads() {
			if len(svc.Spec.Selector) == 0 || !labels.SelectorFromSet(svc.Spec.Selector).Matches(labels.Set(w.Pod.Labels)) {
				continue
			}
			any = true
			for _, p := range svc.Spec.Ports {
				if !portNames(w.Pod)[p.TargetPort.String()] {
					s.fault(o, "target port %s is declared by no container of %s", p.TargetPort.String(), w)
				}
			}
		}
		if !any {
			s.fault(o, "selects no pod of the set")
		}
	}
}

func (s *set) policies() {
	for _, o := range s.objects {
		switch p := o.Typed.(type) {
		case *networking.NetworkPolicy:
			if len(p.Spec.PolicyTypes) != 2 {
				s.fault(o, "does not hold for both directions")
			}
			for _, w := range s.objects {
				if !selects(&p.Spec.PodSelector, w) {
					continue
				}
				for _, in := range p.Spec.Ingress {
					for _, port := range in.Ports {
						if port.Port != nil && !portNames(w.Pod)[port.Port.String()] {
							s.fault(o, "port %s is declared by no container of %s", port.Port, w)
						}
					}
				}
			}
		case *PodMonitor:
			for _, w := range s.workloads() {
				for _, e := range p.Spec.Endpoints {
					if selects(&p.Spec.Selector, w) && !portNames(w.Pod)[e.Port] {
						s.fault(o, "port %s is declared by no container of %s", e.Port, w)
					}
				}
			}
		}
	}
	for _, w := range s.workloads() {
		if !s.isolated(w) {
			s.fault(w, "no NetworkPolicy selects its pods")
		}
	}
}

func (s *set) isolated(w Object) bool {
	for _, o := range s.objects {
		if p, ok := o.Typed.(*networking.NetworkPolicy); ok && selects(&p.Spec.PodSelector, w) {
			return true
		}
	}
	return false
}

func (s *set) entrances() {
	for _, o := range s.objects {
		switch e := o.Typed.(type) {
		case *networking.Ingress:
			if e.Spec.IngressClassName == nil || len(e.Spec.TLS) == 0 {
				s.fault(o, "no class or no TLS")
			}
			for _, r := range e.Spec.Rules {
				for _, p := range r.HTTP.Paths {
					s.backend(o, p.Backend.Service.Name, p.Backend.Service.Port.Name, p.Backend.Service.Port.Number)
				}
			}
		case *gateway.HTTPRoute:
			for _, r := range e.Spec.Rules {
				for _, b := range r.BackendRefs {
					s.backend(o, string(b.Name), "", *b.Port)
				}
			}
		case *Route:
			if e.Spec.TLS.Termination == "" {
				s.fault(o, "no TLS")
			}
			s.backend(o, e.Spec.To.Name, e.Spec.Port.TargetPort, 0)
		case *IngressRoute:
			if e.Spec.TLS.SecretName == "" {
				s.fault(o, "no TLS")
			}
			for _, r := range e.Spec.Routes {
				for _, b := range r.Services {
					s.backend(o, b.Name, b.Port, 0)
				}
			}
		}
	}
}

func (s *set) backend(o Object, name, port string, number int32) {
	svc, ok := s.find("Service", name)
	if !ok {
		s.fault(o, "Service %s is not in the set", name)
		return
	}
	for _, p := range svc.Typed.(*core.Service).Spec.Ports {
		if p.Name == port && port != "" || p.Port == number && number != 0 {
			return
		}
	}
	s.fault(o, "Service %s has no port %s%d", name, port, number)
}
