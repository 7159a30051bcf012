import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { addonDaemons, addonDemands, addonSchemas } from "../../../../components/addons/definitions";
import { costOutput, type CostOutput } from "../../../../components/aws/cost/costOutput";
import { costEstimate } from "../../../../components/aws/cost/estimate";
import { pricesFor } from "../../../../components/aws/cost/prices";
import { instanceTypes } from "../../../../components/aws/nodes/instanceTypes";
import { workloadKinds } from "../../../../components/workloads/kinds";
import { loadPlatformConfig } from "../../../../config/load";
import { pricesSchema } from "../../../../config/prices";
import { podDemandsOf } from "../../../../config/workloadKind";
import { PROJECT } from "../../../../simulation/in-process/run";
import { readStackConfig } from "../../../../simulation/stackFile";
import { existingVpc } from "../../../support/aws/existingNetwork";

const root = path.resolve(__dirname, "../../../..");

/** The estimate for an example stack, with settings as `--set` takes them. */
function costOf(stack: string, settings: readonly string[] = []): CostOutput {
    const { config: entries } = readStackConfig(root, stack, PROJECT, settings);
    const config = loadPlatformConfig(stack, entries, { kinds: workloadKinds, addons: addonSchemas, checks: [] });
    const demands = [...podDemandsOf(workloadKinds, config.workloads), ...addonDemands(config)];
    return costOutput(costEstimate(config, demands, addonDaemons), config);
}

const nodes = (cost: CostOutput, group: string) =>
    Object.entries(cost.items).find(([item]) => item.startsWith(`nodes ${group} `))?.[1];

