import assert from "node:assert/strict";
import fc from "fast-check";
import { prometheusClaims, retentionGb, smallVolumes } from "../../../../components/addons/monitoring/volumes";
import { buildAddOns } from "../../../support/addons";

const claim = (ordinal: number, gib: number) => ({
    namespace: "monitoring",
    name: `${prometheusClaims.prefix}prometheus-kube-prometheus-stack-prometheus-${ordinal}`,
    volume: `vol-${ordinal}`,
    gib,
});

/** Claims of others in the same namespace, and of the same name in another. */
const others = [
    { namespace: "monitoring", name: "kube-prometheus-stack-grafana", volume: "vol-g", gib: 1 },
    { ...claim(0, 1), namespace: "elsewhere" },
];

describe("the limit on metrics", () => {
    it("is 85 % of the size in the stack file, on volumes that have it", () => {
        assert.equal(retentionGb({ storageGiB: 100, claims: [] }), 85);
        assert.equal(retentionGb({ storageGiB: 100, claims: [claim(0, 100), claim(1, 100), ...others] }), 85);
    });

    it("stays with the smallest volume when storageGiB grows, and follows once all have grown", () => {
        const limit = (...sizes: readonly number[]) =>
            retentionGb({ storageGiB: 200, claims: [...sizes.map((gib, i) => claim(i, gib)), ...others] });
        assert.deepEqual([limit(20, 20), limit(200, 20), limit(200, 200)], [17, 17, 170]);
    });

    it("never exceeds a volume, nor what the stack file wants", () => {
        const size = fc.integer({ min: 10, max: 16384 });
        fc.assert(
            fc.property(size, fc.array(size, { maxLength: 3 }), (storageGiB, sizes) => {
                const limit = retentionGb({ storageGiB, claims: sizes.map((gib, i) => claim(i, gib)) });
                assert.ok(limit > 0 && [storageGiB, ...sizes].every((gib) => limit < gib));
            }),
        );
    });
});

describe("volumes that are smaller than the stack file says", () => {
    it("are named, with what to do", () => {
        assert.equal(
            smallVolumes({ storageGiB: 200, claims: [claim(0, 200), claim(1, 20), ...others] }),
            `addons.monitoring.storageGiB is 200, but ${claim(1, 20).name} has 20 GiB (vol-1): metrics are kept up to 85 % of ` +
                "the smallest volume. Grow the claims as docs/addons/monitoring.md says, then run the update again",
        );
        assert.equal(smallVolumes({ storageGiB: 200, claims: [claim(0, 200), claim(1, 500), ...others] }), undefined);
    });

    it("are a warning of each preview, until the claims have grown", async () => {
        const warnings = async (gib: number) => {
            const { run } = await buildAddOns({ addons: { monitoring: { storageGiB: 200 } } }, {}, [claim(0, gib)]);
            return run.run.log.filter(({ message }) => message.includes("storageGiB"));
        };
        assert.deepEqual(
            (await warnings(20)).map(({ level }) => level),
            ["warn"],
        );
        assert.deepEqual(await warnings(200), []);
    });
});
