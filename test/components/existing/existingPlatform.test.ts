import assert from "node:assert/strict";
import { type Properties } from "../../../simulation/providers";
import { simulateStack } from "../../support/simulate";

interface EnvVar {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}
interface Container {
    readonly name: string;
    readonly env: readonly EnvVar[];
}

interface EgressRule {
    readonly to?: readonly { readonly ipBlock?: { readonly cidr: string } }[];
    readonly ports?: readonly { readonly port?: unknown }[];
}

/** Whatever says `to` and `ports`, at any depth: rules of NetworkPolicies and of charts that make some. */
function egressRulesIn(value: unknown): readonly EgressRule[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const inside = Object.values(value).flatMap(egressRulesIn);
    return "to" in value && "ports" in value ? [value as EgressRule, ...inside] : inside;
}

describe("the stack on an existing cluster", () => {
    it("creates nothing in a cloud and configures no provider of one", async () => {
        const { resources } = await simulateStack("local");
        const packages = new Set(
            resources.map(({ type }) =>
                type.startsWith("pulumi:providers:") ? type.split(":")[2] : type.split(":")[0],
            ),
        );
        assert.deepEqual([...packages].sort(), ["inference-platform", "kubernetes", "pulumi", "random", "tls"]);
    });

    it("reaches the cluster by the context that the stack file names, never by the current one", async () => {
        const run = await simulateStack("local");
        assert.equal(run.one("pulumi:providers:kubernetes").inputs.context, "kind-inference");
    });

    it("opens the API server's own port to the networks of the nodes alone, in charts and in objects", async () => {
        const run = await simulateStack("local", ["platform.nodeCidrs=[172.18.0.0/16]"]);
        const rules = run.resources.flatMap(({ name, inputs }) =>
            egressRulesIn(inputs)
                .filter(({ ports }) => ports?.some(({ port }) => port === 6443) === true)
                .map(({ to }) => [name, (to ?? []).map(({ ipBlock }) => ipBlock?.cidr ?? "pods")]),
        );
        const owners = new Set(rules.map(([name]) => name));
        assert.deepEqual([...owners].sort(), ["external-secrets", "keda", "reloader-https-only"]);
        assert.deepEqual(new Set(rules.flatMap(([, peers]) => peers)), new Set(["172.18.0.0/16"]));
    });

    it("gives each workload a key of its own, which its models are copied with", async () => {
        const run = await simulateStack("local");
        const key = run.object("Secret", "sample-object-store", "ml-production");
        const { spec } = run.object("Deployment", "sample-v1").inputs as {
            spec: { template: { spec: { initContainers: readonly Container[] } } };
        };
        const env = spec.template.spec.initContainers.find(({ name }) => name === "sync-models")?.env ?? [];
        const refs = env.flatMap(({ name, valueFrom }) =>
            valueFrom === undefined ? [] : [[name, valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key]],
        );
        assert.deepEqual(refs, [["AWS_SECRET_ACCESS_KEY", "sample-object-store", "secretAccessKey"]]);
        assert.deepEqual(Object.keys(key.inputs.stringData as Properties), ["secretAccessKey"]);
        assert.equal(env.find(({ name }) => name === "AWS_ACCESS_KEY_ID")?.value, "sample");
        assert.equal(
            env.find(({ name }) => name === "AWS_ENDPOINT_URL")?.value,
            "http://object-store.object-store.svc.cluster.local:7070",
        );
    });

    it("starts pods after the server accepts their key, and hands the key out after the namespace is guarded", async () => {
        const run = await simulateStack("local");
        const pods = run.object("Deployment", "sample-v1");
        const key = run.object("Secret", "sample-object-store", "ml-production");
        const buckets = run.one("kubernetes:batch/v1:Job");
        assert.ok(run.dependsOn(pods, key));
        assert.ok(run.dependsOn(key, buckets));
        assert.ok(run.dependsOn(key, run.object("NetworkPolicy", "default-deny", "ml-production")));
        assert.ok(run.dependsOn(buckets, run.object("Secret", "object-store-accounts", "object-store")));
    });

    it("lets pods of workload namespaces connect to the store, in the network and in the mesh", async () => {
        const run = await simulateStack("local");
        const egress = run.object("NetworkPolicy", "allow-object-store", "ml-production").inputs as {
            spec: { egress: readonly unknown[] };
        };
        assert.deepEqual(egress.spec.egress, [
            {
                to: [
                    {
                        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "object-store" } },
                        podSelector: { matchLabels: { app: "object-store" } },
                    },
                ],
                ports: [{ protocol: "TCP", port: 7070 }],
            },
        ]);
        const sidecar = run.object("Sidecar", "default", "ml-production").inputs as {
            spec: { egress: readonly { hosts: readonly string[] }[] };
        };
        assert.ok(sidecar.spec.egress[0]?.hosts.includes("object-store/*"));
        assert.equal(run.all("kubernetes:networking.istio.io/v1:ServiceEntry").length, 0);
    });

    it("opens no way out of the cluster for pods that read the store alone", async () => {
        const run = await simulateStack("local");
        const { spec } = run.object("NetworkPolicy", "sample", "ml-production").inputs as {
            spec: { egress: readonly { to: readonly object[] }[] };
        };
        assert.deepEqual(
            spec.egress.flatMap(({ to }) => to.filter((peer) => "ipBlock" in peer)),
            [],
        );
    });

    it("serves a certificate of its own for the name that clients use, brought to the gateway as any other secret", async () => {
        const run = await simulateStack("local");
        const certificate = run.one("tls:index/selfSignedCert:SelfSignedCert").inputs as {
            dnsNames: readonly string[];
        };
        assert.deepEqual(certificate.dnsNames, ["inference.localhost.example", "localhost"]);
        const brought = run.object("ExternalSecret", "platform-tls", "istio-ingress").inputs as {
            spec: { data: readonly { remoteRef: { key: string } }[] };
        };
        assert.deepEqual(
            brought.spec.data.map(({ remoteRef }) => remoteRef.key),
            ["ingress-certificate", "ingress-certificate"],
        );
        assert.ok(run.object("Secret", "ingress-certificate", "platform-secrets"));
    });

    it("reads secrets of one namespace, with the operator's own identity", async () => {
        const run = await simulateStack("local");
        const { spec } = run.object("ClusterSecretStore", "cloud-secrets").inputs as {
            spec: { provider: { kubernetes: { remoteNamespace: string; auth: unknown } } };
        };
        assert.equal(spec.provider.kubernetes.remoteNamespace, "platform-secrets");
        assert.deepEqual(spec.provider.kubernetes.auth, {
            serviceAccount: { name: "external-secrets", namespace: "external-secrets" },
        });
    });

    it("takes data stores that are already there, with a secret under its own name", async () => {
        const external =
            "dataStores.postgres={kind: external, host: db.example.com, secret: postgres, cidrs: [10.1.0.0/16]}";
        const run = await simulateStack("local", [
            external,
            "workloads.sample.dataStores=[postgres]",
            "workloads.sample.secrets={DB_URL: {dataStore: postgres}}",
        ]);
        const { spec } = run.object("ExternalSecret", "sample-secrets", "ml-production").inputs as {
            spec: { data: readonly { remoteRef: { key: string; property: string } }[] };
        };
        assert.deepEqual(
            spec.data.map(({ remoteRef }) => remoteRef),
            [
                { key: "postgres", property: "username" },
                { key: "postgres", property: "password" },
            ],
        );
    });
});
