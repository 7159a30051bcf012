import assert from "node:assert/strict";
import { parse } from "yaml";
import { userData } from "../../../../components/aws/nodes/userData";
import { nodeGroupSchema } from "../../../../config/nodeGroups";

const group = (settings: object) =>
    nodeGroupSchema.parse({ accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 2, ...settings });

/** The document of nodeadm in the MIME message that EKS takes. */
function nodeConfigOf(data: string | undefined): unknown {
    const [head = "", part = "", rest] = (data ?? "").split(/^--\/\/(?:--)?$/m);
    assert.equal(head, 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n');
    const [type, document = ""] = part.trimStart().split("\n\n");
    assert.equal(type, "Content-Type: application/node.eks.aws");
    assert.equal(rest, "\n");
    return parse(document);
}

describe("user data of nodes", () => {
    it("puts images and pods on the instance's own volumes, where a group with GPUs has them", () => {
        assert.deepEqual(nodeConfigOf(userData(group({}), false)), {
            apiVersion: "node.eks.aws/v1alpha1",
            kind: "NodeConfig",
            spec: { instance: { localStorage: { strategy: "RAID0" } } },
        });
    });

    it("pulls images in parallel where the stack file asks for it", () => {
        const { spec } = nodeConfigOf(userData(group({ parallelImagePull: true, instanceStore: false }), false)) as {
            spec: object;
        };
        assert.deepEqual(spec, { featureGates: { FastImagePull: true } });
    });

    it("is a setting of its own kind for Bottlerocket", () => {
        const data = userData(group({ accelerator: "v100", instanceTypes: ["p3dn.24xlarge"] }), true);
        assert.match(data ?? "", /^\[settings\.bootstrap-commands\.000-instance-store\]\n/);
        const commands = /commands = (\[[\s\S]*?\n\])/.exec(data ?? "")?.[1] ?? "";
        assert.deepEqual(JSON.parse(commands.replace(/,\s*\n\]/, "]")), [
            ["apiclient", "ephemeral-storage", "init"],
            [
                "apiclient",
                "ephemeral-storage",
                "bind",
                "--dirs",
                "/var/lib/containerd",
                "/var/lib/kubelet",
                "/var/log/pods",
            ],
        ]);
        assert.match(data ?? "", /\nessential = true\nmode = "always"\n$/);
    });

    it("is absent where there is nothing to tell", () => {
        assert.equal(userData(group({ instanceStore: false }), false), undefined);
        assert.equal(userData(group({ accelerator: "v100", instanceTypes: ["p3.8xlarge"] }), true), undefined);
        assert.equal(userData(group({ accelerator: undefined, instanceTypes: ["m7i.large"] }), false), undefined);
    });
});
