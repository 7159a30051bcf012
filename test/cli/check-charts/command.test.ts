import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { chartAtHand } from "../../../cli/check-charts/chartsAtHand";
import { checkChartsCommand } from "../../../cli/check-charts/command";
import { unknownKeys } from "../../../cli/check-charts/chartKeys";
import { chartsTable } from "../../../cli/charts/chartsTable";
import { crdFaults, crdOrigins, daemonFaults, imagesOutside } from "../../../cli/check-charts/rendering";
import { fullFacts, sampleFacts } from "../../../cli/check-charts/sampleFacts";
import { releases } from "../../../components/addons/definitions";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { releaseNamed } from "../../support/addons";
import { type Captured, captured } from "../../support/terminal";

describe("unknownKeys", () => {
    const defaults = { image: { tag: "1", pullPolicy: "Always" }, env: {}, args: [], resources: {}, policy: null };

    it("finds a key that the chart does not have, and names its neighbors", () => {
        assert.deepEqual(unknownKeys({ image: { tga: "2" } }, defaults), [
            { path: "image.tga", known: ["tag", "pullPolicy"] },
        ]);
        assert.deepEqual(
            unknownKeys({ iamge: {} }, defaults).map(({ path: at }) => at),
            ["iamge"],
        );
    });

    it("takes whatever is put in the place of an empty map, a list or nothing", () => {
        assert.deepEqual(unknownKeys({ env: { A: "b" }, args: ["x"], policy: { a: 1 } }, defaults), []);
    });

    it("leaves parts of a pod to Kubernetes, and named free forms to their programs", () => {
        const values = { securityContext: { seccompProfile: {} }, image: { config: { a: 1 } } };
        const withContext = { ...defaults, securityContext: { runAsUser: 1 } };
        assert.deepEqual(unknownKeys(values, withContext, [{ path: "image.config", reason: "its own" }]), []);
    });
});

describe("imagesOutside", () => {
    it("names every image that a mirror would miss, in init containers and custom resources too", () => {
        const pod = {
            spec: {
                initContainers: [{ image: "mirror.example.com/quay.io/a:1" }, { image: "busybox:1" }],
                containers: [{ image: "auto" }, { image: "quay.io/b:2" }],
            },
        };
        const rendered = [pod, { kind: "Prometheus", spec: { image: "quay.io/p:3" } }].map((each) => stringify(each));
        assert.deepEqual(imagesOutside("mirror.example.com", rendered.join("---\n")), [
            "busybox:1",
            "quay.io/b:2",
            "quay.io/p:3",
        ]);
    });
});

