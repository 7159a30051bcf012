import { existsSync, statSync } from "node:fs";
import { type Command } from "commander";
import { type NamedRelease, releases, releaseValues } from "../../components/addons/definitions";
import { type AddonFacts } from "../../components/addons/facts";
import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";
import { unknownKeys } from "./chartKeys";
import { chartAtHand, type ChartAtHand } from "./chartsAtHand";
import { crdFaults, daemonFaults, helmAvailable, imagesOutside, policyFaults, renderChart } from "./rendering";
import { fullFacts, sampleFacts } from "./sampleFacts";

function command(): Command {
    return newCommand({
        name: "check-charts",
        usage: "<folder> [options]",
        description: [
            "Compares every key that the add-ons set with the charts' own values. The folder holds, for each chart of",
            "`npm run charts`, <chart>-<version>.values.yaml, an unpacked <chart>-<version>/ or <chart>-<version>.tgz.",
            "With helm on the PATH, unpacked and packed charts are also rendered, judged by the policy pack and searched",
            "for images that a mirror would miss, for CRDs that `npm run charts` does not name and for DaemonSets that take",
            "more of a node than the program counts with.",
        ].join(" "),
        examples: [
            ["charts/", "check the charts in this folder"],
            ["charts/new", "those of an upgrade, beside them"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "every key exists",
            [ExitCode.Rejected]: "a key, an image, a policy, a CRD or a DaemonSet is wrong",
            [ExitCode.InvalidInput]: "usage error, or nothing could be compared",
        },
    }).argument("<folder>", "directory with the charts");
}

/** Mirror that renderings are made behind, to see which image escapes it. */
const mirror = "mirror.example.com";

/** `npm run check-charts -- <arguments>`. */
export function checkChartsCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    return Promise.resolve(ended ?? checkCharts(parser.args[0] ?? "", terminal));
}

function checkCharts(folder: string, { stdout, stderr }: Terminal): ExitCode {
    const out = (text: string) => stdout.write(text);
    const err = (text: string) => stderr.write(text);
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
        err(`${folder} is not a directory: name one that holds the charts of \`npm run charts\`\n`);
        return ExitCode.InvalidInput;
    }
    const helm = helmAvailable();
    let compared = 0;
    let faults = 0;
    for (const release of releases) {
        const { name, chart } = release;
        const found = chartAtHand(folder, name, chart);
        if (found === undefined) {
            out(`?  ${name}: NOT CHECKED, ${chart.chart}-${chart.version} is not in ${folder}\n`);
            continue;
        }
        compared++;
        const { wrong, notes } = checkOne(release, found, helm);
        faults += wrong.length;
        out(
            `${wrong.length === 0 ? "ok" : "no"} ${name} (${[`${chart.chart} ${chart.version}`, ...notes].join(", ")})\n`,
        );
        for (const text of wrong) {
            out(`   - ${text}\n`);
        }
    }
    if (compared === 0) {
        err(`NOTHING WAS CHECKED: ${folder} holds none of the ${releases.length} charts of \`npm run charts\`\n`);
        return ExitCode.InvalidInput;
    }
    if (!helm) {
        err("helm is not on the PATH: nothing was rendered, images and policies were not checked\n");
    }
    out(`${compared} of ${releases.length} charts checked, ${faults} faults\n`);
    return faults === 0 ? ExitCode.Ok : ExitCode.Rejected;
}

function checkOne(release: NamedRelease, found: ChartAtHand, helm: boolean): { wrong: string[]; notes: string[] } {
    const wrong = new Set<string>();
    const notes: string[] = [];
    for (const facts of [...sampleFacts(), fullFacts("tempo", mirror), fullFacts("jaeger", mirror)]) {
        for (const text of keyFaults(release, facts, found)) {
            wrong.add(text);
        }
    }
    if (found.unseen.length > 0) {
        notes.push(`not checked, because the subcharts' values are missing: ${found.unseen.join(", ")}`);
    }
    if (helm && found.source !== undefined) {
        for (const text of renderFaults(release, found.source)) {
            wrong.add(text);
        }
        notes.push("rendered");
    }
    return { wrong: [...wrong], notes };
}

function keyFaults(release: NamedRelease, facts: AddonFacts, { defaults, unseen }: ChartAtHand): string[] {
    const values = valuesOf(release, facts);
    return values === undefined
        ? []
        : unknownKeys(values, defaults, release.unlisted)
              .filter(({ path }) => !unseen.some((subchart) => path.startsWith(`${subchart}.`)))
              .map(
                  ({ path, known }) =>
                      `"${path}" is not a key of the chart; beside it: ${known.slice(0, 12).join(", ")}`,
              );
}

/** Rendered as a full stack uses it, and once more behind a mirror; on the trace backend whose stack installs it. */
function renderFaults(release: NamedRelease, source: string): string[] {
    for (const backend of ["tempo", "jaeger"] as const) {
        const facts = fullFacts(backend);
        const values = valuesOf(release, facts);
        const mirrored = valuesOf(release, fullFacts(backend, mirror));
        if (values === undefined || mirrored === undefined) {
            continue;
        }
        try {
            const rendered = renderChart(release, source, values, facts.kubernetesVersion);
            const behindMirror = renderChart(release, source, mirrored, facts.kubernetesVersion);
            const escaped = Object.keys(release.images).length === 0 ? [] : imagesOutside(mirror, behindMirror);
            return [
                ...escaped.map((image) => `image ${image} does not come from the mirror: add its key to the release`),
                ...crdFaults(release.chart, rendered),
                ...daemonFaults(release, facts.nodeGroups, rendered),
                ...policyFaults(release.namespace, rendered, facts.kubernetesVersion),
            ];
        } catch (error) {
            return [`cannot be rendered: ${(error as Error).message}`];
        }
    }
    return [];
}

function valuesOf(release: NamedRelease, facts: AddonFacts): Record<string, unknown> | undefined {
    const values = releaseValues(release, facts);
    // Through JSON, as the engine hands values to Helm: what is undefined is not there.
    return values && (JSON.parse(JSON.stringify(values)) as Record<string, unknown>);
}
