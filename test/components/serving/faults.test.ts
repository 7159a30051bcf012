import assert from "node:assert/strict";
import { itRejects } from "../../support/serving/itRejects";
import { faultsOf, loadWorkloads } from "../../support/serving/render";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const two = { v1: { weight: 80 }, v2: { weight: 20 } };

describe("combinations that cannot work", () => {
    itRejects([
        [
            { ...detector, callers: { c: { podLabels: { "not a label": "x" } } } },
            "callers.c.podLabels.not a label",
            "is not a valid name: must be a label's name such as app.kubernetes.io/name",
        ],
        [
            { ...detector, callers: { c: { podLabels: { tier: "not a value!" } } } },
            "callers.c.podLabels.tier",
            'is "not a value!": must be letters, digits, dashes, underscores and dots, at most 63, with a letter or digit at both ends',
        ],
        [
            { ...detector, modelVolume: { kind: "persistent-cache" }, traffic: { strategy: "progressive" } },
            "modelVolume.kind",
            "is persistent-cache, a volume per pod that strategy progressive cannot keep: use sync or mount",
        ],
        [
            { ...detector, rollingUpdate: {}, traffic: { strategy: "blue-green" } },
            "rollingUpdate",
            "is not for strategy blue-green, which replaces pods its own way: leave it out",
        ],
        [
            { ...detector, rollingUpdate: {}, modelVolume: { kind: "persistent-cache" } },
            "rollingUpdate",
            "is not for a persistent-cache, whose pods are replaced one by one: leave it out",
        ],
        [
            { ...detector, rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } },
            "rollingUpdate",
            "allows neither fewer nor more pods: raise maxUnavailable or maxSurge",
        ],
    ]);

    it("are told everything at once", () => {
        const faults = faultsOf({
            w: { ...detector, gpus: 1, scaling: { min: 3, max: 1 }, traffic: { fault: {} } },
            x: { ...app, minAvailable: 9 },
        });
        assert.deepEqual(
            faults.map(({ path }) => path),
            ["workloads.w.gpus", "workloads.w.traffic.fault", "workloads.w.scaling.min", "workloads.x.minAvailable"],
        );
    });

    it("need what they build on", () => {
        assert.deepEqual(
            faultsOf(
                {
                    w: {
                        ...app,
                        gateway: {},
                        dataStores: ["redis"],
                        secrets: { KEY: { secret: "a" } },
                        traffic: { strategy: "blue-green" },
                    },
                },
                {
                    ingress: undefined,
                    dataStores: {},
                    addons: { rollouts: { enabled: false }, externalSecrets: { enabled: false } },
                },
            ),
            [
                {
                    path: "workloads.w.secrets",
                    reason: 'needs external-secrets, and "addons.externalSecrets.enabled" is false: switch it on',
                },
                { path: "workloads.w.dataStores[0]", reason: 'needs redis: add "dataStores.redis" to the stack' },
                {
                    path: "workloads.w.gateway",
                    reason: 'needs a gateway: add "ingress" to the stack, or leave it out',
                },
                {
                    path: "workloads.w.traffic.strategy",
                    reason: 'is blue-green, and "addons.rollouts.enabled" is false: switch it on, or use single or weighted',
                },
            ],
        );
    });

    it("need names of their own for what follows from theirs", () => {
        const weighted = { ...detector, traffic: { strategy: "weighted", versions: two } };
        assert.deepEqual(faultsOf({ w: weighted, "w-v2": detector }), [
            {
                path: "workloads.w.traffic.versions.v2",
                reason: 'makes objects named "w-v2", and so does that workload: rename one of them',
            },
        ]);
        const long = "a".repeat(40);
        const cached = {
            ...weighted,
            modelVolume: { kind: "persistent-cache" },
            traffic: {
                strategy: "weighted",
                versions: { [`v${"1".repeat(15)}`]: { weight: 50 }, v2: { weight: 50 } },
            },
        };
        assert.deepEqual(faultsOf({ [long]: cached }), [
            {
                path: `workloads.${long}.traffic.versions.v111111111111111`,
                reason: `makes "${long}-v111111111111111", longer than the 52 characters of a StatefulSet`,
            },
        ]);
    });

    it("keeps names short enough for the label that KEDA makes of them", () => {
        const long = "a".repeat(40);
        const versions = { [`v${"1".repeat(15)}`]: { weight: 50 }, v2: { weight: 50 } };
        const scaled = { ...detector, traffic: { strategy: "weighted", versions } };
        assert.deepEqual(faultsOf({ [long]: scaled }), [
            {
                path: `workloads.${long}.traffic.versions.v111111111111111`,
                reason: `makes "${long}-v111111111111111", longer than the 54 characters that KEDA can scale`,
            },
        ]);
        loadWorkloads({ [long]: { ...scaled, scaling: { min: 2, max: 2 } } });
    });
});
