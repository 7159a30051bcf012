import { count } from "../../output/text";
import { html } from "../html";
import { type ReportModel } from "../model";
import { badge, type Section, table } from "./section";

/** What the stack uses of the account's service quotas at its largest; nothing where the program knows of none. */
export function quotas({ quotas: needs }: ReportModel): Section | undefined {
    if (needs.length === 0) {
        return undefined;
    }
    const beyond = needs.filter(({ needed, newAccount }) => needed > newAccount).length;
    return {
        id: "quotas",
        title: "Service quotas",
        ...(beyond > 0 && { note: String(beyond) }),
        body: html`<p>
                With every node group at its maximum, the stack uses what stands below in its region.
                ${beyond === 0 ? "A new account has enough of each." : html`Request ${count(beyond, "increase")} before the first update, unless the account has them: new nodes fail otherwise.`}
            </p>
            ${table(
                "Service quotas of the stack at its largest",
                ["Quota", "Code", "Used at most", "New account", "To do"],
                needs.map(
                    ({ quota, code, needed, newAccount }) =>
                        html`<tr>
                            <th scope="row">${quota}</th>
                            <td><code>${code}</code></td>
                            <td class="number">${needed.toLocaleString("en-US")}</td>
                            <td class="number">${newAccount.toLocaleString("en-US")}</td>
                            <td>
                                ${needed > newAccount ? badge("warn", `request ${needed.toLocaleString("en-US")}`) : badge("good", "enough")}
                            </td>
                        </tr>`,
                ),
            )}`,
    };
}
