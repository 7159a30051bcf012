// Prints what KEDA refuses. Each line of the input is a JSON array of Kubernetes objects that stand together; each line of the
// output is a refusal. The checks are those of KEDA's admission webhook, and those of its operator when it builds the scaler of
// each trigger.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"net/http"

	"github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	"github.com/kedacore/keda/v2/pkg/scalers"
	"github.com/kedacore/keda/v2/pkg/scalers/scalersconfig"

	corev1 "k8s.io/api/core/v1"
)

type refusal struct {
	Line    int    `json:"line"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Message string `json:"message"`
}

func main() {
	log.SetLogger(zap.New(zap.WriteTo(io.Discard)))
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<30)
	out := json.NewEncoder(os.Stdout)
	for line := 0; lines.Scan(); line++ {
		var objects []unstructured.Unstructured
		if err := json.Unmarshal(lines.Bytes(), &objects); err != nil {
			end(fmt.Errorf("line %d: %w", line, err))
		}
		if err := useCluster(objects); err != nil {
			end(err)
		}
		for _, object := range objects {
			for _, message := range judge(object) {
				_ = out.Encode(refusal{line, object.GetKind(), object.GetName(), message})
			}
		}
	}
	if err := lines.Err(); err != nil {
		end(err)
	}
}

func end(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func judge(object unstructured.Unstructured) []string {
	switch object.GetKind() {
	case "ScaledObject":
		var scaled v1alpha1.ScaledObject
		if err := decode(object, &scaled); err != nil {
			return []string{err.Error()}
		}
		messages := webhook(&scaled)
		return append(messages, scalersOf(object, scaled.Spec.Triggers, &scaled)...)
	case "ScaledJob":
		var scaled v1alpha1.ScaledJob
		if err := decode(object, &scaled); err != nil {
			return []string{err.Error()}
		}
		messages := append(webhook(&scaled), whatReconcilingRefuses(scaled)...)
		return append(messages, scalersOf(object, scaled.Spec.Triggers, &scaled)...)
	default:
		return nil
	}
}

type admitted interface {
	ValidateCreate(dryRun *bool) (admission.Warnings, error)
}

func webhook(scaled admitted) []string {
	dryRun := false
	warnings, err := scaled.ValidateCreate(&dryRun)
	if err != nil {
		return append([]string{err.Error()}, warnings...)
	}
	return warnings
}

// As controllers/keda/scaledjob_controller.go does: the webhook lets these through, and the ScaledJob is never ready. A
// custom strategy with a share that is not a number counts as the default one.
func whatReconcilingRefuses(scaled v1alpha1.ScaledJob) []string {
	var messages []string
	if scaled.Spec.JobTargetRef == nil {
		messages = append(messages, "ScaledJob.spec.jobTargetRef not found")
	}
	for _, trigger := range scaled.Spec.Triggers {
		if trigger.MetricType != "" {
			messages = append(messages, fmt.Sprintf("trigger %s: metricType cannot be set in ScaledJob triggers", trigger.Type))
		}
		if trigger.UseCachedMetrics {
			messages = append(messages, fmt.Sprintf("trigger %s: useCachedMetrics is not supported for ScaledJobs", trigger.Type))
		}
	}
	if strategy := scaled.Spec.ScalingStrategy; strategy.Strategy == "custom" {
		if _, err := strconv.ParseFloat(strategy.CustomScalingRunningJobPercentage, 64); err != nil {
			messages = append(messages, fmt.Sprintf("scalingStrategy: %v", err))
		}
	}
	return messages
}

func scalersOf(object unstructured.Unstructured, triggers []v1alpha1.ScaleTriggers, scaled runtime.Object) []string {
	var messages []string
	for i, trigger := range triggers {
		if err := build(object, scaled, i, trigger); err != nil {
			messages = append(messages, fmt.Sprintf("trigger %s: %v", trigger.Type, err))
		}
	}
	return messages
}

// As pkg/scaling/scalers_builder.go does.
func build(object unstructured.Unstructured, scaled runtime.Object, i int, trigger v1alpha1.ScaleTriggers) error {
	config := &scalersconfig.ScalerConfig{
		ScalableObjectName:      object.GetName(),
		ScalableObjectNamespace: object.GetNamespace(),
		ScalableObjectType:      object.GetKind(),
		TriggerName:             trigger.Name,
		TriggerMetadata:         trigger.Metadata,
		TriggerType:             trigger.Type,
		TriggerUseCachedMetrics: trigger.UseCachedMetrics,
		AuthParams:              map[string]string{},
		ResolvedEnv:             map[string]string{},
		GlobalHTTPTimeout:       time.Second,
		TriggerIndex:            i,
		MetricType:              trigger.MetricType,
		ScaledObject:            scaled,
		TriggerUniqueKey:        fmt.Sprintf("%s-%d", object.GetName(), i),
	}
	if trigger.AuthenticationRef != nil {
		config.PodIdentity = v1alpha1.AuthPodIdentity{Provider: v1alpha1.PodIdentityProviderAws}
	}
	ctx := context.Background()
	var scaler scalers.Scaler
	var err error
	switch trigger.Type {
	case "cpu":
		scaler, err = scalers.NewCPUMemoryScaler(corev1.ResourceCPU, config)
	case "memory":
		scaler, err = scalers.NewCPUMemoryScaler(corev1.ResourceMemory, config)
	case "cron":
		scaler, err = scalers.NewCronScaler(config)
	case "prometheus":
		scaler, err = scalers.NewPrometheusScaler(config)
	case "aws-sqs-queue":
		scaler, err = scalers.NewAwsSqsQueueScaler(ctx, config)
	default:
		return fmt.Errorf("this program does not build it: add it")
	}
	if err != nil {
		return err
	}
	scaler.GetMetricSpecForScaling(ctx)
	return scaler.Close(ctx)
}

// Strict: a field that KEDA does not know would be ignored.
func decode(object unstructured.Unstructured, into any) error {
	text, err := json.Marshal(object.Object)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// The webhook looks up what is scaled and what else scales it through a manager's client; this one holds the objects of a line.
func useCluster(objects []unstructured.Unstructured) error {
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return err
	}
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return err
	}
	var there []client.Object
	for _, object := range objects {
		switch object.GetKind() {
		case "Deployment":
			there = append(there, &appsv1.Deployment{})
		case "StatefulSet":
			there = append(there, &appsv1.StatefulSet{})
		default:
			continue
		}
		if err := decode(object, there[len(there)-1]); err != nil {
			return fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	mapper := meta.NewDefaultRESTMapper(nil)
	for _, kind := range []string{"Deployment", "StatefulSet"} {
		mapper.Add(schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: kind}, meta.RESTScopeNamespace)
	}
	mapper.Add(schema.GroupVersionKind{Group: "argoproj.io", Version: "v1alpha1", Kind: "Rollout"}, meta.RESTScopeNamespace)
	manager, err := ctrl.NewManager(&rest.Config{Host: "http://127.0.0.1:1"}, ctrl.Options{
		Scheme:         scheme,
		Metrics:        server.Options{BindAddress: "0"},
		MapperProvider: func(*rest.Config, *http.Client) (meta.RESTMapper, error) { return mapper, nil },
		NewClient: func(*rest.Config, client.Options) (client.Client, error) {
			return fake.NewClientBuilder().WithScheme(scheme).WithObjects(there...).Build(), nil
		},
	})
	if err != nil {
		return err
	}
	return (&v1alpha1.ScaledObject{}).SetupWebhookWithManager(manager, false)
}
