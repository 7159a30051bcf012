package main

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// signals is what can be measured of the workload in one step.
type signals struct {
	// Requests per second.
	arrived float64
	// Seconds that a request takes.
	latency float64
	// Requests that wait.
	waiting float64
	// Used share of the GPUs.
	busy float64
}

// measure is what a trigger's query answers, as far as the model has it.
type measure struct {
	// requests, queue, gpu or latency (its 95th percentile).
	Signal string `json:"signal"`
	// What the query looks back on. Default: the last scrape.
	WindowSeconds int `json:"windowSeconds"`
	// Highest value of one reading. Default: any.
	AtMost *float64 `json:"atMost"`
	// Zero while less than one request waits.
	WhileWaiting bool `json:"whileWaiting"`
}

const longestWindow = 5 * time.Minute

func (m measure) of(history []signals) (float64, error) {
	steps := max(1, int(time.Duration(m.WindowSeconds)*time.Second/stepLength))
	value, err := m.measured(history[max(0, len(history)-steps):])
	if m.WhileWaiting && history[len(history)-1].waiting < 1 {
		value = 0
	}
	if m.AtMost != nil {
		value = math.Min(value, *m.AtMost)
	}
	return value, err
}

func (m measure) measured(window []signals) (float64, error) {
	switch m.Signal {
	case "requests":
		return mean(window, func(s signals) float64 { return s.arrived }), nil
	case "queue":
		return mean(window, func(s signals) float64 { return s.waiting }), nil
	case "gpu":
		return mean(window, func(s signals) float64 { return s.busy }), nil
	case "latency":
		return p95(window), nil
	default:
		return 0, fmt.Errorf("no signal %q: use requests, queue, gpu or latency", m.Signal)
	}
}

func mean(window []signals, of func(signals) float64) float64 {
	sum := 0.0
	for _, each := range window {
		sum += of(each)
	}
	return sum / float64(max(1, len(window)))
}

// p95 is the latency that 95 % of the window's requests stay below.
func p95(window []signals) float64 {
	slowest := slices.Clone(window)
	slices.SortFunc(slowest, func(a, b signals) int { return int(math.Copysign(1, b.latency-a.latency)) })
	allowed := 0.0
	for _, each := range window {
		allowed += 0.05 * each.arrived
	}
	above := 0.0
	for _, each := range slowest {
		above += each.arrived
		if above > allowed {
			return each.latency
		}
	}
	return 0
}
