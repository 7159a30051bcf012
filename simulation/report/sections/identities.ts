import { html } from "../html";
import { type ReportModel } from "../model";
import { filter, lines, names, type Section, table } from "./section";

/** Every identity in the cloud with what it may do. */
export function identities({ identities: all }: ReportModel): Section {
    return {
        id: "identities",
        title: "Identities",
        note: String(all.length),
        body: html`<p>
                Who may do what in the cloud. Each service account has a role of its own; nothing else has permissions.
            </p>
            ${filter("identity-rows", "Search identities and permissions", all.length)}
            ${table(
                "Identities",
                ["Who", "May"],
                all.map(
                    ({ who, role, description, grants }) =>
                        html`<tr
                            data-text="${[who, role, ...grants.flatMap(({ may, on }) => [...may, ...on])].join(" ")}"
                        >
                            <th scope="row">
                                ${who}<br /><span class="dim"
                                    >role ${role}${description !== "" && html`: ${description}`}</span
                                >
                            </th>
                            <td>
                                ${lines(
                                    grants.map(({ may, on, only }) => {
                                        const what = html`<strong
                                            >${may.length > 6 ? `${may.slice(0, 4).join(", ")} and ${may.length - 4} more` : may.join(", ")}</strong
                                        >`;
                                        const all =
                                            may.length > 6 &&
                                            html`<details>
                                                <summary>all ${may.length} actions</summary>
                                                ${may.join(", ")}
                                            </details>`;
                                        return html`${what}${on.length > 0 && html` on ${names(on)}`}${only.length > 0 && html` <span class="dim">only if ${only.join("; ")}</span>`}${all}`;
                                    }),
                                )}
                            </td>
                        </tr>`,
                ),
                "identity-rows",
            )}`,
    };
}

/** Secrets by name; no value is in a simulation. */
export function secrets({ secrets: all }: ReportModel): Section {
    return {
        id: "secrets",
        title: "Secrets",
        note: String(all.length),
        body: html`<p>
                By name alone: this page holds no value of a secret. What is expected must be in the secret store before
                its readers start.
            </p>
            ${table(
                "Secrets",
                ["Name", "Kind", "Copied into the cluster as", "Read by"],
                all.map(
                    ({ name, kind, copiedTo, readBy }) =>
                        html`<tr>
                            <th scope="row"><code>${name}</code></th>
                            <td>${kind}</td>
                            <td>${names(copiedTo)}</td>
                            <td>${names(readBy)}</td>
                        </tr>`,
                ),
            )}`,
    };
}
