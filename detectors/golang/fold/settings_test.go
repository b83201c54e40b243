package fold

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/value"
)

func TestPlaceholders(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"${PORT:8080}": "8080 PORT", "${P||1}": "1 P", "${P:-1}": "1 P", ":$PORT": ":" + value.Unknown + " PORT", "plain": "plain "} {
		if v := Placeholders(text)[0]; v.Text+" "+v.Variable != want {
			t.Errorf("%s: got %q", text, v.Text+" "+v.Variable)
		}
	}
}
