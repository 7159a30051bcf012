import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type SecretStoreProvider } from "../cloud";
import { podSecurityLabels } from "../kubernetes/namespaceLabels";

/** Namespace whose Secrets workloads and add-ons name in the stack file. */
export const secretsNamespace = "platform-secrets";

/** Service account of External Secrets Operator. */
const reader = { name: "external-secrets", namespace: "external-secrets" } as const;

/** External Secrets Operator reads the namespace with its own identity. Source: external-secrets.io, provider Kubernetes. */
export const secretStoreProvider: SecretStoreProvider = {
    kubernetes: {
        remoteNamespace: secretsNamespace,
        server: {
            url: "https://kubernetes.default.svc",
            caProvider: { type: "ConfigMap", name: "kube-root-ca.crt", key: "ca.crt", namespace: reader.namespace },
        },
        auth: { serviceAccount: { ...reader } },
    },
};

export interface SecretsNamespaceArgs {
    readonly provider: k8s.Provider;
    /** Kubernetes minor, for example `1.36`. */
    readonly kubernetesVersion: string;
}

/** Stands in for a secret store of a cloud: a namespace without pods, whose Secrets the operator alone may read. */
export class SecretsNamespace extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(
        name: string,
        { provider, kubernetesVersion }: SecretsNamespaceArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:existing:SecretsNamespace", name, {}, opts);
        const child = { parent: this, provider };
        const namespace = new k8s.core.v1.Namespace(
            secretsNamespace,
            { metadata: { name: secretsNamespace, labels: podSecurityLabels("restricted", kubernetesVersion) } },
            child,
        );
        const inside = { ...child, dependsOn: [namespace] };
        const metadata = { name: "read-secrets", namespace: secretsNamespace };
        const role = new k8s.rbac.v1.Role(
            "read-secrets",
            { metadata, rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] }] },
            inside,
        );
        const binding = new k8s.rbac.v1.RoleBinding(
            "read-secrets",
            {
                metadata,
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "read-secrets" },
                subjects: [{ kind: "ServiceAccount", ...reader }],
            },
            { ...inside, dependsOn: [namespace, role] },
        );
        this.ready = [namespace, role, binding];
        this.registerOutputs({});
    }
}
