// Runs Kubernetes' own autoscaler controller for a simulated week, in the virtual time of testing/synctest. The input is JSON: a
// HorizontalPodAutoscaler, and what each of its metrics measures; the output is what the week cost and how it served.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/klog/v2"
	defaults "k8s.io/kubernetes/pkg/apis/autoscaling/v2"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
)

type input struct {
	Days       int                                   `json:"days"`
	Autoscaler autoscalingv2.HorizontalPodAutoscaler `json:"autoscaler"`
	// By the name of the external metric.
	Measures map[string]measure `json:"measures"`
}

// Defaults of kube-controller-manager's flags.
const (
	syncPeriod        = 15 * time.Second
	downscaleWindow   = 5 * time.Minute
	tolerance         = 0.1
	cpuInitialization = 5 * time.Minute
	initialReadiness  = 30 * time.Second
	resyncPeriod      = 12 * time.Hour
)

func main() {
	var in input
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		fail(err)
	}
	// Virtual time is for tests alone, so this program is a test binary of one test.
	all := func(_, _ string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{{Name: "week", F: func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			result, err := run(klog.NewContext(t.Context(), logr.Discard()), in)
			if err != nil {
				fail(err)
			}
			_ = json.NewEncoder(os.Stdout).Encode(result)
			// Not all of the controller's goroutines end.
			os.Exit(0)
		})
	}}}, nil, nil)
}

func run(ctx context.Context, in input) (result, error) {
	// The default handlers wait between errors by a clock outside. An error means that the week is not the one described.
	errors := make(chan error, 1)
	utilruntime.ErrorHandlers = []utilruntime.ErrorHandler{func(_ context.Context, err error, message string, _ ...any) {
		select {
		case errors <- fmt.Errorf("%s: %w", message, err):
		default:
		}
	}}
	// As the API server does.
	defaults.SetObjectDefaults_HorizontalPodAutoscaler(&in.Autoscaler)
	client := fake.NewSimpleClientset(&in.Autoscaler)
	service, err := newService(ctx, client, in)
	if err != nil {
		return result{}, err
	}
	factory := informers.NewSharedInformerFactory(client, resyncPeriod)
	controller := podautoscaler.NewHorizontalController(
		ctx, client.CoreV1(), service.scales(), client.AutoscalingV2(), mapperOf(in.Autoscaler), service,
		factory.Autoscaling().V2().HorizontalPodAutoscalers(), factory.Core().V1().Pods(),
		syncPeriod, downscaleWindow, tolerance, cpuInitialization, initialReadiness,
	)
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	go controller.Run(ctx, 1)

	// Between two decisions of the controller, never at the same moment as one.
	time.Sleep(stepLength / 3)
	for range int(time.Duration(in.Days) * 24 * time.Hour / stepLength) {
		time.Sleep(stepLength)
		if err := service.advance(ctx); err != nil {
			return result{}, err
		}
		select {
		case err := <-errors:
			return result{}, err
		default:
		}
	}
	return service.result(), nil
}

func mapperOf(autoscaler autoscalingv2.HorizontalPodAutoscaler) meta.RESTMapper {
	target := autoscaler.Spec.ScaleTargetRef
	kind := schema.FromAPIVersionAndKind(target.APIVersion, target.Kind)
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{kind.GroupVersion()})
	mapper.Add(kind, meta.RESTScopeNamespace)
	return mapper
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
