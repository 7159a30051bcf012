import assert from "node:assert/strict";
import fc from "fast-check";
import { addonDaemons } from "../../../../components/addons/definitions";
import { allocatable, instanceTypes } from "../../../../components/aws/nodes/instanceTypes";
import { nodeGroupFacts } from "../../../../components/aws/nodes/nodeGroupFacts";
import { placementFaults } from "../../../../components/aws/nodes/placementFaults";
import { type NodeDaemon } from "../../../../components/platform";
import { acceleratorNames, capacityTypes } from "../../../../config/names";
import { type PodDemand } from "../../../../config/workload";
import { fakeConfig } from "../../../support/fakePlatform";

const system = { instanceTypes: ["m7i.large"], min: 2, max: 4 };
const t4 = { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 4 };
/** EKS's own DaemonSets: 50m + 100m + 2 × 30m + 10m, and 2 × 120 MiB + 30 MiB. */
const eksRequests = { cpu: 0.22, memoryGiB: 270 / 1024 };
const v100 = { accelerator: "v100", instanceTypes: ["p3.8xlarge"], min: 0, max: 4 };

/** Faults of pods on node groups as a stack file writes them, with these DaemonSets besides EKS's own. */
function faultsOf(groups: Record<string, object>, demands: readonly PodDemand[], daemons: readonly NodeDaemon[] = []) {
    return placementFaults(() => daemons)(fakeConfig({ nodeGroups: { system, ...groups } }), demands);
}

function demand(overrides: Partial<PodDemand> = {}): PodDemand {
    return {
        path: "workloads.detect",
        accelerator: "t4",
        gpus: 1,
        cpu: 1,
        memoryGiB: 4,
        capacity: "on-demand",
        ...overrides,
    };
}

