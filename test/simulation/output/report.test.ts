import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type Judgement } from "../../../policy/core/judge";
import { reportMarkdown, reportText } from "../../../simulation/output/report";
import { simulate, type Simulation } from "../../../simulation/in-process/simulate";
import { type TextStyle } from "../../../simulation/output/text";

class Store extends pulumi.ComponentResource {
    constructor(name: string) {
        super("inference-platform:aws:Store", name);
        new aws.s3.Bucket(name, {}, { parent: this });
        new aws.s3.BucketVersioning(
            name,
            { bucket: name, versioningConfiguration: { status: "Enabled" } },
            { parent: this },
        );
        for (const zone of ["a", "b", "c"]) {
            new k8s.core.v1.ConfigMap(`${name}-${zone}`, { metadata: { name: zone } }, { parent: this });
        }
        this.registerOutputs();
    }
}

const piped: TextStyle = { width: Infinity, color: false };
const violation = {
    policy: "limits-requests",
    group: "limits",
    level: "mandatory",
    urn: "u",
    type: "kubernetes:apps/v1:Deployment",
    name: "web",
    object: { apiVersion: "apps/v1", kind: "Deployment", namespace: "apps", name: "web" },
    message: '"resources.limits" is missing: set one',
} as const;

async function simulation(judgement?: Judgement): Promise<Simulation> {
    const made = await simulate(
        () => {
            new Store("models");
            return Promise.resolve({});
        },
        { stack: "dev", config: { "aws:region": "us-west-2" } },
    );
    return judgement === undefined ? made : { ...made, judgement };
}

