import { usd } from "../../output/text";
import { type Workload } from "../../facts/workloads";
import { type Html, html, type Part } from "../html";
import { type ReportModel } from "../model";
import { badge, filter, lines, names, type Section } from "./section";

/** Each workload as a card: how it is released, what it needs, what it promises and what it costs. */
export function workloads({ workloads: all, cost }: ReportModel): Section {
    return {
        id: "workloads",
        title: "Workloads",
        note: String(all.length),
        body: html`<p>
                Everything that serves, trains or runs beside. Costs are the share of the nodes that a workload's own
                pods take.
            </p>
            ${filter("workload-cards", "Search workloads", all.length)}
            <div class="workload-cards" id="workload-cards">
                ${all.map((each) => cardOf(each, cost?.workloads[each.name]))}
            </div>`,
    };
}

function cardOf(
    workload: Workload,
    cost: { readonly withoutLoad: number; readonly atMaximum: number } | undefined,
): Html {
    const {
        namespace,
        name,
        strategy,
        versions,
        models,
        accelerator,
        gpus,
        cpu,
        memoryGiB,
        replicas,
        objectives,
        images,
        isJob,
        nodeGroups,
    } = workload;
    const facts: readonly (readonly [string, Part])[] = [
        ["Released as", strategy],
        [
            "Versions",
            versions.length > 0 &&
                lines(
                    versions.map(({ name: version, weight }) =>
                        weight === undefined ? version : html`${version}, ${share(weight)}`,
                    ),
                ),
        ],
        [
            "Models",
            models.length > 0 &&
                lines(
                    models.map(
                        ({ model, version, release }) =>
                            `${model} ${version}${versions.length > 1 ? ` in ${release}` : ""}`,
                    ),
                ),
        ],
        [
            "Pods",
            replicas === undefined
                ? "one per matching node"
                : replicas.min === replicas.max
                  ? replicas.max
                  : `${replicas.min} to ${replicas.max}`,
        ],
        [
            "Each pod",
            `${round(cpu)} CPU, ${round(memoryGiB)} GiB${gpus > 0 ? `, ${gpus} GPU${gpus === 1 ? "" : "s"}` : ""}`,
        ],
        ["Runs on", nodeGroups.length > 0 ? names(nodeGroups) : "nodes that the stack does not make"],
        ["Promises", objectives.length > 0 && lines(objectives)],
        [
            "Cost a month",
            cost === undefined
                ? isJob && "while it runs"
                : `${usd(cost.withoutLoad)} idle, ${usd(cost.atMaximum)} full`,
        ],
        ["Image", names(images)],
    ];
    return html`<article
        class="workload-card"
        data-text="${[namespace, name, strategy, accelerator ?? "", ...models.map(({ model }) => model), ...nodeGroups].join(" ")}"
    >
        <h3>${name}</h3>
        <p class="tags">
            <code>${namespace}</code> ${accelerator === undefined ? badge("quiet", "CPU") : badge("info", accelerator)}
            ${isJob && badge("quiet", "job")}
        </p>
        <dl>
            ${facts
                .filter(([, value]) => value !== false)
                .map(
                    ([term, value]) =>
                        html`<div>
                            <dt>${term}</dt>
                            <dd>${value}</dd>
                        </div>`,
                )}
        </dl>
    </article>`;
}

function share(weight: number): Html {
    return html`${weight} % of requests`;
}

function round(amount: number): string {
    return String(Number(amount.toFixed(2)));
}
