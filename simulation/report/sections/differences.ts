import { costDifference, differenceCounts, resourceText, shownValues } from "../../differences/text";
import { type ResourceRef } from "../../differences/compare";
import { type Html, html } from "../html";
import { type ReportModel } from "../model";
import { badge, filter, lines, type Section } from "./section";

/** What differs from an earlier simulation; nothing where none was compared. */
export function differences({ compared }: ReportModel): Section | undefined {
    if (compared === undefined) {
        return undefined;
    }
    const { against, differences: found } = compared;
    const { added, removed, changed } = found;
    const total = added.length + removed.length + changed.length;
    return {
        id: "differences",
        title: "Differences",
        note: String(total),
        body: html`<p>Against <code>${against}</code>: ${differenceCounts(found)}. Secrets are masked on both sides.</p>
            ${lines(costDifference(found))}
            ${
                total > 0 &&
                html`${filter("difference-list", "Search resources and fields", total)}
                    <ul class="plain" id="difference-list">
                        ${added.map((resource) => entry(badge("good", "added"), resource))}
                        ${removed.map((resource) => entry(badge("bad", "removed"), resource))}
                        ${changed.map(({ fields, ...resource }) =>
                            entry(
                                badge("warn", "changed"),
                                resource,
                                html`<dl class="fields">
                                    ${fields.map(({ path, before, after }) => {
                                        const [old, present] = shownValues(before, after);
                                        return html`<div>
                                            <dt><code>${path}</code></dt>
                                            <dd><del>${old}</del> <ins>${present}</ins></dd>
                                        </div>`;
                                    })}
                                </dl>`,
                                fields.map(({ path }) => path),
                            ),
                        )}
                    </ul>`
            }`,
    };
}

function entry(mark: Html, resource: ResourceRef, details?: Html, paths: readonly string[] = []): Html {
    const text = resourceText(resource);
    return html`<li data-text="${[text, ...paths].join(" ")}">${mark} ${text}${details}</li>`;
}
