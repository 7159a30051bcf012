import assert from "node:assert/strict";
import fc from "fast-check";
import { chartValues } from "../../../../components/addons/chartValues";
import { devicePluginValues } from "../../../../components/addons/devicePlugin";
import { tolerationsFor, type Toleration } from "../../../../components/addons/facts";
import { dcgmExporterValues, gpuCounters } from "../../../../components/addons/gpuMetrics";
import { type NodeGroupFacts, type Taint } from "../../../../components/platform";
import { someFacts } from "../../../support/addonFacts";
import { someNodeGroups } from "../../../support/fakePlatform";

/** As the scheduler decides. Source: Kubernetes, taints and tolerations. */
function tolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
    return tolerations.some(
        ({ key, operator, value, effect }) =>
            (key === undefined ? operator === "Exists" : key === taint.key) &&
            (operator === "Exists" || value === taint.value) &&
            (effect === undefined || effect === taint.effect),
    );
}

function lands(group: NodeGroupFacts, values: ReturnType<typeof devicePluginValues>): boolean {
    if (values === undefined) {
        return false;
    }
    const terms = values.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    const matches = terms.some(({ matchExpressions }) =>
        matchExpressions.every(({ key, operator, values: wanted }) => {
            assert.equal(operator, "In");
            return wanted.includes(group.labels[key] ?? "");
        }),
    );
    return matches && group.taints.every((taint) => tolerated(taint, values.tolerations));
}

const group = fc.oneof(
    fc.constant({ instanceTypes: ["m7i.large"], min: 1, max: 2 }),
    fc
        .record({
            accelerator: fc.constantFrom("t4", "a10g", "l4"),
            capacity: fc.constantFrom("on-demand", "spot"),
            sharing: fc.option(fc.integer({ min: 2, max: 48 })),
        })
        .map(({ accelerator, capacity, sharing }) => ({
            accelerator,
            capacity,
            instanceTypes: [{ t4: "g4dn.xlarge", a10g: "g5.xlarge", l4: "g6.xlarge" }[accelerator]],
            min: 0,
            max: 2,
            ...(sharing === null ? {} : { timeSlicing: sharing }),
        })),
    fc.constantFrom("on-demand", "spot").map((capacity) => ({
        accelerator: "v100",
        capacity,
        instanceTypes: ["p3.8xlarge"],
        min: 0,
        max: 2,
    })),
);
const nodeGroups = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), group, { minKeys: 1, maxKeys: 5 });

