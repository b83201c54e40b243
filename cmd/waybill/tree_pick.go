package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

type pickOptions struct {
	*treeOptions
	app, role, pin, today, explain, output string
	needs, wants, platforms                []string
	labels                                 map[string]string
}

func newTreePickCommand(a *app, t *treeOptions) *cobra.Command {
	o := pickOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "pick --need CAPABILITY[=RANGE]…",
		Short: "Find the image that is nearest to a need, and say what each other one lost on",
		Example: `  waybill tree pick --need 'java=>=17' --want fontconfig
  waybill tree pick --role build --need 'java=>=17' --need jdk --need maven --explain -o json`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.treePick(c.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.needs, "need", nil, "what the image must provide: `capability[=range]`, for example 'java=>=17 <22'; may be repeated")
	flags.StringArrayVar(&o.wants, "want", nil, "an OS `package` or capability that can be added; may be repeated")
	flags.StringVar(&o.role, "role", string(imagetree.Run), "run or build")
	flags.StringToStringVar(&o.labels, "label", nil, "`label=value` of the application, for images that allow or deny some")
	flags.StringSliceVar(&o.platforms, "platform", nil, "`platform` that the image must exist for, for example linux/arm64")
	flags.StringVar(&o.pin, "pin", "", "an `image` by name: it is checked, not ranked")
	flags.StringVar(&o.app, "app", "application", "`name` of the application in the text")
	flags.StringVar(&o.today, "today", "", "refuse images whose until lies before this `day`, as YYYY-MM-DD (default: no day is looked at)")
	flags.StringVar(&o.explain, "explain", "", "say why each other image was not picked, or one of them: --explain=`image`")
	flags.Lookup("explain").NoOptDefVal = everyImage
	flags.StringVarP(&o.output, "output", "o", "text", "text or json")
	complete(cmd, "need", a.completeWords(t, capabilityWords))
	complete(cmd, "want", a.completeWords(t, capabilityWords))
	complete(cmd, "pin", a.completeWords(t, imageNames))
	return cmd
}

// everyImage is what --explain means without a name.
const everyImage = "*"

func (a *app) treePick(ctx context.Context, o pickOptions) error {
	need, err := o.need()
	if err != nil {
		return err
	}
	t, err := a.soundTree(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	if len(o.needs)+len(o.wants) == 0 && o.pin == "" {
		fmt.Fprintln(a.stderr, "waybill: warning: nothing is asked for, so the image with the least is picked: say with --need what it must have")
	}
	s, err := t.Select(need)
	if err != nil {
		return err
	}
	switch o.output {
	case "json":
		err = printJSON(a.stdout, s.Explain())
	case "text":
		err = a.tellPick(s, o.explain)
	default:
		return unknownOutput(o.output, "text", "json")
	}
	if err != nil {
		return err
	}
	if s.Pick != nil && o.today == "" {
		a.expired(s.Pick.Image)
	}
	return s.NoFit()
}

// expired warns of an image whose last day is past. What is picked does not depend on the day, so it is said beside the answer.
func (t *terminal) expired(i *imagetree.Image) {
	day, err := today("")
	if err != nil || i == nil || !i.Until.Before(day) {
		return
	}
	text := fmt.Sprintf("image %s may be used until %s, which is past", i.Name, i.Until)
	if i.ReplacedBy != "" {
		text += "; move to " + i.ReplacedBy
	}
	fmt.Fprintf(t.stderr, "waybill: warning: %s\n", text)
}

func (t *terminal) tellPick(s *imagetree.Selection, explain string) error {
	if explain == "" || explain == everyImage {
		return s.WriteText(t.stdout, explain == everyImage)
	}
	for _, c := range s.Others() {
		if c.Image.Name != explain {
			continue
		}
		why := strings.Join(c.Refused, "; ")
		if c.LostOn != "" {
			why = "lost on " + c.LostOn
		}
		_, err := fmt.Fprintf(t.stdout, "%s: %s\n", explain, why)
		return err
	}
	if s.Pick != nil && s.Pick.Image.Name == explain {
		_, err := fmt.Fprintf(t.stdout, "%s: picked, %s\n", explain, s.Why())
		return err
	}
	return fault.New(fault.Usage, "image %s is not of use %s", explain, s.Need.Role).WithHint("see 'waybill tree show'")
}

// capabilityAndRange splits java=>=17, java>=17, node@20 and jdk.
var capabilityAndRange = regexp.MustCompile(`^([a-z0-9:][a-z0-9:+._-]*)\s*(?:[=@]\s*)?(.*)$`)

func (o pickOptions) need() (imagetree.Need, error) {
	n := imagetree.Need{App: o.app, Role: imagetree.Role(o.role), Extras: o.wants, Labels: o.labels, Platform: o.platforms, Pin: o.pin}
	if n.Role != imagetree.Run && n.Role != imagetree.Build {
		return n, fault.New(fault.Usage, "unknown role %q", o.role).WithHint("use run or build")
	}
	for _, text := range o.needs {
		m := capabilityAndRange.FindStringSubmatch(text)
		if m == nil {
			return n, fault.New(fault.Usage, "--need %q names no capability", text).WithHint("write capability or capability=range, for example --need 'java=>=17'")
		}
		n.Requires = append(n.Requires, facts.Require{Capability: m[1], Range: m[2]})
	}
	for _, p := range o.platforms {
		if err := imagetree.CheckPlatform(p); err != nil {
			return n, err
		}
	}
	if o.today != "" {
		day, err := today(o.today)
		if err != nil {
			return n, err
		}
		n.Day = day
	}
	return n, nil
}
