import { type WayIn } from "../../facts/exposure";
import { type Html, html } from "../html";
import { type ReportModel } from "../model";
import { badge, filter, lines, names, type Section, table } from "./section";

/** Every way in from outside, path by path. */
export function exposure({ ways }: ReportModel): Section {
    return {
        id: "exposure",
        title: "Exposure",
        note: String(ways.length),
        body:
            ways.length === 0
                ? html`<p>Nothing is reachable from outside the cluster.</p>`
                : html`<p>Every way in from outside the cluster. What is not listed is rejected.</p>
                      ${ways.map(way)}`,
    };
}

function way({ what, via, openTo, public: open, guards, routes }: WayIn): Html {
    const never = [...new Set(routes.flatMap((route) => route.never))];
    return html`<article class="way">
        <h3>${what} ${open ? badge("warn", "internet") : badge("quiet", "limited")}</h3>
        <dl>
            <div>
                <dt>Open to</dt>
                <dd>${openTo.join(", ")}</dd>
            </div>
            <div>
                <dt>Through</dt>
                <dd>${via}</dd>
            </div>
            <div>
                <dt>Guarded by</dt>
                <dd>${guards.length === 0 ? "nothing that the stack states" : lines(guards)}</dd>
            </div>
        </dl>
        ${
            routes.length > 0 &&
            table(
                `Paths of ${what}`,
                ["Method", "Path", "Leads to", "Needs"],
                routes.map(
                    ({ methods, path, to, needs }) =>
                        html`<tr>
                            <td>${methods.length === 0 ? "any" : methods.join(", ")}</td>
                            <td><code>${path}</code></td>
                            <td><code>${to}</code></td>
                            <td>${needs.length === 0 ? badge("warn", "no token") : needs.join(" or ")}</td>
                        </tr>`,
                ),
            )
        }
        ${
            never.length > 0 &&
            html`<details>
                <summary>Paths of the workloads that never pass the gateway (${never.length})</summary>
                <p>${names(never)}</p>
            </details>`
        }
    </article>`;
}

/** Words for the ports of the mesh's proxy. */
const proxyPorts: Readonly<Record<number, string>> = {
    15020: "metrics",
    15021: "proxy health",
    15090: "proxy metrics",
};

/** Who reaches which port inside, and what pods may connect to. */
export function reachability({ reachability: { targets, reach }, egress, outsideHosts }: ReportModel): Section {
    return {
        id: "reachability",
        title: "Reachability",
        note: `${reach.length} × ${targets.length}`,
        body: html`<p>
                Computed from NetworkPolicies, AuthorizationPolicies and mutual TLS together: a port stands where a
                connection from the row's pods to the column's pods succeeds.
            </p>
            ${filter("reach", "Search callers", reach.length)}
            ${table(
                "Who reaches whom",
                [
                    "From",
                    ...targets.map(
                        ({ name }) =>
                            html`${name.split("/")[1] ?? name}<br /><span class="dim">${name.split("/")[0]}</span>`,
                    ),
                ],
                reach.map(
                    ({ caller, ports }) =>
                        html`<tr data-text="${caller.name}">
                            <th scope="row">
                                ${caller.name}${caller.serviceAccount === undefined && html` <span class="dim">outside the mesh</span>`}
                            </th>
                            ${targets.map(({ name }) => cell(ports.get(name)))}
                        </tr>`,
                ),
                "reach",
            )}
            <h3>What pods may connect to</h3>
            ${table(
                "What pods may connect to",
                ["Pods of", "Connections that NetworkPolicies admit"],
                egress.map(
                    ([name, to]) =>
                        html`<tr>
                            <th scope="row"><code>${name}</code></th>
                            <td>
                                ${
                                    to === undefined
                                        ? badge("warn", "anything")
                                        : to.length === 0
                                          ? "nothing"
                                          : html`<details>
                                                <summary>${to.length} destinations</summary>
                                                ${lines(to)}
                                            </details>`
                                }
                            </td>
                        </tr>`,
                ),
            )}
            ${
                outsideHosts.size > 0 &&
                html`<h3>Hosts outside the cluster</h3>
                    <p>Hosts that the proxies of a namespace route to.</p>
                    ${table(
                        "Hosts outside the cluster",
                        ["Namespace", "Hosts"],
                        [...outsideHosts].map(
                            ([namespace, hosts]) =>
                                html`<tr>
                                    <th scope="row"><code>${namespace}</code></th>
                                    <td>${names(hosts)}</td>
                                </tr>`,
                        ),
                    )}`
            }`,
    };
}

function cell(ports: readonly number[] | undefined): Html {
    if (ports === undefined) {
        return html`<td class="self">itself</td>`;
    }
    if (ports.length === 0) {
        return html`<td class="none"><span class="hidden">nothing</span><span aria-hidden="true">·</span></td>`;
    }
    const own = ports.filter((port) => proxyPorts[port] === undefined);
    const others = ports.flatMap((port) => proxyPorts[port] ?? []);
    return html`<td class="${own.length > 0 ? "open" : "proxy"}">${[...own.map(String), ...others].join(", ")}</td>`;
}