describe("GPU add-ons", () => {
    it("put the device plugin on exactly the GPU nodes whose image brings none, whatever their taints", () => {
        fc.assert(
            fc.property(nodeGroups, (groups) => {
                const facts = someFacts({ nodeGroups: groups });
                const values = devicePluginValues(facts);
                for (const each of facts.nodeGroups) {
                    assert.equal(lands(each, values), each.gpusPerNode > 0 && !each.bringsDevicePlugin, each.name);
                }
            }),
            { numRuns: 50 },
        );
    });

    it("put DCGM on every GPU node and on no other", () => {
        fc.assert(
            fc.property(nodeGroups, (groups) => {
                const facts = someFacts({ nodeGroups: groups });
                const values = dcgmExporterValues(facts);
                for (const each of facts.nodeGroups) {
                    const selected = Object.entries(values?.nodeSelector ?? { none: "" }).every(
                        ([key, value]) => each.labels[key] === value,
                    );
                    const reached =
                        selected && each.taints.every((taint) => tolerated(taint, values?.tolerations ?? []));
                    assert.equal(reached, each.gpusPerNode > 0, each.name);
                }
            }),
            { numRuns: 50 },
        );
    });

    it("let what runs on every node tolerate every taint", () => {
        const facts = someFacts();
        const alloy = chartValues.alloy(facts) as { controller: { tolerations: Toleration[] } };
        const stack = chartValues["kube-prometheus-stack"](facts) as {
            "prometheus-node-exporter": { tolerations: Toleration[] };
        };
        const strange: Taint = { key: "any", value: "thing", effect: "NoExecute" };
        for (const taint of [strange, ...facts.nodeGroups.flatMap(({ taints }) => taints)]) {
            assert.ok(tolerated(taint, alloy.controller.tolerations));
            assert.ok(tolerated(taint, stack["prometheus-node-exporter"].tolerations));
        }
    });

    it("tolerate each taint once", () => {
        assert.deepEqual(tolerationsFor(someFacts().nodeGroups), [
            { key: "nvidia.com/gpu", operator: "Equal", value: "true", effect: "NoSchedule" },
            { key: "spot", operator: "Equal", value: "true", effect: "NoSchedule" },
        ]);
    });

    it("install nothing on a stack without GPUs", () => {
        const facts = someFacts({ nodeGroups: { system: someNodeGroups.system } });
        assert.equal(devicePluginValues(facts), undefined);
        assert.equal(dcgmExporterValues(facts), undefined);
    });

    it("share GPUs only where a group says so, by the label that its nodes carry", () => {
        const shared = { ...someNodeGroups["gpu-t4"], timeSlicing: 4 };
        const facts = someFacts({ nodeGroups: { ...someNodeGroups, shared } });
        const { config } = devicePluginValues(facts)!;
        assert.equal(config?.default, "exclusive");
        assert.deepEqual(Object.keys(config?.map ?? {}), ["exclusive", "time-slicing-4"]);
        assert.deepEqual(JSON.parse(config?.map["time-slicing-4"] ?? ""), {
            version: "v1",
            flags: { migStrategy: "none" },
            sharing: {
                timeSlicing: {
                    renameByDefault: false,
                    failRequestsGreaterThanOne: true,
                    resources: [{ name: "nvidia.com/gpu", replicas: 4 }],
                },
            },
        });
        const labels = facts.nodeGroups.map(({ name, labels }) => [name, labels["nvidia.com/device-plugin.config"]]);
        assert.deepEqual(labels, [
            ["system", undefined],
            ["gpu-t4", undefined],
            ["gpu-v100", undefined],
            ["spot-t4", undefined],
            ["shared", "time-slicing-4"],
        ]);
        assert.equal(devicePluginValues(someFacts())?.config, undefined);
    });

    it("never give the device plugin a capability, with shared GPUs either", () => {
        const shared = { ...someNodeGroups["gpu-t4"], timeSlicing: 4 };
        for (const nodeGroups of [someNodeGroups, { ...someNodeGroups, shared }]) {
            assert.deepEqual(devicePluginValues(someFacts({ nodeGroups }))?.securityContext, {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
            });
        }
    });

    it("export what alerts need without profiling rights, under the GPU user's own labels", () => {
        const values = dcgmExporterValues(someFacts())!;
        const names = values.customMetrics.split("\n").map((line) => line.split(",")[0]);
        for (const name of ["GPU_UTIL", "FB_USED", "FB_FREE", "GPU_TEMP", "POWER_USAGE", "POWER_VIOLATION"]) {
            assert.ok(names.includes(`DCGM_FI_DEV_${name}`), name);
        }
        assert.ok(names.includes("DCGM_EXP_XID_ERRORS_COUNT"));
        assert.deepEqual(
            gpuCounters.filter(([name]) => name.includes("_PROF_")),
            [],
        );
        assert.equal(values.serviceMonitor.honorLabels, true);
        assert.equal(values.resources.limits.memory, "1Gi");
        const { capabilities } = values.securityContext as { capabilities: object };
        assert.deepEqual(capabilities, { add: [], drop: ["ALL"] });
    });

    it("see every GPU on Bottlerocket, where the environment variable is not honoured", () => {
        const { extraHostVolumes, extraVolumeMounts } = dcgmExporterValues(someFacts())!;
        assert.deepEqual(extraHostVolumes, [{ name: "all-gpus", hostPath: "/dev/null" }]);
        assert.deepEqual(extraVolumeMounts[1], {
            name: "all-gpus",
            mountPath: "/var/run/nvidia-container-devices/all",
            readOnly: true,
        });
    });
});