describe("reportText", () => {
    it("shows the tree with counts, one line for resources of one type, and next steps", async () => {
        assert.equal(
            reportText(await simulation({ violations: [], notEvaluated: [] }), piped, { tree: true }),
            [
                "dev in us-west-2: 6 resources, 3 Kubernetes objects, 0 Helm charts",
                "Parts: models 6 resources",
                "Exposed: nothing",
                "",
                "└─ models Store, 6 resources",
                "   ├─ s3.Bucket, s3.BucketVersioning",
                "   └─ ConfigMap ×3: models-a, models-b, models-c",
                "",
                "Policies: 0 mandatory, 0 advisory, 0 not evaluated",
                "",
                "Next:",
                "  npm run simulate -- dev --out out/dev  report and files",
                "  npm run rehearse -- dev                run the real engine",
                "  pulumi up -s dev --policy-pack policy  deploy",
                "",
            ].join("\n"),
        );
    });

    it("fits a screen without the tree", async () => {
        const text = reportText(await simulation({ violations: [], notEvaluated: [] }), piped);
        assert.doesNotMatch(text, /ConfigMap/);
        assert.match(text, /^dev in us-west-2: .*\nParts: models 6 resources\nExposed: nothing\nPolicies: /);
    });

    it("counts and lists violations by level and policy", async () => {
        const text = reportText(
            await simulation({
                violations: [
                    violation,
                    { ...violation, name: "x", object: { ...violation.object, name: "api" } },
                    { ...violation, policy: "labels", level: "advisory" },
                ],
                notEvaluated: [{ ...violation, policy: "images", path: "image", reason: "image is not known yet" }],
            }),
            piped,
        );
        assert.ok(
            text.includes(
                [
                    "Policies: 2 mandatory, 1 advisory, 1 not evaluated",
                    "  violates limits-requests",
                    '    - Deployment apps/web: "resources.limits" is missing: set one',
                    '    - Deployment apps/api: "resources.limits" is missing: set one',
                    "  advice labels",
                    '    - Deployment apps/web: "resources.limits" is missing: set one',
                    "  not evaluated images",
                    "    - Deployment apps/web: image is not known yet",
                    "",
                    "Next:",
                    "  fix the mandatory violations above     `pulumi up` would be rejected",
                ].join("\n"),
            ),
            text,
        );
        assert.ok(!text.includes("pulumi up -s"), "an update that would be rejected is not suggested");
    });

    it("fits a narrow terminal without splitting a name", async () => {
        const lines = reportText(
            await simulation({ violations: [violation], notEvaluated: [] }),
            { width: 60, color: false },
            { tree: true },
        ).split("\n");
        assert.deepEqual(
            lines.filter((line) => line.length > 60),
            [],
        );
        assert.match(lines.join("\n"), /models-c/);
        assert.deepEqual(lines.slice(lines.indexOf("Next:") + 1, -1), [
            "  fix the mandatory violations above",
            "      `pulumi up` would be rejected",
            "  npm run simulate -- dev --out out/dev  report and files",
            "  npm run rehearse -- dev  run the real engine",
        ]);
    });

    it("shows what differs from an earlier simulation", async () => {
        const compared = {
            against: "out/dev",
            differences: { added: [], removed: [], changed: [], unchanged: 6 },
        };
        const text = reportText(await simulation(), piped, { compared });
        assert.match(text, /\n\nDifferences against out\/dev: none in 6 resources\n\nNext:\n/);
        assert.doesNotMatch(reportText(await simulation(), piped), /Differences/);
    });

    it("has the same text in color", async () => {
        const made = await simulation({ violations: [violation], notEvaluated: [] });
        const painted = reportText(made, { width: 100, color: true });
        assert.equal(stripVTControlCharacters(painted), reportText(made, { width: 100, color: false }));
        assert.notEqual(painted, reportText(made, { width: 100, color: false }));
    });

    it("shows where the files are, and what to do with them", async () => {
        const text = reportText(await simulation({ violations: [], notEvaluated: [] }), piped, {
            outFolder: "out/dev",
        });
        assert.match(
            text,
            /\nWritten: out\/dev; open out\/dev\/report\.html in a browser\n\nNext:\n {2}kubectl diff -R -f out\/dev\/manifests /,
        );
    });

    it("names the quotas that a new account does not have", async () => {
        const quotas = [
            { quota: "vCPUs of running on-demand P instances", code: "L-417A185B", needed: 128, newAccount: 0 },
            { quota: "Elastic IP addresses", code: "L-0263D0A3", needed: 3, newAccount: 5 },
        ];
        const made = await simulation();
        assert.match(
            reportText({ ...made, quotas }, piped),
            /\nQuotas: beyond those of a new account, with all nodes: 128 vCPUs of running on-demand P instances \(L-417A185B\); docs\/quotas\.md\n/,
        );
        assert.match(
            reportText({ ...made, quotas }, { width: 60, color: false }),
            /\nQuotas: 1 beyond a new account's; docs\/quotas\.md\n/,
            "one line on a screen",
        );
        assert.doesNotMatch(reportText({ ...made, quotas: quotas.slice(1) }, piped), /Quotas:/);
    });

    it("is a comment on a pull request, whose blocks no message can end", async () => {
        const hostile = { ...violation, message: "a ``` b ````" };
        const text = reportMarkdown(await simulation({ violations: [hostile], notEvaluated: [] }), {
            against: "out/dev",
            differences: { added: [], removed: [], changed: [], unchanged: 6 },
        });
        assert.match(
            text,
            /^### Simulation of dev\n\n\*\*Rejected\*\*: 1 violation of mandatory policies\.\n\n`````text\n/,
        );
        assert.match(text, /<details>\n<summary>Differences: none in 6 resources<\/summary>\n\n```diff\n/);
        assert.match(
            reportMarkdown(await simulation({ violations: [], notEvaluated: [] })),
            /All mandatory policies hold\./,
        );
    });

    it("says what the stack costs, and what has no price", async () => {
        const cost = {
            prices: "list prices of us-west-2, 2026-08; spot at 35 %",
            usdPerMonth: { withoutLoad: 292, whileSchedulesRun: 2442, atMaximum: 4266 },
            usdPerDayWithoutLoad: 10,
            items: {},
            workloads: {},
            notCounted: ["nodes h200 (p5e.48xlarge)"],
        };
        const made = await simulation();
        assert.match(
            reportText({ ...made, cost }, piped),
            /\nCost: about 292 USD a month without load \(10 USD a day\), 2,442 USD if all schedules ran, 4,266 USD at maximum; list prices of us-west-2, 2026-08; spot at 35 %, plus use; no price for nodes h200 \(p5e\.48xlarge\)\n\nNext:/,
        );
        assert.doesNotMatch(reportText(made, piped), /Cost/);
    });
});
