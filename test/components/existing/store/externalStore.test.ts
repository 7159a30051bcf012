import assert from "node:assert/strict";
import { type BucketPolicy } from "../../../../components/existing/store/policies";
import { type RecordedResource } from "../../../../simulation/recorded";
import { addonsWithData, storeThatIsThere } from "../../../support/existingStack";
import { type Simulated, simulateStack } from "../../../support/simulate";

interface EnvVar {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}
interface PodSpec {
    readonly initContainers?: readonly { readonly name: string; readonly env: readonly EnvVar[] }[];
    readonly containers: readonly { readonly env: readonly EnvVar[] }[];
}

const podOf = (owner: RecordedResource) => (owner.inputs.spec as { template: { spec: PodSpec } }).template.spec;
const valuesOf = (run: Simulated, release: string) => run.one("kubernetes:helm.sh/v3:Release", release).inputs.values;

/** Secret and key of each variable that a Secret gives. */
function keysIn(env: readonly EnvVar[]): Readonly<Record<string, string>> {
    return Object.fromEntries(
        env.flatMap(({ name, valueFrom }) =>
            valueFrom === undefined ? [] : [[name, `${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`]],
        ),
    );
}

function keyOf(account: string) {
    return {
        AWS_ACCESS_KEY_ID: `${account}-object-store/accessKeyId`,
        AWS_SECRET_ACCESS_KEY: `${account}-object-store/secretAccessKey`,
    };
}

describe("an object store that is there", () => {
    let run: Simulated;

    before(async () => {
        run = await simulateStack("local", [storeThatIsThere, ...addonsWithData]);
    });

    it("takes the place of the S3 server, and no bucket is made", () => {
        const inStore = run.resources.filter(
            ({ inputs }) => (inputs.metadata as { namespace?: string } | undefined)?.namespace === "object-store",
        );
        assert.deepEqual(inStore, []);
        assert.equal(run.all("random:index/randomPassword:RandomPassword", ({ name }) => /store/.test(name)).length, 0);
        const { buckets, objectStore } = run.run.outputs;
        assert.equal(objectStore, "https://s3.example.com");
        assert.equal((buckets as Record<string, Record<string, string>>)["us-east-1"]?.models, "team-models");
    });

    it("gives the key that reads to whoever only reads, and the one that writes to who has to write", () => {
        const secretOf = (name: string, namespace: string) => {
            const { spec } = run.object("ExternalSecret", `${name}-object-store`, namespace).inputs as {
                spec: { data: readonly { secretKey: string; remoteRef: object }[] };
            };
            return spec.data;
        };
        const from = (secret: string) =>
            ["accessKeyId", "secretAccessKey"].map((property) => ({
                secretKey: property,
                remoteRef: { key: secret, property },
            }));
        assert.deepEqual(secretOf("sample", "ml-production"), from("store-reader"));
        for (const [name, namespace] of [
            ["keep", "ml-production"],
            ["loki", "logging"],
            ["tempo", "tracing"],
            ["mlflow", "mlflow"],
        ] as const) {
            assert.deepEqual(secretOf(name, namespace), from("store-writer"), name);
        }
    });

    it("has its keys in pods before they start, and lets their namespaces alone read them", () => {
        const key = run.object("ExternalSecret", "sample-object-store", "ml-production");
        assert.ok(run.dependsOn(run.object("Deployment", "sample-v1"), key));
        assert.ok(run.dependsOn(key, run.object("ClusterSecretStore", "cloud-secrets")));
        const logs = run.object("ExternalSecret", "loki-object-store", "logging");
        assert.ok(run.dependsOn(run.one("kubernetes:helm.sh/v3:Release", "loki"), logs));
        const { spec } = run.object("ClusterSecretStore", "cloud-secrets").inputs as {
            spec: { conditions: readonly { namespaces?: readonly string[] }[] };
        };
        const readers = spec.conditions.flatMap(({ namespaces = [] }) => namespaces);
        assert.deepEqual([...readers].sort(), ["istio-ingress", "logging", "mlflow", "monitoring", "tracing"]);
    });

    it("is where models are copied from and backed up to", () => {
        const [sync] = podOf(run.object("Deployment", "sample-v1")).initContainers ?? [];
        assert.deepEqual(keysIn(sync!.env), keyOf("sample"));
        const { spec } = run.object("CronJob", "keep").inputs as { spec: { jobTemplate: { spec: object } } };
        const { template } = spec.jobTemplate.spec as { template: { spec: PodSpec } };
        const backup = template.spec.containers[0]!.env;
        assert.deepEqual(keysIn(backup), keyOf("keep"));
        for (const env of [sync!.env, backup]) {
            const values = Object.fromEntries(env.map(({ name, value }) => [name, value]));
            assert.equal(values.AWS_ENDPOINT_URL, "https://s3.example.com");
            assert.equal(values.MODELS_BUCKET, "team-models");
            assert.equal(values.AWS_REQUEST_CHECKSUM_CALCULATION, "when_required");
        }
    });

    it("keeps logs, traces and artifacts", () => {
        const { loki, singleBinary } = valuesOf(run, "loki") as {
            loki: { storage: { bucketNames: object; s3: object } };
            singleBinary: { extraEnv: readonly EnvVar[] };
        };
        assert.deepEqual(loki.storage.bucketNames, { chunks: "team-logs", ruler: "team-logs" });
        assert.deepEqual(loki.storage.s3, {
            region: "us-east-1",
            endpoint: "https://s3.example.com",
            s3ForcePathStyle: true,
            insecure: false,
        });
        assert.deepEqual(keysIn(singleBinary.extraEnv), keyOf("loki"));
        const { tempo } = valuesOf(run, "tempo") as {
            tempo: { storage: { trace: { s3: object } }; extraEnv: readonly EnvVar[] };
        };
        assert.deepEqual(tempo.storage.trace.s3, {
            bucket: "team-traces",
            endpoint: "s3.example.com",
            region: "us-east-1",
        });
        assert.deepEqual(keysIn(tempo.extraEnv), keyOf("tempo"));
        const [{ env }] = podOf(run.object("Deployment", "mlflow", "mlflow")).containers as [{ env: EnvVar[] }];
        assert.equal(env.find(({ name }) => name === "MLFLOW_ARTIFACTS_DESTINATION")?.value, "s3://team-runs/mlflow");
        const { MLFLOW_BACKEND_STORE_URI: _database, ...key } = keysIn(env);
        assert.deepEqual(key, keyOf("mlflow"));
    });

    it("is the one host outside that pods of a workload reach", () => {
        const entries = run.all("kubernetes:networking.istio.io/v1:ServiceEntry");
        assert.deepEqual(
            entries.map(({ inputs }) => (inputs.spec as { hosts: readonly string[] }).hosts),
            [["s3.example.com"]],
        );
    });
});

