// Prints what Argo Rollouts refuses. Each line of the input is a JSON array of Kubernetes objects that stand together; each line
// of the output is a refusal. The checks are those of the controller, on a Rollout and on what it refers to.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/validation"
)

type refusal struct {
	Line    int    `json:"line"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Message string `json:"message"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<30)
	out := json.NewEncoder(os.Stdout)
	for line := 0; lines.Scan(); line++ {
		var objects []unstructured.Unstructured
		if err := json.Unmarshal(lines.Bytes(), &objects); err != nil {
			fmt.Fprintf(os.Stderr, "line %d: %v\n", line, err)
			os.Exit(1)
		}
		for _, object := range objects {
			for _, message := range judge(object, objects) {
				_ = out.Encode(refusal{line, object.GetKind(), object.GetName(), message})
			}
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func judge(object unstructured.Unstructured, all []unstructured.Unstructured) []string {
	switch object.GetKind() {
	case "AnalysisTemplate":
		if err := decode(object, &v1alpha1.AnalysisTemplate{}); err != nil {
			return []string{err.Error()}
		}
	case "Rollout":
		var rollout v1alpha1.Rollout
		if err := decode(object, &rollout); err != nil {
			return []string{err.Error()}
		}
		return judgeRollout(&rollout, all)
	}
	return nil
}

func judgeRollout(rollout *v1alpha1.Rollout, all []unstructured.Unstructured) []string {
	var messages []string
	for _, err := range validation.ValidateRollout(rollout) {
		messages = append(messages, err.Error())
	}
	if err := validation.ValidateRolloutVirtualServicesConfig(rollout); err != nil {
		messages = append(messages, err.Error())
	}
	referenced, missing := references(rollout, all)
	for _, err := range validation.ValidateRolloutReferencedResources(rollout, referenced) {
		messages = append(messages, err.Error())
	}
	return append(messages, missing...)
}

// What the controller looks up before it validates; see rollout/controller.go, getRolloutReferencedResources.
func references(rollout *v1alpha1.Rollout, all []unstructured.Unstructured) (validation.ReferencedResources, []string) {
	var found validation.ReferencedResources
	var missing []string
	look := func(kind, name string, into any) bool {
		for _, object := range all {
			if object.GetKind() == kind && object.GetName() == name && object.GetNamespace() == rollout.Namespace {
				if err := decode(object, into); err != nil {
					missing = append(missing, err.Error())
				}
				return true
			}
		}
		missing = append(missing, fmt.Sprintf("there is no %s %q", kind, name))
		return false
	}
	service := func(name string, as validation.ServiceType) {
		var object corev1.Service
		if look("Service", name, &object) {
			found.ServiceWithType = append(found.ServiceWithType, validation.ServiceWithType{Service: &object, Type: as})
		}
	}
	analysis := func(wanted *v1alpha1.RolloutAnalysis, as validation.AnalysisTemplateType, step int) {
		if wanted == nil {
			return
		}
		templates := validation.AnalysisTemplatesWithType{TemplateType: as, CanaryStepIndex: step, Args: wanted.Args}
		for _, template := range wanted.Templates {
			var object v1alpha1.AnalysisTemplate
			if look("AnalysisTemplate", template.TemplateName, &object) {
				templates.AnalysisTemplates = append(templates.AnalysisTemplates, &object)
			}
		}
		found.AnalysisTemplatesWithType = append(found.AnalysisTemplatesWithType, templates)
	}
	if blueGreen := rollout.Spec.Strategy.BlueGreen; blueGreen != nil {
		service(blueGreen.ActiveService, validation.ActiveService)
		service(blueGreen.PreviewService, validation.PreviewService)
		analysis(blueGreen.PrePromotionAnalysis, validation.PrePromotionAnalysis, 0)
		analysis(blueGreen.PostPromotionAnalysis, validation.PostPromotionAnalysis, 0)
	}
	if canary := rollout.Spec.Strategy.Canary; canary != nil {
		if canary.Analysis != nil {
			analysis(&canary.Analysis.RolloutAnalysis, validation.BackgroundAnalysis, 0)
		}
		for i, step := range canary.Steps {
			analysis(step.Analysis, validation.InlineAnalysis, i)
		}
		if routing := canary.TrafficRouting; routing != nil && routing.Istio != nil && routing.Istio.VirtualService != nil {
			object := unstructured.Unstructured{}
			if look("VirtualService", routing.Istio.VirtualService.Name, &object.Object) {
				found.VirtualServices = append(found.VirtualServices, object)
			}
		}
	}
	return found, missing
}

// Strict: a field that the controller does not know would be ignored.
func decode(object unstructured.Unstructured, into any) error {
	text, err := json.Marshal(object.Object)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
