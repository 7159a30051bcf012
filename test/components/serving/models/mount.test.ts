import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";
import { type Simulated } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const mounted = { ...detector, modelVolume: { kind: "mount" } };

/** Names of the volumes of all models. */
function volumesOf(run: Simulated): string[] {
    return run.resources.filter(({ inputs }) => inputs.kind === "PersistentVolume").map(({ name }) => name);
}

/** Name of the claim that a Deployment's pods mount. */
function claimOf(run: Simulated, deployment: string): string {
    const { volumes } = spec(run, "Deployment", deployment).template.spec;
    return volumes.find((volume: any) => "persistentVolumeClaim" in volume).persistentVolumeClaim.claimName;
}

describe("mounted models", () => {
    it("mount only the model's own prefix, read-only, for the pods' user and with their identity", async () => {
        const run = await render({ w: mounted });
        const [name = ""] = volumesOf(run);
        assert.match(name, /^ml-production-w-m-[0-9a-f]{8}$/);
        const volume = spec(run, "PersistentVolume", name);
        assert.deepEqual(volume.mountOptions, [
            "read-only",
            "prefix models/m/",
            "region us-west-2",
            "uid=1001",
            "gid=1001",
            "allow-other",
        ]);
        assert.deepEqual(volume.csi, {
            driver: "s3.csi.aws.com",
            volumeHandle: name,
            volumeAttributes: {
                bucketName: "test-models",
                authenticationSource: "pod",
                cache: "emptyDir",
                cacheEmptyDirSizeLimit: "20Gi",
            },
        });
        assert.deepEqual(volume.claimRef, { namespace: "ml-production", name });
        assert.equal(spec(run, "PersistentVolumeClaim", name).volumeName, name);
        const pod = spec(run, "Deployment", "w").template.spec;
        assert.equal("initContainers" in pod, false);
        assert.deepEqual(pod.containers[0].volumeMounts.at(-1), {
            name: "model-m",
            mountPath: "/models/m",
            readOnly: true,
        });
        // The driver's own pods read the bucket: the workload's need no way there.
        assert.equal(
            run.resources.some(({ inputs }) => inputs.kind === "ServiceEntry"),
            false,
        );
        const blocks = JSON.stringify(spec(run, "NetworkPolicy", "w").egress).match(/"cidr"/g);
        assert.equal(blocks, null);
    });

    it("give each version of a workload the model at its own place, and its identity access to both", async () => {
        const run = await render({
            w: {
                ...mounted,
                traffic: {
                    strategy: "weighted",
                    versions: {
                        v1: { weight: 80 },
                        v2: { weight: 20, models: { m: { path: "retrained/" } } },
                        v3: { weight: 0, models: { m: { versions: [2] } } },
                    },
                },
            },
        });
        const prefixOf = (version: string): string => {
            const volume = spec(run, "PersistentVolumeClaim", claimOf(run, `w-${version}`)).volumeName;
            return spec(run, "PersistentVolume", volume).mountOptions[1];
        };
        assert.deepEqual(["v1", "v2", "v3"].map(prefixOf), [
            "prefix models/m/",
            "prefix models/retrained/",
            "prefix models/m/",
        ]);
        assert.equal(volumesOf(run).length, 2);
        assert.deepEqual(run.one("test:cloud:WorkloadIdentity", "w").inputs.access, [
            { kind: "read-objects", store: "models", prefix: "models/m/" },
            { kind: "read-objects", store: "models", prefix: "models/retrained/" },
        ]);
    });

    const changes: readonly (readonly [what: string, change: object])[] = [
        ["another prefix", { models: { m: { versions: [1], path: "elsewhere/" } } }],
        ["another cache size", { modelVolume: { kind: "mount", size: "30Gi" } }],
    ];
    for (const [what, change] of changes) {
        it(`move to a volume of another name with ${what}: neither volumes nor running pods can change theirs`, async () => {
            const [before, after] = [await render({ w: mounted }), await render({ w: { ...mounted, ...change } })];
            assert.notDeepEqual(volumesOf(after), volumesOf(before));
            assert.deepEqual([claimOf(after, "w")], volumesOf(after));
        });
    }

    it("keep their volumes when their versions change, which lie below the same prefix", async () => {
        const other = { ...mounted, models: { m: { versions: [1, 2] } } };
        assert.deepEqual(volumesOf(await render({ w: other })), volumesOf(await render({ w: mounted })));
    });

    it("leave the volumes of an earlier version to a rollout, which may return to it", async () => {
        const retained = async (strategy: string) => {
            const run = await render({ w: { ...mounted, traffic: { strategy } } });
            return run.resources
                .filter(({ inputs }) => /^PersistentVolume/.test(String(inputs.kind)))
                .map(({ retainOnDelete }) => retainOnDelete);
        };
        assert.deepEqual(await retained("single"), [false, false]);
        assert.deepEqual(await retained("progressive"), [true, true]);
    });
});
