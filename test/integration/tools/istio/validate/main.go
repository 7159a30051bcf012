// Prints what istiod refuses. Each line of the input is a JSON array of Kubernetes objects that stand together; each line of the
// output is a refusal. The checks are those of istiod's admission webhook (pkg/webhooks/validation/server, validate).
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
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
		var objects []crd.IstioKind
		if err := json.Unmarshal(lines.Bytes(), &objects); err != nil {
			fmt.Fprintf(os.Stderr, "line %d: %v\n", line, err)
			os.Exit(1)
		}
		for _, object := range objects {
			for _, message := range judge(&object) {
				_ = out.Encode(refusal{line, object.Kind, object.Name, message})
			}
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Warnings count: istiod accepts what they name, and it does not do what it says.
func judge(object *crd.IstioKind) []string {
	gvk := object.GroupVersionKind()
	if !strings.HasSuffix(gvk.Group, ".istio.io") {
		return nil
	}
	schema, exists := collections.Pilot.FindByGroupKind(resource.FromKubernetesGVK(&gvk))
	if !exists {
		return []string{"unrecognized type " + gvk.String()}
	}
	config, err := crd.ConvertObject(schema, object, "cluster.local")
	if err != nil {
		return []string{err.Error()}
	}
	warning, err := schema.ValidateConfig(*config)
	var messages []string
	if err != nil {
		messages = append(messages, err.Error())
	}
	if warning != nil {
		messages = append(messages, "warning: "+warning.Error())
	}
	return messages
}
