import type * as k8s from "@pulumi/kubernetes";

export const modelVersionKind = "ModelVersion";
export const modelVersionVersion = "v1alpha1";
const plural = "modelversions";

/** Name of the CRD of a group, as the API server requires it. */
export function definitionName(group: string): string {
    return `${plural}.${group}`;
}

/**
 * The resource that records which version of which model a workload serves, and with what content, for people
 * (`kubectl get modelversions`) and for dashboards. It has no status, since no controller writes one.
 */
export function modelVersionDefinition(group: string): k8s.types.input.apiextensions.v1.CustomResourceDefinitionSpec {
    return {
        group,
        scope: "Namespaced",
        names: { kind: modelVersionKind, plural, singular: "modelversion", shortNames: ["mv"] },
        versions: [
            {
                name: modelVersionVersion,
                served: true,
                storage: true,
                additionalPrinterColumns: [
                    { name: "Workload", type: "string", jsonPath: ".spec.workload" },
                    { name: "Model", type: "string", jsonPath: ".spec.model" },
                    { name: "Version", type: "string", jsonPath: ".spec.version" },
                    { name: "Framework", type: "string", jsonPath: ".spec.framework", priority: 1 },
                    { name: "Digest", type: "string", jsonPath: ".spec.digest", priority: 1 },
                    { name: "Min", type: "integer", jsonPath: ".spec.replicas.min" },
                    { name: "Max", type: "integer", jsonPath: ".spec.replicas.max" },
                    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
                ],
                schema: {
                    // The SDK's type spells extensions `x_kubernetes_…`; the wire form, which the provider takes as well,
                    // is the same in a manifest.
                    openAPIV3Schema: {
                        type: "object",
                        required: ["spec"],
                        properties: { spec: specSchema },
                    } as k8s.types.input.apiextensions.v1.JSONSchemaProps,
                },
            },
        ],
    };
}

const quantities = {
    type: "object",
    additionalProperties: { "x-kubernetes-int-or-string": true },
} as const;

const specSchema = {
    type: "object",
    required: ["workload", "release", "model", "version", "uri", "framework", "replicas", "resources"],
    properties: {
        workload: { type: "string", minLength: 1, maxLength: 63, description: "Workload that serves it." },
        release: { type: "string", minLength: 1, maxLength: 20, description: "Version of the workload." },
        model: { type: "string", minLength: 1, maxLength: 63, description: "Name that clients call it by." },
        version: {
            type: "string",
            pattern: "^([1-9][0-9]*|latest-[1-9][0-9]*|all)$",
            description: "Number of the version, or which ones of those in the bucket.",
        },
        uri: { type: "string", pattern: "^s3://.+/$", maxLength: 1024, description: "Where its files lie." },
        framework: { type: "string", minLength: 1, maxLength: 40 },
        digest: {
            type: "string",
            pattern: "^sha256:[0-9a-f]{64}$",
            description: "Digest of its manifest; absent when nobody vouches for the content.",
        },
        replicas: {
            type: "object",
            required: ["min", "max"],
            properties: { min: { type: "integer", minimum: 0 }, max: { type: "integer", minimum: 1 } },
            "x-kubernetes-validations": [{ rule: "self.min <= self.max", message: "min must not be greater than max" }],
        },
        resources: { type: "object", properties: { requests: quantities, limits: quantities } },
    },
};
