package initscript

import "github.com/waybill-dev/waybill/templates/engine"

// Views lists what the templates of this folder see.
func Views() []engine.View {
	return []engine.View{{Template: "init/init.sh.tmpl", Sees: Script{}}, {Template: "init/gitattributes.tmpl", Sees: Script{}}}
}
