import assert from "node:assert/strict";
import { type ShownResource } from "../../../simulation/in-process/simulate";
import { exposureLines, objectiveLines, peopleLines, summaryLines } from "../../../simulation/output/summary";

function group(name: string, inputs: ShownResource["inputs"]): ShownResource {
    return { urn: name, type: "aws:eks/nodeGroup:NodeGroup", name, parent: "nodes", dependencies: [], inputs };
}

const resources: ShownResource[] = [
    { urn: "stack", type: "pulumi:pulumi:Stack", name: "dev", dependencies: [], inputs: {} },
    {
        urn: "nodes",
        type: "inference-platform:aws:Nodes",
        name: "nodes",
        parent: "stack",
        dependencies: [],
        inputs: {},
    },
    group("system", { scalingConfig: { minSize: 2, maxSize: 4 }, instanceTypes: ["m7i.large"] }),
    group("spot-t4", {
        scalingConfig: { minSize: 0, maxSize: 8 },
        instanceTypes: ["g4dn.xlarge", "g4dn.2xlarge"],
        capacityType: "SPOT",
    }),
    group("block", { scalingConfig: { minSize: 1, maxSize: 1 }, capacityType: "CAPACITY_BLOCK" }),
    { urn: "lone", type: "aws:s3/bucket:Bucket", name: "lone", parent: "stack", dependencies: [], inputs: {} },
];

describe("the summary of a stack", () => {
    it("says who works with the cluster without administering it, and nothing where that is nobody", () => {
        const wide = { width: Infinity, color: false };
        const groups = [
            { group: "engineers", role: "deployer", namespaces: ["a"] },
            { group: "support", role: "viewer", namespaces: ["a", "b", "c", "d"] },
        ];
        assert.deepEqual(peopleLines(groups, wide), [
            "People: engineers as deployer in a; support as viewer in 4 namespaces",
        ]);
        assert.deepEqual(peopleLines([], wide), []);
    });

    it("names the nodes that it may cost, and the parts that it consists of", () => {
        assert.deepEqual(summaryLines(resources, { width: Infinity, color: false }), [
            "Nodes: system 2 to 4 × m7i.large; spot-t4 0 to 8 × g4dn.xlarge or g4dn.2xlarge, spot; block 1 to 1, reserved",
            "Parts: nodes 4 resources",
        ]);
    });

    it("names the largest parts, and how much the others are", () => {
        const component = (name: string): ShownResource => ({
            urn: name,
            type: `inference-platform:aws:${name}`,
            name,
            parent: "stack",
            dependencies: [],
            inputs: {},
        });
        const bucket = (parent: string, i: number): ShownResource => ({
            urn: `${parent}-${i}`,
            type: "aws:s3/bucket:Bucket",
            name: `${parent}-${i}`,
            parent,
            dependencies: [],
            inputs: {},
        });
        const parts = [5, 4, 3, 2, 1].flatMap((size) => {
            const name = `part${size}`;
            return [component(name), ...Array.from({ length: size }, (_, i) => bucket(name, i))];
        });
        assert.deepEqual(summaryLines([...resources.slice(0, 1), ...parts], { width: Infinity, color: false }), [
            "Parts: part5 6 resources; part4 5; part3 4; others 5 (--tree lists all)",
        ]);
    });

    it("names every way in, whom it is open to, and whether its paths need a token", () => {
        const route = { hosts: [], path: "/a", methods: [], to: "apps/a:80", never: [] };
        const way = { what: "https://a", via: "", openTo: ["the internet"], public: true, guards: [] };
        const style = { width: Infinity, color: false };
        const withRoutes = (...needs: string[][]) =>
            exposureLines([{ ...way, routes: needs.map((each) => ({ ...route, needs: each })) }], style);
        assert.deepEqual(exposureLines([], style), ["Exposed: nothing"]);
        assert.deepEqual(withRoutes(["a token"], ["a token"]), [
            "Exposed: https://a to the internet (2 paths, each with a token)",
        ]);
        assert.deepEqual(withRoutes([]), ["Exposed: https://a to the internet (1 path, no token)"]);
        assert.deepEqual(withRoutes([], ["a token"]), [
            "Exposed: https://a to the internet (2 paths, 1 without a token)",
        ]);
        assert.deepEqual(
            exposureLines(
                [
                    { ...way, openTo: ["a", "b"], routes: [] },
                    { ...way, routes: [] },
                ],
                style,
            ),
            ["Exposed: https://a to a, b; https://a to the internet"],
        );
    });

    it("says nothing of what a stack does not have", () => {
        assert.deepEqual(summaryLines([], { width: 80, color: false }), []);
    });

    it("says what objectives allow in a month, in minutes and in requests", () => {
        const style = { width: Infinity, color: false };
        assert.deepEqual(
            objectiveLines(
                [
                    { availability: 0.9995, workloads: ["a"] },
                    { availability: 0.999, workloads: ["b", "c", "d", "e"] },
                ],
                style,
            ),
            [
                "Objectives: 99.95 % allows 21.6 minutes a month, or 500 of a million requests (a); " +
                    "99.9 % allows 43.2 minutes a month, or 1,000 of a million requests (4 workloads)",
            ],
        );
        assert.deepEqual(objectiveLines([], style), []);
    });
});
