import { CREATED_AT } from "./aws/eks";
import { kubernetesRefusals, kubernetesReplacements } from "./kubernetesImmutable";
import { given, text, uuid } from "./naming";
import { type Properties, type SimulatedResource, type SimulatedType } from "./types";

/** A Helm release installed by `helm.v3.Release`. */
const release: SimulatedType = {
    autoName: { property: "name", digits: 8, maxLength: 53 },
    id: ({ inputs }) => `${text(inputs, "namespace", "default")}/${text(inputs, "name")}`,
    outputs: ({ inputs }) => {
        const namespace = text(inputs, "namespace", "default");
        return {
            namespace,
            status: {
                name: text(inputs, "name"),
                namespace,
                chart: text(inputs, "chart"),
                version: text(inputs, "version"),
                appVersion: "",
                revision: 1,
                status: "deployed",
            },
            resourceNames: {},
        };
    },
    replaceOn: ["name", "namespace"].map((property) => ({
        property,
        source: "pulumi-kubernetes provider/pkg/provider/helm_release.go Diff",
    })),
};

/** What the Kubernetes provider does with a resource of `type`: the same for every kind, with few exceptions. */
export function kubernetesType(type: string): SimulatedType {
    if (type === "kubernetes:helm.sh/v3:Release") {
        return release;
    }
    if (type.startsWith("kubernetes:helm.sh/v4:") || type.startsWith("kubernetes:yaml/v2:")) {
        return { remote: true, outputs: () => ({ resources: [] }) };
    }
    const kind = kindOf(type);
    return {
        ...(isNamed(type) ? { autoName: { property: "metadata.name", unless: "generateName", digits: 8 } } : {}),
        id: ({ inputs }) => {
            const { namespace, name } = given<Properties>(inputs, "metadata", {});
            return [namespace, name].filter((part) => typeof part === "string").join("/");
        },
        outputs: (resource) => ({ metadata: metadataOf(resource), ...statusOf(resource) }),
        ...(kind === "Secret" ? { secretOutputs: ["data", "stringData"] } : {}),
        replaceOn: kubernetesReplacements(type),
        refusedOn: kubernetesRefusals(type),
    };
}

/** A list has no name of its own; a patch must say whose it is. */
function isNamed(type: string): boolean {
    return !/(List|Patch)$/.test(type);
}

/** `Deployment` of `kubernetes:apps/v1:Deployment`; a patch stands for the kind it patches. */
function kindOf(type: string): string {
    return (type.split(":")[2] ?? "").replace(/Patch$/, "");
}

/** The metadata as the API server gives it back. */
function metadataOf({ inputs, seed }: SimulatedResource): Properties {
    return {
        ...given<Properties>(inputs, "metadata", {}),
        uid: uuid(seed),
        creationTimestamp: CREATED_AT,
        generation: 1,
        resourceVersion: "1",
    };
}

/** The status of kinds whose status a program reads. */
function statusOf({ type, inputs, seed, account }: SimulatedResource): Properties {
    const spec = given<Properties>(inputs, "spec", {});
    switch (kindOf(type)) {
        case "Service":
            return {
                spec: { clusterIP: "172.20.0.10", ...spec },
                status: {
                    loadBalancer: spec.type === "LoadBalancer" ? loadBalancer(seed, account.region) : {},
                },
            };
        case "Ingress":
            return { status: { loadBalancer: loadBalancer(seed, account.region) } };
        default:
            return {};
    }
}

function loadBalancer(seed: string, region: string): Properties {
    return { ingress: [{ hostname: `k8s-${uuid(seed).slice(0, 8)}.elb.${region}.amazonaws.com` }] };
}