describe("the S3 server of the stack, with add-ons that keep data", () => {
    let run: Simulated;

    before(async () => {
        run = await simulateStack("local", addonsWithData);
    });

    it("has buckets for them, and a key for each that opens no other", () => {
        const { containers } = podOf(run.one("kubernetes:batch/v1:Job"));
        const [command] = containers as unknown as readonly { readonly command: readonly string[] }[];
        assert.deepEqual(command!.command.slice(3), [
            ...["models", "data", "results", "backups", "logs", "traces", "artifacts"],
        ]);
        const { data } = run.all("kubernetes:core/v1:ConfigMap", ({ name }) => name === "make-buckets")[0]!.inputs as {
            data: Readonly<Record<string, string>>;
        };
        const principals = (bucket: string): readonly string[] => {
            const { Statement } = JSON.parse(data[`${bucket}.json`]!) as BucketPolicy;
            return Statement.flatMap(({ Principal }) => Principal);
        };
        assert.deepEqual([...new Set(principals("logs"))], ["loki"]);
        assert.deepEqual([...new Set(principals("traces"))], ["tempo"]);
        assert.deepEqual([...new Set(principals("artifacts"))], ["mlflow"]);
    });

    it("admits them, and is told to them with their key", () => {
        const { spec } = run.object("NetworkPolicy", "admit-workloads", "object-store").inputs as {
            spec: {
                ingress: readonly {
                    from: readonly { namespaceSelector?: { matchLabels: Record<string, string> } }[];
                }[];
            };
        };
        const names = spec.ingress[0]!.from.flatMap(({ namespaceSelector }) =>
            Object.values(namespaceSelector?.matchLabels ?? {}),
        );
        assert.deepEqual(names, ["true", "object-store", "logging", "mlflow", "tracing"]);
        const { loki, singleBinary } = valuesOf(run, "loki") as {
            loki: { storage: { s3: object } };
            singleBinary: { extraEnv: readonly EnvVar[] };
        };
        assert.deepEqual(loki.storage.s3, {
            region: "us-east-1",
            endpoint: "http://object-store.object-store.svc.cluster.local:7070",
            s3ForcePathStyle: true,
            insecure: true,
        });
        assert.equal(singleBinary.extraEnv.find(({ name }) => name === "AWS_ACCESS_KEY_ID")?.value, "loki");
        const { tempo } = valuesOf(run, "tempo") as { tempo: { storage: { trace: { s3: object } } } };
        assert.deepEqual(tempo.storage.trace.s3, {
            bucket: "traces",
            endpoint: "object-store.object-store.svc.cluster.local:7070",
            region: "us-east-1",
            insecure: true,
        });
        const { metadata } = (
            run.object("Deployment", "mlflow", "mlflow").inputs as {
                spec: { template: { metadata: { annotations: Record<string, string> } } };
            }
        ).spec.template;
        assert.equal(metadata.annotations["traffic.sidecar.istio.io/excludeOutboundPorts"], "7070,5432");
        const secret = run.object("Secret", "loki-object-store", "logging");
        assert.ok(run.dependsOn(run.one("kubernetes:helm.sh/v3:Release", "loki"), secret));
        assert.ok(run.dependsOn(secret, run.object("Namespace", "logging")));
    });
});
