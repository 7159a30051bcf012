import assert from "node:assert/strict";
import fc from "fast-check";
import { dcgmExporterValues, gpuCounters } from "../../../../components/addons/gpuMetrics";
import { someFacts } from "../../../support/addons";
import { someNodeGroups } from "../../../support/fakePlatform";
import { nodeGroups } from "../../../support/nodeGroups";
import { tolerated } from "../../../../components/kubernetes/tolerations";

describe("DCGM", () => {
    it("runs on every GPU node and on no other", () => {
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

    it("exports what alerts need without profiling rights, under the GPU user's own labels", () => {
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

    it("sees every GPU on Bottlerocket, which ignores the environment variable", () => {
        const { extraHostVolumes, extraVolumeMounts } = dcgmExporterValues(someFacts())!;
        assert.deepEqual(extraHostVolumes, [{ name: "all-gpus", hostPath: "/dev/null" }]);
        assert.deepEqual(extraVolumeMounts[1], {
            name: "all-gpus",
            mountPath: "/var/run/nvidia-container-devices/all",
            readOnly: true,
        });
    });

    it("is not installed on a stack without GPUs", () => {
        assert.equal(dcgmExporterValues(someFacts({ nodeGroups: { system: someNodeGroups.system } })), undefined);
    });
});
