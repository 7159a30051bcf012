import { count, usd } from "../../output/text";
import { type Html, html, type Part } from "../html";
import { type ReportModel } from "../model";

/** The first screen: what it is, whether it may be deployed, and the figures to look at first. */
export function overview(model: ReportModel): Html {
    const { judgement, cost, ways, groups, workloads, resources, manifests, charts, compared } = model;
    const mandatory = judgement.violations.filter(({ level }) => level === "mandatory").length;
    const advisory = judgement.violations.length - mandatory;
    const open = ways.filter((way) => way.public);
    const [least, most] = [sum(groups.map(({ min }) => min)), sum(groups.map(({ max }) => max))];
    const gpus = groups.filter(({ labels }) => labels.accelerator !== undefined).length;
    const exposed =
        ways.length === 0
            ? "nothing from outside"
            : open.length === 0
              ? "private networks only"
              : `${count(open.length, "way")} from the internet`;
    return html`<div class="cards">
        ${card(
            "policies",
            mandatory === 0 ? "good" : "bad",
            "Policies",
            mandatory === 0 ? "all hold" : count(mandatory, "violation"),
            [
                advisory > 0 && count(advisory, "advisory note"),
                judgement.notEvaluated.length > 0 && `${judgement.notEvaluated.length} not evaluated`,
                mandatory === 0 ? "no mandatory policy is violated" : "an update would be rejected",
            ],
        )}
        ${cost !== undefined && card("cost", "info", "Cost a month", usd(cost.usdPerMonth.withoutLoad), [`without load; ${usd(cost.usdPerMonth.atMaximum)} with everything at its maximum`])}
        ${card("exposure", open.length === 0 ? "good" : "warn", "Exposed", exposed, [
            ways.length > 0 &&
                `${count(ways.length, "way")} in, ${count(sum(ways.map(({ routes }) => routes.length)), "path")} through the gateway`,
        ])}
        ${card("workloads", "info", "Workloads", String(workloads.length), [`${workloads.filter(({ gpus: each }) => each > 0).length} on GPUs, ${workloads.filter(({ isJob }) => isJob).length} jobs`])}
        ${card("architecture", "info", "Nodes", `${least} to ${most}`, [`${count(groups.length, "group")}, ${gpus} with GPUs`])}
        ${card("resources", "info", "Resources", String(resources.length - 1), [`${count(manifests.length, "Kubernetes object")}, ${count(charts.length, "chart")}`])}
        ${
            compared !== undefined &&
            card(
                "differences",
                "info",
                "Differences",
                String(
                    compared.differences.added.length +
                        compared.differences.removed.length +
                        compared.differences.changed.length,
                ),
                [`resources against ${compared.against}`],
            )
        }
    </div>`;
}

function card(id: string, look: string, title: string, figure: string, notes: readonly Part[]): Html {
    const shown = notes.filter((note) => note !== false);
    return html`<a class="card ${look}" href="#${id}">
        <span class="card-title">${title}</span>
        <span class="figure">${figure}</span>
        ${shown.map((note) => html`<span class="note">${note}</span>`)}
    </a>`;
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, each) => total + each, 0);
}
