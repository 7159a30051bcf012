// Prints the notifications that Alertmanager sends of alerts that fire together. The input is a JSON object with its
// configuration and the labels of each alert; the output is a JSON array with a row for each group of alerts that a receiver
// is told about. What is held back, and which receiver and group an alert has, is decided by Alertmanager's own code.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/prometheus/common/model"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/provider"
)

type input struct {
	Config string           `json:"config"`
	Alerts []model.LabelSet `json:"alerts"`
}

type notification struct {
	Receiver string         `json:"receiver"`
	Group    model.LabelSet `json:"group"`
	Alerts   int            `json:"alerts"`
}

// The alerts that fire, and no others later.
type firing []*alert.Alert

func (f firing) SlurpAndSubscribe(string) ([]*alert.Alert, provider.AlertIterator) {
	return f, f.Subscribe("")
}

func (f firing) Subscribe(string) provider.AlertIterator {
	return provider.NewAlertIterator(make(chan *provider.Alert), make(chan struct{}), nil)
}

func (f firing) GetPending() provider.AlertIterator          { return f.Subscribe("") }
func (f firing) Get(model.Fingerprint) (*alert.Alert, error) { return nil, provider.ErrNotFound }
func (f firing) Put(context.Context, ...*alert.Alert) error  { return nil }

func main() {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		end(err)
	}
	configuration, err := config.Load(in.Config)
	if err != nil {
		end(err)
	}
	alerts := firing{}
	for _, labels := range in.Alerts {
		alerts = append(alerts, &alert.Alert{Alert: model.Alert{
			Labels:   labels,
			StartsAt: time.Now().Add(-time.Minute),
			EndsAt:   time.Now().Add(time.Hour),
		}})
	}
	silent := slog.New(slog.NewTextHandler(io.Discard, nil))
	inhibitor := inhibit.NewInhibitor(alerts, configuration.InhibitRules, silent, eventrecorder.NopRecorder())
	go inhibitor.Run()
	defer inhibitor.Stop()
	inhibitor.WaitForLoading()

	root := dispatch.NewRoute(configuration.Route, nil)
	sent := []*notification{}
	groups := map[string]*notification{}
	for _, labels := range in.Alerts {
		if inhibitor.Mutes(context.Background(), labels) {
			continue
		}
		for _, route := range root.Match(labels) {
			group := model.LabelSet{}
			for name, value := range labels {
				if _, ok := route.RouteOpts.GroupBy[name]; ok || route.RouteOpts.GroupByAll {
					group[name] = value
				}
			}
			key := route.ID() + group.String()
			if groups[key] == nil {
				groups[key] = &notification{Receiver: route.RouteOpts.Receiver, Group: group}
				sent = append(sent, groups[key])
			}
			groups[key].Alerts++
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(sent); err != nil {
		end(err)
	}
}

func end(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