describe("the cost of a stack", () => {
    it("is about what docs/aws.md says of the example stacks, and the page has every item that matters", () => {
        const page = readFileSync(path.join(root, "docs/aws.md"), "utf8");
        const rows = [
            ...page.slice(page.indexOf("## Cost")).matchAll(/^\| ([^|]+) \| ([^|]+(?: \| [^|]+){3}) \|$/gm),
        ].map(
            ([, item = "", amounts = ""]) =>
                [item.replaceAll("*", ""), amounts.replaceAll(/[*,]/g, "").split(" | ")] as const,
        );
        const table = new Map(rows);
        const [dev, prod] = [costOf("dev"), costOf("prod")];
        const about = (written: string | undefined, amount: number, what: string) =>
            assert.ok(Math.abs(Number(written) - amount) <= 0.1 * amount, `${what}: ${written}, now ${amount}`);
        [dev, prod].forEach(({ items, usdPerMonth, notCounted }, stack) => {
            for (const [i, load] of (["withoutLoad", "atMaximum"] as const).entries()) {
                about(table.get("total")?.[2 * stack + i], usdPerMonth[load], `total ${load}`);
                for (const [item, amounts] of Object.entries(items)) {
                    if (amounts[load] > 0.05 * usdPerMonth[load]) {
                        about(table.get(item)?.[2 * stack + i], amounts[load], `${item} ${load}`);
                    }
                }
            }
            assert.deepEqual(notCounted, []);
        });
        about(/costs about (\d+) USD a day/.exec(page)?.[1], dev.usdPerDayWithoutLoad, "dev per day");
        about(
            /make it ([\d,]+) USD a month/.exec(page)?.[1]?.replace(",", ""),
            dev.usdPerMonth.whileSchedulesRun ?? 0,
            "dev around the clock",
        );
    });

    it("is small in development while nobody works", () => {
        const { usdPerDayWithoutLoad, items } = costOf("dev");
        assert.ok(usdPerDayWithoutLoad < 12, `${usdPerDayWithoutLoad} USD a day`);
        for (const [item, { withoutLoad }] of Object.entries(items)) {
            assert.ok(withoutLoad === 0 || !/g4dn|g6|p3/.test(item), item);
        }
    });

    it("has GPU nodes as many as the pods fill, two on a node with two GPUs for them", () => {
        const perNode = 730 * 0.526;
        const one = (count: number) => [
            "workloads={ a: { kind: tensorflow-serving, accelerator: t4, models: { m: { versions: [1] } }, " +
                `scaling: { min: ${count}, max: 12 } } }`,
        ];
        const expect = (settings: readonly string[], withoutLoad: number, atMaximum: number, price = perNode) =>
            assert.deepEqual(nodes(costOf("dev", settings), "gpu-t4"), {
                withoutLoad: Math.round(withoutLoad * price),
                atMaximum: Math.round(atMaximum * price),
            });
        expect(one(3), 3, 8);
        expect([...one(3), "nodeGroups.gpu-t4.timeSlicing=2"], 2, 6);
        expect([...one(3), "nodeGroups.gpu-t4.min=5"], 5, 8);
        expect([...one(3), "nodeGroups.gpu-t4.perZone=true", "nodeGroups.gpu-t4.min=2"], 4, 12);
        expect([...one(3), "nodeGroups.gpu-t4.instanceTypes=[g4dn.12xlarge]"], 1, 3, 730 * 3.912);
        expect([...one(1), "addons.warmCapacity={ t4: 2 }"], 3, 8);
    });

    it("counts the pods of a job where everything is at its maximum, as many as run at once", () => {
        const batch = (parallelism: number) => [
            "workloads={ b: { kind: batch-inference, accelerator: t4, image: example.com/batch:1, " +
                "models: { m: { versions: [1] } }, input: { path: in/ }, output: { path: out/ }, " +
                `completions: 6, parallelism: ${parallelism} } }`,
        ];
        const jobNodes = (parallelism: number) => nodes(costOf("dev", batch(parallelism)), "gpu-t4");
        assert.deepEqual(jobNodes(3), { withoutLoad: 0, atMaximum: Math.round(3 * 730 * 0.526) });
        assert.equal(jobNodes(100)?.atMaximum, Math.round(6 * 730 * 0.526));
    });

    it("prefers spot for pods that take it", () => {
        const spot = [
            "workloads={ a: { kind: tensorflow-serving, accelerator: t4, capacity: spot, models: { m: { versions: [1] } }, " +
                "scaling: { min: 2, max: 4 } } }",
        ];
        assert.equal(nodes(costOf("dev", spot), "spot-t4")?.withoutLoad, Math.round(2 * 730 * 0.526 * 0.35));
        assert.equal(nodes(costOf("dev", spot), "gpu-t4"), undefined);
        assert.equal(
            nodes(costOf("dev", [...spot, "prices.spotPercent=50"]), "spot-t4")?.withoutLoad,
            Math.round(2 * 730 * 0.526 * 0.5),
        );
    });

    it("takes prices of the stack file over the list, and says so", () => {
        const { items, prices } = costOf("prod", [
            "prices.instances={ m7i.large: 0.2 }",
            "prices.databases={ db.m7g.large: 1 }",
            "prices.units={ keyMonth: 3 }",
        ]);
        assert.equal(items["nodes system (m7i.large)"]?.withoutLoad, 3 * 730 * 0.2);
        assert.equal(items["PostgreSQL (2 × db.m7g.large)"]?.withoutLoad, 2 * 730);
        assert.equal(items.keys?.withoutLoad, 21);
        assert.equal(prices, "list prices of us-west-2, 2026-08, and prices of the stack file; spot at 35 %");
    });

    it("charges what a disk is faster than EBS makes it for nothing", () => {
        const disks = (settings: string) =>
            costOf("prod", [`nodeGroups.system={ instanceTypes: [m7i.large], min: 3, max: 3${settings} }`]).items[
                "disks of nodes"
            ];
        const [plain, fast] = [disks(""), disks(", diskIops: 5000, diskThroughputMiB: 625")];
        assert.equal((fast?.withoutLoad ?? 0) - (plain?.withoutLoad ?? 0), 3 * (2000 * 0.005 + 500 * 0.04));
    });

    it("names what it has no price for", () => {
        const { notCounted } = costOf("prod", [
            "dataStores.postgres.instanceClass=db.x2g.large",
            "nodeGroups.h200={ accelerator: h200, instanceTypes: [p5e.48xlarge], min: 0, max: 1 }",
        ]);
        assert.deepEqual(notCounted, ["nodes h200 (p5e.48xlarge)", "PostgreSQL (2 × db.x2g.large)"]);
    });

    it("has nothing of a network that somebody else pays for, and an address per public subnet", () => {
        const network = (cost: CostOutput) =>
            ["NAT gateways", "interface endpoints", "public IPv4 addresses"].map(
                (item) => cost.items[item]?.withoutLoad,
            );
        const [nat, endpoints, addresses] = network(costOf("prod"));
        const there = network(costOf("prod", existingVpc()));
        assert.ok(nat !== undefined && endpoints !== undefined && addresses !== undefined);
        assert.deepEqual(there.slice(0, 2), [undefined, undefined]);
        // Two public subnets, where the stack's own network has three and a NAT gateway in each zone.
        assert.equal(there[2], Math.round((addresses / 6) * 2));
    });
});

describe("prices", () => {
    const { instance } = pricesFor(pricesSchema.parse({}));

    it("are known for every instance type that is sold on demand", () => {
        const without = [...instanceTypes.keys()].filter((type) => instance(type) === undefined);
        assert.deepEqual(without, ["p5e.48xlarge"]);
    });

    it("grow with the size within a family without GPU", () => {
        assert.equal(instance("m7i.2xlarge"), 0.4032);
        assert.equal(instance("t3.large"), 0.0832);
    });
});