describe("crdOrigins", () => {
    const definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n";
    const rendering = (...sources: string[]) =>
        sources.map((source) => `---\n${source === "" ? "" : `# Source: ${source}\n`}${definition}`).join("");

    it("tells definitions that follow the release from those that Helm creates once", () => {
        assert.deepEqual([...crdOrigins(rendering("keda/templates/crds/a.yaml"))], ["templates"]);
        assert.deepEqual([...crdOrigins(rendering("stack/charts/crds/templates/a.yaml"))], ["templates"]);
        assert.deepEqual([...crdOrigins(rendering("vpa/crds/a.yaml"))], ["folder"]);
        assert.deepEqual([...crdOrigins(rendering("parent/charts/child/crds/a.yaml"))], ["folder"]);
    });

    it("knows the second definition of a file by the source above the first", () => {
        assert.deepEqual([...crdOrigins(rendering("vpa/crds/all.yaml", ""))], ["folder"]);
        assert.deepEqual(
            [...crdOrigins(rendering("vpa/crds/all.yaml", "", "vpa/templates/b.yaml"))],
            ["folder", "templates"],
        );
    });

    it("are held to the table, which an upgrade goes by", () => {
        assert.deepEqual(crdFaults(releaseNamed("vpa").chart, rendering("vpa/crds/a.yaml")), []);
        assert.deepEqual(crdFaults(releaseNamed("loki").chart, ""), []);
        assert.deepEqual(crdFaults(releaseNamed("vpa").chart, rendering("vpa/templates/a.yaml")), [
            'CRDs come from templates: correct "crds" of the chart in its add-on',
        ]);
        assert.deepEqual(crdFaults(releaseNamed("keda").chart, ""), [
            'CRDs come from nowhere: correct "crds" of the chart in its add-on',
        ]);
    });

    it("finds none in other objects", () => {
        assert.deepEqual([...crdOrigins("---\n# Source: vpa/crds/README.yaml\nkind: ConfigMap\n")], []);
    });
});

describe("daemonFaults", () => {
    const groups = fullFacts("tempo").nodeGroups;
    const daemonSet = (...requests: (object | undefined)[]) =>
        stringify({
            kind: "DaemonSet",
            spec: {
                template: {
                    spec: { containers: requests.map((each) => ({ name: "c", resources: { requests: each } })) },
                },
            },
        });

    it("holds what pods find on a node to what the charts' DaemonSets request", () => {
        const collector = { cpu: "50m", memory: "128Mi" };
        const reloader = { cpu: "10m", memory: "50Mi" };
        const alloy = releaseNamed("alloy");
        assert.deepEqual(daemonFaults(alloy, groups, daemonSet(collector, reloader)), []);
        assert.deepEqual(daemonFaults(alloy, groups, daemonSet(collector)), [
            'DaemonSets request 50m CPU and 128Mi, not 10m CPU and 50Mi, 50m CPU and 128Mi: correct "daemon" of the release',
        ]);
        assert.deepEqual(daemonFaults(releaseNamed("keda"), groups, daemonSet(reloader)), [
            'DaemonSets request 10m CPU and 50Mi, not nothing: correct "daemon" of the release',
        ]);
        assert.deepEqual(daemonFaults(releaseNamed("keda"), groups, "kind: Deployment\n"), []);
    });

    it("gives a container without requests those of its namespace's LimitRange", () => {
        const plugin = daemonSet({ cpu: "20m", memory: "64Mi" }, undefined);
        assert.deepEqual(daemonFaults(releaseNamed("nvidia-device-plugin"), groups, plugin), []);
    });
});

describe("npm run charts", () => {
    const lines = chartsTable().split("\n");

    it("has a line for every release, each cell below its title", () => {
        assert.equal(lines.length, releases.length + 2);
        const at = (title: string) => (lines[0] ?? "").indexOf(title);
        const keda = lines.find((line) => line.startsWith("keda ")) ?? "";
        assert.equal(keda.slice(at("version"), at("runs")).trim(), "2.20.2");
        assert.equal(keda.slice(at("CRDs"), at("namespace")).trim(), "2.20.2, with the release");
        assert.equal(keda.slice(at("repository")), "https://kedacore.github.io/charts");
    });

    it("names the CRDs that an upgrade has to apply by hand", () => {
        const byHand = lines.filter((line) => line.includes(", by hand")).map((line) => line.split(" ")[0]);
        assert.deepEqual(byHand, ["external-dns", "aws-load-balancer-controller", "vpa"]);
    });
});

describe("npm run check-charts", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "check-charts-test-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    async function run(...args: string[]): Promise<Captured> {
        // Without helm, whatever this machine has: rendering is not what is tested here.
        const before = process.env.PATH;
        process.env.PATH = "";
        try {
            return await captured((terminal) => checkChartsCommand(args, terminal));
        } finally {
            process.env.PATH = before;
        }
    }

    it("fails when there was nothing to compare", async () => {
        const { code, out, err } = await run(folder);
        assert.equal(code, ExitCode.InvalidInput);
        assert.match(err, /^NOTHING WAS CHECKED: .* holds none of the 23 charts of `npm run charts`\n$/);
        assert.equal(out.split("\n").filter((line) => line.includes("NOT CHECKED")).length, releases.length);
    });

    it("rejects a path that is not a directory", async () => {
        const nowhere = path.join(folder, "nowhere");
        assert.deepEqual(await run(nowhere), {
            code: ExitCode.InvalidInput,
            out: "",
            err: `${nowhere} is not a directory: name one that holds the charts of \`npm run charts\`\n`,
        });
    });

    it("accepts a chart that has every key, and fails over one that has lost a key", async () => {
        const { chart, version } = releaseNamed("external-dns").chart;
        const [facts] = sampleFacts();
        const values = releaseNamed("external-dns").values(facts!) as Record<string, unknown>;
        const defaults = { ...values, image: { repository: "registry.k8s.io/external-dns/external-dns" } };
        writeFileSync(path.join(folder, `${chart}-${version}.values.yaml`), stringify(defaults));
        const good = await run(folder);
        assert.equal(good.code, ExitCode.Ok, good.out);
        assert.match(good.out, /^ok external-dns \(external-dns 1\.21\.1\)$/m);
        assert.match(good.err, /helm is not on the PATH/);

        const { txtOwnerId: _, ...without } = defaults as Record<string, unknown>;
        writeFileSync(path.join(folder, `${chart}-${version}.values.yaml`), stringify(without));
        const bad = await run(folder);
        assert.equal(bad.code, ExitCode.Rejected);
        assert.match(bad.out, /- "txtOwnerId" is not a key of the chart; beside it: provider, sources, policy/);
    });

    it("reads an unpacked chart, subcharts included, and names what it could not see", () => {
        const stack = releaseNamed("kube-prometheus-stack").chart;
        const { chart, version } = stack;
        const base = path.join(folder, `${chart}-${version}`);
        mkdirSync(path.join(base, "charts/grafana"), { recursive: true });
        writeFileSync(path.join(base, "values.yaml"), stringify({ grafana: { own: 1 }, crds: {} }));
        writeFileSync(path.join(base, "charts/grafana/values.yaml"), stringify({ persistence: { enabled: false } }));
        const found = chartAtHand(folder, "kube-prometheus-stack", stack);
        assert.equal(found?.source, base);
        assert.deepEqual(found?.defaults.grafana, { persistence: { enabled: false }, own: 1 });
        assert.deepEqual(found?.unseen, ["kube-state-metrics", "prometheus-node-exporter"]);
    });

    it("finds the defaults that Istio's charts hide from their users", () => {
        const hidden = { _internal_defaults_do_not_set: { revision: "" } };
        const { chart } = releaseNamed("istio-cni");
        writeFileSync(path.join(folder, `istio-cni-${chart.version}.values.yaml`), stringify(hidden));
        assert.deepEqual(chartAtHand(folder, "istio-cni", chart)?.defaults, { revision: "" });
    });
});

describe("the samples that charts are checked with", () => {
    it("use every chart", () => {
        for (const release of releases) {
            assert.ok(
                sampleFacts().some((facts) => release.values(facts) !== undefined),
                release.name,
            );
        }
    });

    it("set every key that a release lists as unlisted by its chart", () => {
        for (const { name, values, unlisted = [] } of releases) {
            for (const { path: at, reason } of unlisted) {
                const used = sampleFacts().some((facts) =>
                    reaches(JSON.parse(JSON.stringify(values(facts) ?? {})) as unknown, at),
                );
                assert.ok(used, `${name}: ${at} is never set`);
                assert.ok(reason.length > 10, at);
            }
        }
    });
});

/** Whether values have something at a dotted path; keys may hold dots themselves (`grafana.ini`). */
function reaches(values: unknown, at: string): boolean {
    if (typeof values !== "object" || values === null) {
        return false;
    }
    return Object.entries(values).some(
        ([key, inner]) => at === key || (at.startsWith(`${key}.`) && reaches(inner, at.slice(key.length + 1))),
    );
}
