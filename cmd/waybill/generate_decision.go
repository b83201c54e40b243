package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// decision tells in a line what was decided for a unit, and in a second one what may be wrong of it.
func decision(u plan.Unit) []string {
	parts := []string{u.Kind}
	for i, p := range u.Facts.Ports {
		name := "port "
		if i > 0 {
			name = "and "
		}
		if u.Kind == facts.StaticSite {
			p.Confidence = "" // the web server listens where the plan says
		}
		parts = append(parts, name+strconv.Itoa(p.Value)+sure(p.Confidence))
	}
	for _, p := range u.Facts.UDP {
		parts = append(parts, "and port "+strconv.Itoa(p.Value)+" of UDP"+sure(p.Confidence))
	}
	line := strings.Join(parts, " ")
	say := func(what, value string) {
		if value != "" {
			line += ", " + what + " " + value
		}
	}
	say("starts", strings.Join(u.Run.Command, " "))
	say("health", u.Facts.Health.Value)
	var places []string
	for _, s := range u.Workload.Spots {
		places = append(places, s.Environment)
	}
	say("for", strings.Join(places, ", "))
	say("requires", strings.Join(u.Facts.NeedsEnv, ", "))
	lines := []string{line}
	if text := doubts(u); text != "" {
		lines = append(lines, "not sure of: "+text)
	}
	if u.Kind != facts.StaticSite {
		lines = append(lines, reach(u))
	}
	return lines
}

// reach tells what the NetworkPolicy lets the pods reach: whoever calls HTTPS services outside has to open 443, and should not find that out
// by timeouts.
func reach(u plan.Unit) string {
	var ports []string
	for _, e := range u.Workload.Egress {
		for _, p := range e.Ports {
			if text := strconv.Itoa(p); !slices.Contains(ports, text) {
				ports = append(ports, text)
			}
		}
	}
	if slices.Contains(ports, "443") {
		return "reaches DNS, its namespace and the ports " + strings.Join(ports, ", ")
	}
	open := ""
	if len(ports) > 0 {
		open = " and the ports " + strings.Join(ports, ", ")
	}
	return "reaches DNS, its namespace" + open + " only; kubernetes.egress opens more, such as [{ports: [443]}] for HTTPS"
}

// sure tells how sure a fact is, in brackets.
func sure(c facts.Confidence) string {
	if c == "" {
		return ""
	}
	return " (" + string(c) + ")"
}

// doubts lists the facts that nothing proves: "port 3000 (Express default; ports:)".
func doubts(u plan.Unit) string {
	var list []string
	for _, d := range u.Doubts {
		why := cmp.Or(d.Why, d.File, string(d.Confidence))
		if d.Confidence == facts.Guess {
			why = "a guess: " + why
		}
		list = append(list, fmt.Sprintf("%s %s (%s; %s:)", d.Fact, d.Value, why, d.Setting))
	}
	return strings.Join(list, ", ")
}
