import { CREATED_AT } from "./aws/eks";
import { kubernetesRejections, kubernetesReplacements } from "./kubernetesImmutable";
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

/** The simulated type of any Kubernetes resource: the same for all kinds, with few exceptions. */
export function kubernetesType(type: string): SimulatedType {
    if (type === "kubernetes:helm.sh/v3:Release") {
        return release;
    }
    if (type.startsWith("kubernetes:helm.sh/v4:") || type.startsWith("kubernetes:yaml/v2:")) {
        return { remote: true, outputs: () => ({ resources: [] }) };
    }
    const kind = kindOf(type);
    return {
        ...(isNamed(type) && { autoName: { property: "metadata.name", unless: "generateName", digits: 8 } }),
        id: ({ inputs }) => {
            const { namespace, name } = given<Properties>(inputs, "metadata", {});
            return [namespace, name].filter((part) => typeof part === "string").join("/");
        },
        outputs: (resource) => ({ metadata: metadataOf(resource), ...statusOf(resource) }),
        ...(kind === "Secret" && { secretOutputs: ["data", "stringData"] }),
        replaceOn: kubernetesReplacements(type),
        rejectedOn: kubernetesRejections(type),
    };
}

/** Lists do not have names; a patch names its object explicitly. */
function isNamed(type: string): boolean {
    return !/(List|Patch)$/.test(type);
}

/** `Deployment` of `kubernetes:apps/v1:Deployment`; a patch has the kind of its object. */
function kindOf(type: string): string {
    return (type.split(":")[2] ?? "").replace(/Patch$/, "");
}

/** The metadata as the API server returns it. */
function metadataOf({ inputs, seed }: SimulatedResource): Properties {
    return {
        ...given<Properties>(inputs, "metadata", {}),
        uid: uuid(seed),
        creationTimestamp: CREATED_AT,
        generation: 1,
        resourceVersion: "1",
    };
}

/** Status of the kinds whose status a program may read. */
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
