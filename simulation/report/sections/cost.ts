import { usd } from "../../output/text";
import { type Html, html } from "../html";
import { type ReportModel } from "../model";
import { lines, type Section, table } from "./section";

/** The estimate by item, with what it leaves out; nothing where the program estimates nothing. */
export function cost({ cost: estimate, compared }: ReportModel): Section | undefined {
    if (estimate === undefined) {
        return undefined;
    }
    const { usdPerMonth, usdPerDayWithoutLoad, items, prices, notCounted } = estimate;
    const most = Math.max(1, ...Object.values(items).map(({ atMaximum }) => atMaximum));
    const before = compared?.differences.cost?.before;
    return {
        id: "cost",
        title: "Cost",
        note: usd(usdPerMonth.withoutLoad),
        body: html`<p>
                About <strong>${usd(usdPerMonth.withoutLoad)}</strong> a month without load
                (${usd(usdPerDayWithoutLoad)} a day)
                ${usdPerMonth.whileSchedulesRun !== undefined && html`, ${usd(usdPerMonth.whileSchedulesRun)} if all schedules ran all the time`}
                and <strong>${usd(usdPerMonth.atMaximum)}</strong> with everything at its maximum.
                ${before !== undefined && html`The earlier simulation: ${usd(before.withoutLoad)} and ${usd(before.atMaximum)}.`}
                Prices: ${prices}.
            </p>
            ${table(
                "Cost by item in USD a month",
                ["Item", "Without load", "At maximum", html`<span class="hidden">Share</span>`],
                Object.entries(items).map(
                    ([what, { withoutLoad, atMaximum }]) =>
                        html`<tr>
                            <th scope="row">${what}</th>
                            <td class="number">${withoutLoad.toLocaleString("en-US")}</td>
                            <td class="number">${atMaximum.toLocaleString("en-US")}</td>
                            <td class="bar-cell">${bar(withoutLoad / most, atMaximum / most)}</td>
                        </tr>`,
                ),
            )}
            <h3>Not counted</h3>
            ${lines(["traffic between zones and to the internet", "objects in buckets and their copies", "logs, metrics and requests to services of AWS", "volumes of pods", "jobs, while they run", ...notCounted.map((item) => `${item}: no price in the table`)])}`,
    };
}

/** Shares of the longest bar, without load within at maximum. */
function bar(least: number, most: number): Html {
    const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
    return html`<svg class="bar" aria-hidden="true" width="100%" height="12">
        <rect class="most" width="${percent(most)}" height="12" rx="3" />
        <rect class="least" width="${percent(least)}" height="12" rx="3" />
    </svg>`;
}
