import assert from "node:assert/strict";
import fc from "fast-check";
import { plannedSubnets, subnetPlan } from "../../../../components/aws/network/subnetPlan";
import { parseCidr } from "../../../../config/network";

describe("subnetPlan", () => {
    const anyCidr = fc.integer({ min: 16, max: 20 }).chain((prefix) =>
        // Third octets of networks with this prefix step by 16, 32, 64 or 128; a /16 has none.
        fc.tuple(fc.nat(255), fc.nat(2 ** (prefix - 16) - 1)).map(([b, step]) => {
            const c = step * 2 ** (24 - prefix);
            return `10.${b}.${c}.0/${prefix}`;
        }),
    );
    const range = (cidr: string) => {
        const parsed = parseCidr(cidr);
        assert.ok(parsed !== undefined, cidr);
        return parsed;
    };

    it("gives every zone its subnets inside the network, without overlap", () => {
        fc.assert(
            fc.property(anyCidr, fc.integer({ min: 2, max: 3 }), (cidr, zones) => {
                const network = range(cidr);
                const subnets = plannedSubnets(cidr, zones)
                    .flatMap((zone) => [zone.private, zone.public])
                    .map(range);
                assert.equal(subnets.length, 2 * zones);
                for (const subnet of subnets) {
                    assert.ok(subnet.first >= network.first && subnet.last <= network.last);
                }
                const sorted = [...subnets].sort((a, b) => a.first - b.first);
                sorted.slice(1).forEach((subnet, i) => assert.ok(subnet.first > (sorted[i]?.last ?? 0)));
            }),
        );
    });

    it("leaves the subnets where they are when a zone is added", () => {
        fc.assert(
            fc.property(anyCidr, (cidr) => {
                assert.deepEqual(plannedSubnets(cidr, 3).slice(0, 2), plannedSubnets(cidr, 2));
            }),
        );
    });

    it("keeps most of a zone for nodes and pods", () => {
        assert.deepEqual(subnetPlan("10.40.0.0/16"), { zoneMask: 18, privateMask: 19, publicMask: 21 });
        assert.deepEqual(plannedSubnets("10.40.0.0/16", 2), [
            { private: "10.40.0.0/19", public: "10.40.32.0/21" },
            { private: "10.40.64.0/19", public: "10.40.96.0/21" },
        ]);
    });
});
