package kubernetes

import (
	"io/fs"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Views lists what the templates of this folder see. All of base, overlay and chart see a manifest, except a patch of the settings.
func Views(templates fs.FS) []engine.View {
	views := []engine.View{
		{Template: "kubernetes/RELEASE.md.tmpl", Sees: Manifest{}},

		{Template: "labels", Sees: Manifest{}, Writes: "the labels of an object"},
		{Template: "selector", Sees: Manifest{}, Writes: "the labels that select the pods; they never change"},
		{Template: "pod", Sees: Manifest{}, Writes: "the pod template of a workload"},
		{Template: "pod-security", Sees: Manifest{}, Writes: "the securityContext of a pod"},
		{Template: "container-security", Sees: Manifest{}, Writes: "the securityContext of a container"},
		{Template: "wanted", Sees: plan.Reference{}, Writes: "a variable of the container that is a key of an object"},
		{Template: "ask", Sees: Ask{}, Writes: "the handler of a probe: httpGet, exec or tcpSocket"},
		{Template: "hpa", Sees: Manifest{}, Writes: "the HorizontalPodAutoscaler of a workload"},
		{Template: "service-ports", Sees: Manifest{}, Writes: "the ports of the Service"},
		{Template: "seed", Sees: Manifest{}, Writes: "the init container that fills empty volumes with what the image holds"},
		{Template: "filebeat", Sees: Manifest{}, Writes: "the sidecar that ships log files"},
		{Template: "filebeat-probes", Sees: Manifest{}, Writes: "ports and probes of Filebeat; reads nothing"},
		{Template: "filebeat-credentials", Sees: plan.Shipping{}, Writes: "the variables with Filebeat's credentials"},
		{Template: "filebeat-multiline", Sees: Manifest{}, Writes: "how lines of a stack trace are joined; reads nothing"},
		{Template: "filebeat-output", Sees: plan.Shipping{}, Writes: "where Filebeat sends lines"},
		{Template: "logging-labels", Sees: engine.Keys{"Name": "of the object"}, Writes: "the labels of an object that is applied once a cluster"},
		{Template: "logging-selector", Sees: engine.Keys{"Name": "of the object"}, Writes: "the labels that select its pods"},
		{Template: "logging-security", Sees: engine.Keys{"Add": "list of capabilities"}, Writes: "the securityContext of a container that reads files of the node"},
	}
	for _, folder := range []struct {
		pattern string
		sees    any
	}{
		{baseFolder + "*.tmpl", Manifest{}},
		{overlayFolder + "*.tmpl", Manifest{}},
		{chartFolder + "*.tmpl", Manifest{}},
		{chartFolder + "*/*.tmpl", Manifest{}},
		{clusterFolder + "*.tmpl", Cluster{}},
	} {
		names, err := fs.Glob(templates, folder.pattern)
		if err != nil {
			continue // the patterns are well formed
		}
		for _, name := range names {
			v := engine.View{Template: name, Sees: folder.sees}
			if name == settingsPatch {
				v.Sees = PatchFile{}
			}
			views = append(views, v)
		}
	}
	return views
}