describe("placementFaults", () => {
    it("accepts pods that a node holds", () => {
        assert.deepEqual(faultsOf({ t4, v100 }, [demand(), demand({ accelerator: "v100", gpus: 4, cuda: 12 })]), []);
    });

    it("reports one missing node group once, with every workload that needs it", () => {
        const paths = ["workloads.a", "workloads.b", "workloads.c"];
        assert.deepEqual(
            faultsOf(
                {},
                paths.map((path) => demand({ path })),
            ),
            [
                {
                    path: "workloads.a",
                    reason: "has no node group to run on (the same for workloads.b, workloads.c): add one to nodeGroups with t4, on-demand",
                },
            ],
        );
    });

    it("shows the labels there are when a selector matches none, and the taints when they are not borne", () => {
        const nodeSelector = { "example.com/team": "ranking" };
        const labeled = { ...t4, labels: nodeSelector };
        assert.deepEqual(faultsOf({ t4 }, [demand({ nodeSelector })]), [
            {
                path: "workloads.detect.nodeSelector",
                reason:
                    "is example.com/team=ranking, and no nodes that the pods may otherwise run on have these labels: t4 has " +
                    "accelerator=nvidia-tesla-t4, k8s.amazonaws.com/accelerator=nvidia-tesla-t4, nvidia.com/gpu.present=true, " +
                    "node-type=gpu-optimized. Choose among them, or add labels to a group",
            },
        ]);
        assert.deepEqual(faultsOf({ t4: labeled }, [demand({ nodeSelector })]), []);
        const taints = [{ key: "example.com/team", value: "ranking", effect: "NoSchedule" }];
        assert.deepEqual(faultsOf({ t4: { ...labeled, taints } }, [demand()]), [
            {
                path: "workloads.detect.tolerations",
                reason:
                    "do not bear the taints of any nodes that the pods may otherwise run on: t4 has " +
                    "example.com/team=ranking:NoSchedule. Add one of them, or a group without taints",
            },
        ]);
        const tolerations = [{ key: "example.com/team", operator: "Exists" }] as const;
        assert.deepEqual(faultsOf({ t4: { ...labeled, taints } }, [demand({ tolerations, nodeSelector })]), []);
    });

    it("measures a pod by the nodes that it chooses alone", () => {
        const small = { ...t4, labels: { "example.com/size": "small" } };
        const large = { ...t4, instanceTypes: ["g4dn.2xlarge"], labels: { "example.com/size": "large" } };
        const wide = demand({ memoryGiB: 20 });
        assert.deepEqual(faultsOf({ small, large }, [wide]), []);
        const [fault] = faultsOf({ small, large }, [{ ...wide, nodeSelector: { "example.com/size": "small" } }]);
        assert.match(fault?.reason ?? "", /^asks for 1 GPU, 1 CPU, 20 GiB per pod, more than .*: small has 1 GPU/);
        assert.doesNotMatch(fault?.reason ?? "", /large has/);
    });

    it("keeps images off processors that they are not built for", () => {
        const arm = { instanceTypes: ["m7g.large"], min: 0, max: 3 };
        const plain = { accelerator: undefined, gpus: 0, cpu: 1, memoryGiB: 1 };
        const amd64 = demand({ ...plain, architecture: "amd64" });
        assert.deepEqual(faultsOf({ system: arm }, [amd64]), [
            {
                path: "workloads.detect",
                reason: "has no node group to run on: add one to nodeGroups with no GPU, on-demand, and processors of amd64",
            },
        ]);
        assert.deepEqual(faultsOf({ system: arm, plain: { ...arm, instanceTypes: ["m7i.large"] } }, [amd64]), []);
        assert.deepEqual(faultsOf({ system: arm }, [demand({ ...plain, architecture: "arm64" }), demand(plain)]), []);
        assert.deepEqual(faultsOf({ t4 }, [demand({ architecture: "arm64" })]), [
            {
                path: "workloads.detect.architecture",
                reason: "is arm64, and nodes with t4 have amd64: build the image for amd64 too and set amd64 or any",
            },
        ]);
    });

    it("judges no pod by a group that names the wrong GPU", () => {
        assert.deepEqual(faultsOf({ gpu: { ...t4, accelerator: "v100" } }, [demand()]), []);
    });

    it("rejects models and folders that are larger than the disk of a node", () => {
        assert.deepEqual(faultsOf({ t4 }, [demand({ localGiB: 180 })]), [
            {
                path: "workloads.detect",
                reason:
                    "asks for 180 GiB of a node's disk, for copied models, folders and logs, more than any matching group " +
                    "leaves to pods: t4 has 103.4 GiB. Ask for less, set a larger diskGiB, or take a larger instance type",
            },
        ]);
        assert.deepEqual(faultsOf({ t4: { ...t4, diskGiB: 300 } }, [demand({ localGiB: 180 })]), []);
    });

    it("rejects more pods than all nodes hold together", () => {
        assert.deepEqual(
            faultsOf({ t4 }, [demand({ pods: 5 })]).map(({ path }) => path),
            ["nodeGroups"],
        );
    });

    it("refuses a CUDA that the GPU's last driver cannot run", () => {
        assert.deepEqual(faultsOf({ t4, v100 }, [demand({ accelerator: "v100", cuda: 13 }), demand({ cuda: 14 })]), [
            {
                path: "workloads.detect",
                reason:
                    "runs an image for CUDA 13, but v100 runs CUDA 12 at most (its last driver branch is R580): " +
                    "take an image for CUDA 12 or another accelerator",
            },
            {
                path: "workloads.detect",
                reason:
                    "runs an image for CUDA 14, but t4 runs CUDA 13 at most: " +
                    "take an image for CUDA 13 or another accelerator",
            },
        ]);
    });

    it("refuses more GPUs than any instance has, and than any of the groups has", () => {
        assert.deepEqual(faultsOf({ t4 }, [demand({ gpus: 9 }), demand({ gpus: 2 })]), [
            {
                path: "workloads.detect",
                reason: "asks for 9 GPUs per pod, but no instance type has more than 8 t4: ask for fewer GPUs",
            },
            {
                path: "workloads.detect",
                reason:
                    "asks for 2 GPUs, 1 CPU, 4 GiB per pod, more than a node of any matching group has left: " +
                    "t4 has 1 GPU, 3.7 CPU, 13 GiB (g4dn.xlarge: 4 CPU, 16 GiB, " +
                    "less 0.08 CPU, 2.72 GiB for system and kubelet, 0.22 CPU, 0.26 GiB for vpc-cni, kube-proxy, " +
                    "aws-ebs-csi-driver, aws-mountpoint-s3-csi-driver, eks-node-monitoring-agent). " +
                    "Ask for less, or add a group of a larger instance type",
            },
        ]);
    });

    it("refuses pods that no group takes: another accelerator, or spot nodes alone", () => {
        const noGroup = (wanted: string) => ({
            path: "workloads.detect",
            reason: `has no node group to run on: add one to nodeGroups with ${wanted}`,
        });
        const spot = { ...t4, capacity: "spot" };
        assert.deepEqual(faultsOf({ t4 }, [demand({ accelerator: "l4" })]), [noGroup("l4, on-demand")]);
        assert.deepEqual(faultsOf({ spot }, [demand()]), [noGroup("t4, on-demand")]);
        assert.deepEqual(faultsOf({ spot }, [demand({ capacity: "spot" })]), []);
        assert.deepEqual(faultsOf({ t4 }, [demand({ capacity: "spot" })]), []);
    });

    it("gives one share at most of a GPU that is shared", () => {
        const shared = { ...t4, instanceTypes: ["g4dn.12xlarge"], timeSlicing: 2 };
        assert.deepEqual(faultsOf({ shared }, [demand()]), []);
        assert.deepEqual(
            faultsOf({ shared }, [demand({ gpus: 2 })]).map(({ reason }) => reason.split(" (")[0]),
            [
                "asks for 2 GPUs, 1 CPU, 4 GiB per pod, more than a node of any matching group has left: " +
                    "shared has 1 share of a GPU, 47.59 CPU, 174.3 GiB",
            ],
        );
    });

    it("counts the DaemonSets of add-ons, on the nodes that they run on", () => {
        const daemons: readonly NodeDaemon[] = [
            { name: "logs", containers: [{ cpu: "500m", memory: "1Gi" }, { memory: "512Mi" }] },
            { name: "gpus", containers: [{ cpu: "200m" }], runsOn: ({ gpusPerNode }) => gpusPerNode > 0 },
        ];
        const onGpu = (cpu: number, memoryGiB: number) => faultsOf({ t4 }, [demand({ cpu, memoryGiB })], daemons);
        // 3.92 - 0.22 - 0.7 CPU, and 13.26 - 0.26 - 1.5 GiB.
        assert.deepEqual(onGpu(2.99, 11.49), []);
        assert.match(onGpu(3.01, 1)[0]?.reason ?? "", /0\.92 CPU, 1\.76 GiB for vpc-cni, .*, logs, gpus\)/);
        assert.match(onGpu(1, 11.51)[0]?.reason ?? "", /t4 has 1 GPU, 3 CPU, 11\.5 GiB \(/);
        const { accelerator: _, ...plain } = demand({ gpus: 0, cpu: 1.2, memoryGiB: 3.5 });
        assert.deepEqual(faultsOf({}, [plain], daemons), []);
        assert.match(faultsOf({}, [{ ...plain, cpu: 1.22 }], daemons)[0]?.reason ?? "", /, logs\)/);
    });

    it("counts what a stack's add-ons run on every node, and no more where they are off", () => {
        const groups = ["m7i.large", "g4dn.xlarge", "p3.8xlarge"];
        const requested = (topics: object) => {
            const config = fakeConfig(topics as Record<string, unknown>);
            const facts = Object.entries(config.nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
            const daemons = addonDaemons(config, facts);
            return groups.map((type) => {
                const group = facts.find(({ instanceTypes: types }) => types[0] === type);
                assert.ok(group !== undefined);
                return daemons.filter(({ runsOn }) => runsOn?.(group) ?? true).map(({ name }) => name);
            });
        };
        const everywhere = ["kube-prometheus-stack", "istio-cni"];
        const gpu = [...everywhere, "nvidia-device-plugin", "dcgm-exporter", "alloy"];
        // Bottlerocket brings a device plugin of its own.
        const v100Nodes = [...everywhere, "dcgm-exporter", "alloy"];
        assert.deepEqual(requested({}), [[...everywhere, "alloy"], gpu, v100Nodes]);
        assert.deepEqual(requested({ addons: { logging: { enabled: false }, gpuMetrics: { enabled: false } } }), [
            everywhere,
            [...everywhere, "nvidia-device-plugin"],
            everywhere,
        ]);
    });

    it("refuses volumes in one zone on a group of several, where Cluster Autoscaler cannot choose the zone", () => {
        const keeping = [demand({ zonalVolume: true })];
        assert.deepEqual(faultsOf({ t4 }, keeping), [
            {
                path: "nodeGroups.t4.perZone",
                reason:
                    "is false, and workloads.detect keeps a volume per pod, which stays in one zone: set it to true, " +
                    "so that each zone has a group of its own, or give the group one zone",
            },
        ]);
        assert.deepEqual(faultsOf({ t4: { ...t4, perZone: true } }, keeping), []);
        assert.deepEqual(faultsOf({ t4: { ...t4, zones: ["us-west-2b"] } }, keeping), []);
        // A group that holds no such pod may span zones.
        assert.deepEqual(faultsOf({ t4: { ...t4, perZone: true }, v100 }, keeping), []);
    });

    it("lets a pod pass exactly when some node it may run on holds it", () => {
        const gpuTypes = [...instanceTypes.values()].filter(({ accelerator }) => accelerator !== undefined);
        const anyDemand = fc.record({
            path: fc.constant("workloads.w"),
            accelerator: fc.constantFrom(...acceleratorNames),
            gpus: fc.integer({ min: 1, max: 9 }),
            cpu: fc.integer({ min: 1, max: 200 }),
            memoryGiB: fc.integer({ min: 1, max: 800 }),
            capacity: fc.constantFrom(...capacityTypes),
        });
        const anyGroups = fc.array(
            fc.record({ type: fc.constantFrom(...gpuTypes), capacity: fc.constantFrom(...capacityTypes) }),
            { maxLength: 4 },
        );
        fc.assert(
            fc.property(anyDemand, anyGroups, (pod, groups) => {
                const stackGroups = Object.fromEntries(
                    groups.map(({ type, capacity }, i) => [
                        `g${i}`,
                        { accelerator: type.accelerator, capacity, instanceTypes: [type.name], min: 0, max: 1 },
                    ]),
                );
                const holds = groups.some(
                    ({ type, capacity }) =>
                        type.accelerator === pod.accelerator &&
                        (capacity === "on-demand" || pod.capacity === "spot") &&
                        type.gpus >= pod.gpus &&
                        allocatable(type).cpu - eksRequests.cpu >= pod.cpu &&
                        allocatable(type).memoryGiB - eksRequests.memoryGiB >= pod.memoryGiB,
                );
                assert.equal(faultsOf(stackGroups, [pod]).length === 0, holds);
            }),
        );
    });
});
