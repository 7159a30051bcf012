import assert from "node:assert/strict";
import { liveClaims } from "../../../../components/aws/storage/liveClaims";
import { type LiveClaim } from "../../../../components/platform";
import { type Properties } from "../../../../simulation/providers";
import { simulate } from "../../../support/simulate";

const query = { namespace: "monitoring", prefix: "prometheus-x-db-" };
const volumes: Readonly<Record<string, object>> = {
    "vol-b": { size: 20, tags: { "kubernetes.io/created-for/pvc/name": "prometheus-x-db-1" } },
    "vol-a": { size: 30, tags: { "kubernetes.io/created-for/pvc/name": "prometheus-x-db-0" } },
};

/** What is read on an account with these volumes, and the filters it was asked with. */
async function read(ids: readonly string[]) {
    const asked: Properties[] = [];
    let claims: readonly LiveClaim[] = [];
    await simulate(async () => void (claims = await liveClaims("prod", [query])), {
        answers: {
            "aws:ebs/getEbsVolumes:getEbsVolumes": (args) => {
                asked.push(args);
                return { ids };
            },
            "aws:ebs/getVolume:getVolume": ({ filters }) => {
                const [{ values }] = filters as [{ values: [string] }];
                return { id: values[0], ...volumes[values[0]] };
            },
        },
    });
    return { asked, claims };
}

describe("claims on EBS", () => {
    it("are none on an account without volumes", async () => {
        let claims: unknown;
        await simulate(async () => void (claims = await liveClaims("prod", [query])));
        assert.deepEqual(claims, []);
    });

    it("are found by the stack and the claim in the tags of volumes that are not being deleted", async () => {
        const { asked } = await read([]);
        assert.deepEqual(asked, [
            {
                filters: [
                    { name: "tag:project", values: ["inference-platform"] },
                    { name: "tag:stack", values: ["prod"] },
                    { name: "tag:kubernetes.io/created-for/pvc/namespace", values: ["monitoring"] },
                    { name: "tag:kubernetes.io/created-for/pvc/name", values: ["prometheus-x-db-*"] },
                    { name: "status", values: ["creating", "available", "in-use"] },
                ],
            },
        ]);
    });

    it("have the size of their volume", async () => {
        const { claims } = await read(["vol-b", "vol-a"]);
        assert.deepEqual(claims, [
            { namespace: "monitoring", name: "prometheus-x-db-0", volume: "vol-a", gib: 30 },
            { namespace: "monitoring", name: "prometheus-x-db-1", volume: "vol-b", gib: 20 },
        ]);
    });
});
