import assert from "node:assert/strict";
import fc from "fast-check";
import { devicePluginValues } from "../../../../components/addons/devicePlugin";
import { type NodeGroupFacts } from "../../../../components/platform";
import { someFacts } from "../../../support/addons";
import { someNodeGroups } from "../../../support/fakePlatform";
import { nodeGroups } from "../../../support/nodeGroups";
import { tolerated } from "../../../../components/kubernetes/tolerations";

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

describe("the device plugin", () => {
    it("runs on exactly the GPU nodes whose image brings none, whatever their taints", () => {
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

    it("shares GPUs only where a group says so, by the label that its nodes carry", () => {
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

    it("never has a capability, not with shared GPUs either", () => {
        const shared = { ...someNodeGroups["gpu-t4"], timeSlicing: 4 };
        for (const nodeGroups of [someNodeGroups, { ...someNodeGroups, shared }]) {
            assert.deepEqual(devicePluginValues(someFacts({ nodeGroups }))?.securityContext, {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
            });
        }
    });

    it("is not installed on a stack without GPUs", () => {
        assert.equal(devicePluginValues(someFacts({ nodeGroups: { system: someNodeGroups.system } })), undefined);
    });
});
