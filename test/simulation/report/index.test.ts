import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import path from "node:path";
import { compare } from "../../../simulation/differences/compare";
import { comparedOf } from "../../../simulation/differences/earlier";
import { loadProgram } from "../../../simulation/in-process/program";
import { PROJECT } from "../../../simulation/in-process/run";
import { simulate, type Simulation } from "../../../simulation/in-process/simulate";
import { reportFile } from "../../../simulation/report";
import { reportModel, type ReportModel } from "../../../simulation/report/model";
import { readStackConfig } from "../../../simulation/stackFile";

const root = path.resolve(__dirname, "../../..");

describe("report.html", () => {
    let simulation: Simulation;
    let model: ReportModel;
    let page: string;
    before(async () => {
        simulation = await simulate(loadProgram(), { stack: "prod", ...readStackConfig(root, "prod", PROJECT, []) });
        model = reportModel(simulation);
        page = (await reportFile(simulation)).text;
    });

    const workload = (name: string) => model.workloads.find((each) => each.name === name) ?? assert.fail(name);

    it("is the same file for the same simulation", async () => {
        assert.equal((await reportFile(simulation)).text, page);
    });

    it("loads nothing and runs nothing but its own script and style", () => {
        assert.doesNotMatch(page, /<(link|img|iframe|object|embed)\b|\ssrc=|url\(|@import|\son\w+=/);
        const digests = [...page.matchAll(/<(?:style|script)>([\s\S]*?)<\/(?:style|script)>/g)].map(
            ([, content = ""]) => `sha256-${createHash("sha256").update(content).digest("base64")}`,
        );
        assert.equal(digests.length, 2);
        const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
        assert.ok(policy.startsWith("default-src &#39;none&#39;") || policy.startsWith("default-src 'none'"), policy);
        digests.forEach((digest) => assert.ok(policy.includes(digest), digest));
    });

    it("shows what names and messages say as text, whatever they contain", async () => {
        const hostile = '"><script>alert(1)</script>';
        const violation = {
            policy: "limits-requests-and-limits",
            group: "limits",
            level: "mandatory",
            urn: "u",
            type: "kubernetes:apps/v1:Deployment",
            name: hostile,
            message: hostile,
        } as const;
        const [first = assert.fail("no resource"), ...others] = simulation.resources;
        const { text } = await reportFile({
            ...simulation,
            stack: hostile,
            resources: [
                first,
                ...others.map((each, i) => (i === 9 ? { ...each, name: hostile, inputs: { a: hostile } } : each)),
            ],
            judgement: { violations: [violation], notEvaluated: [] },
        });
        assert.equal(text.split("<script>").length, 2, "the page's own");
        assert.ok(text.includes("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
    });

    it("has an entry in its contents for every part, and no anchor twice", () => {
        const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
        assert.deepEqual(
            ids.filter((id, i) => ids.indexOf(id) !== i),
            [],
        );
        const sections = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
        assert.deepEqual(sections, [
            "architecture",
            "workloads",
            "cost",
            "quotas",
            "exposure",
            "reachability",
            "policies",
            "identities",
            "secrets",
            "alerts",
            "resources",
        ]);
        const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
        assert.deepEqual(
            links.filter((id) => !ids.includes(id)),
            [],
        );
        sections.forEach((id) => assert.ok(links.includes(id), id));
    });

    it("says of each workload how it is released, what it needs, what it promises and what it costs", () => {
        const { strategy, versions, accelerator, gpus, replicas, nodeGroups, objectives } =
            workload("object-detection");
        assert.equal(strategy, "weighted versions");
        assert.deepEqual(versions, [
            { name: "v1", weight: 80 },
            { name: "v2", weight: 20 },
        ]);
        assert.deepEqual([accelerator, gpus, nodeGroups], ["nvidia-tesla-t4", 1, ["gpu-t4"]]);
        assert.ok(replicas !== undefined && replicas.min >= 3 && replicas.max >= 10);
        assert.deepEqual(objectives, ["99.9 % without error", "95 % within 500 ms"]);
        assert.deepEqual(
            ["ai-inference-app", "ai-inference-rollout", "edge-inference", "batch-inference", "model-training"].map(
                (name) => workload(name).strategy,
            ),
            ["rolling update", "canary rollout", "every matching node", "at 0 */6 * * *", "job, created suspended"],
        );
        assert.deepEqual(workload("ai-inference-spot").nodeGroups, ["gpu-t4", "spot-t4"]);
        assert.deepEqual(workload("edge-inference").nodeGroups, []);
        const costs = model.cost?.workloads["ai-inference-app"];
        assert.ok(costs !== undefined && costs.withoutLoad > 0 && costs.atMaximum > costs.withoutLoad);
        assert.match(page, /object-detection[\s\S]*?v1, 80 % of requests/);
    });

    it("says how much of each service quota the stack uses, and what to request", () => {
        const [, section = ""] = /<section id="quotas"[^>]*>([\s\S]*?)<\/section>/.exec(page) ?? [];
        assert.ok(model.quotas.length > 0);
        for (const { quota, code, needed, newAccount } of model.quotas) {
            const [, row = assert.fail(quota)] = new RegExp(`>${quota}</th>([\\s\\S]*?)</tr>`).exec(section) ?? [];
            assert.ok(row.includes(code) && row.includes(`>${needed.toLocaleString("en-US")}<`), row);
            assert.equal(row.includes("request"), needed > newAccount, row);
        }
    });

    it("says in words what each identity may do, and that a workload reads its own models alone", () => {
        const identity = model.identities.find(({ who }) => who === "service account ml-production/object-detection");
        const reading = identity?.grants.filter(({ may }) => may.includes("read objects"));
        assert.equal(reading?.length, 1);
        assert.ok(
            reading[0]?.on.every((where) => /-models-.*\/object-detection\//.test(where)),
            String(reading[0]?.on),
        );
        assert.ok(
            identity?.grants.some(({ may, on }) => may.includes("decrypt") && on.some((key) => key.includes("alias/"))),
        );
        assert.equal(model.identities.filter(({ who, grants }) => who === "" || grants.length === 0).length, 0);
    });

    it("names secrets with their readers, and holds none of their values", () => {
        assert.ok(
            model.secrets.some(
                ({ kind, readBy }) =>
                    kind === "made by this stack" && readBy.includes("ml-production/ai-inference-app"),
            ),
        );
        const wandb = model.secrets.find(({ name }) => name.endsWith("model-training/wandb"));
        assert.deepEqual(
            [wandb?.kind, wandb?.readBy],
            ["expected in the secret store", ["ml-training/model-training"]],
        );
    });

    it("shows the buckets with the regions that models are copied to", () => {
        const models = model.buckets.find(({ replicatesTo }) => replicatesTo.length > 0);
        assert.match(models?.bucket ?? "", /-models-/);
        assert.equal(models?.replicatesTo.length, 2);
        assert.ok(model.buckets.every(({ publicAccessBlocked, versioned }) => publicAccessBlocked && versioned));
    });

    it("lists the alerts, the most severe first, each once with its runbook", () => {
        const severities = model.alerts.map(({ severity }) => severity);
        assert.deepEqual([...new Set(severities)], ["critical", "warning", "info"]);
        assert.ok(model.alerts.every(({ runbook }) => runbook.endsWith(".md")));
        const names = model.alerts.map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        const errors = model.alerts.find(({ name }) => name === "InferenceErrorsHigh");
        assert.ok(errors?.workloads.includes("object-detection"));
    });

    it("draws what the tables say: no arrow into a workload without a caller that reaches it", () => {
        const calls = model.reachability.reach.flatMap(({ ports }) => [...ports.values()]).flat();
        assert.ok(calls.includes(8500));
        assert.equal(page.split('<svg class="drawing"').length, 3);
        assert.match(page, /aria-label="Architecture of the platform\. /);
        const egress = new Map(model.egress);
        assert.ok(
            egress.get("ml-production/object-detection")?.includes("any address except 169.254.169.254/32: port 443"),
        );
    });

    it("shows a violation with its reason and its fix, and policies that hold", async () => {
        const violation = {
            policy: "images-pinned-tags",
            group: "images",
            level: "mandatory",
            urn: "u",
            type: "kubernetes:apps/v1:Deployment",
            name: "web",
            object: { apiVersion: "apps/v1", kind: "Deployment", namespace: "apps", name: "web" },
            path: "spec.template",
            message: "the image has no tag",
        } as const;
        const { text } = await reportFile({ ...simulation, judgement: { violations: [violation], notEvaluated: [] } });
        assert.match(text, /1 violation</);
        assert.match(text, /Deployment apps\/web, <code>spec\.template<\/code>/);
        assert.match(text, /<dt>Fix<\/dt>\s*<dd>[A-Z]/);
        assert.doesNotMatch(page, /<dt>Fix<\/dt>/);
    });

    it("shows the differences from an earlier simulation first, where one is compared", async () => {
        const [changed = assert.fail("no resource")] = simulation.resources.slice(-1);
        const earlier = {
            ...comparedOf(simulation),
            resources: simulation.resources.map((each) =>
                each === changed ? { ...each, inputs: { ...each.inputs, size: "old" } } : each,
            ),
        };
        const differences = compare(earlier, comparedOf(simulation));
        const { text } = await reportFile(simulation, { against: "out/earlier", differences });
        assert.match(text, /<section id="differences"[\s\S]*<section id="architecture"/);
        assert.match(text, /<dt><code>size<\/code><\/dt>\s*<dd>\s*<del>&quot;old&quot;<\/del> <ins>\(not set\)<\/ins>/);
    });

    it("leaves out what there is not: cost, quotas, drawings of calls, workloads", async () => {
        const empty = {
            ...simulation,
            resources: simulation.resources.slice(0, 1),
            manifests: [],
            charts: [],
            cost: undefined,
            quotas: undefined,
        };
        const { text } = await reportFile(empty);
        assert.doesNotMatch(text, /<section id="(cost|quotas)"/);
        assert.match(text, /Nothing is reachable from outside the cluster/);
        assert.equal(text.split('<svg class="drawing"').length, 2);
    });
});
