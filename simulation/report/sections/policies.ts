import packConfig from "../../../policy/config.json";
import { type Violation } from "../../../policy/core/judge";
import { type Rule } from "../../../policy/core/rule";
import { resolveConfig } from "../../../policy/core/settings";
import { groups } from "../../../policy/model/resource";
import { allRules } from "../../../policy/rules";
import { count } from "../../output/text";
import { shortType } from "../../output/tree";
import { type Html, html } from "../html";
import { type ReportModel } from "../model";
import { badge, filter, link, type Section, table } from "./section";

/** The results of the policy pack: what is violated with its reason and fix, what is undecided, and what holds. */
export function policies({ judgement: { violations, notEvaluated } }: ReportModel): Section {
    const config = resolveConfig(allRules, packConfig);
    const rules = allRules.filter((rule) => config.get(rule)?.level !== "disabled");
    const named = new Map(rules.map((rule) => [rule.name, rule]));
    const broken = new Set(violations.map(({ policy }) => policy));
    const undecided = new Set(notEvaluated.map(({ policy }) => policy));
    return {
        id: "policies",
        title: "Policies",
        note: violations.length === 0 ? "all hold" : String(violations.length),
        body: html`${
                violations.length === 0
                    ? html`<p>
                          ${badge("good", "all hold")} All ${rules.length} policies
                          hold${notEvaluated.length > 0 && html`, as far as they could be evaluated`}.
                      </p>`
                    : html`<h3>Violations</h3>
                          ${violations.map((violation) => violationCard(violation, named.get(violation.policy)))}`
            }
            ${
                notEvaluated.length > 0 &&
                html`<h3>Not evaluated</h3>
                    ${table(
                        "Policies that could not be evaluated",
                        ["Policy", "Resource", "Why"],
                        notEvaluated.map(
                            ({ policy, type, name, reason }) =>
                                html`<tr>
                                    <th scope="row"><code>${policy}</code></th>
                                    <td>${shortType(type)} <code>${name}</code></td>
                                    <td>${reason}</td>
                                </tr>`,
                        ),
                    )}`
            }
            <h3>All policies</h3>
            ${filter("policy-rows", "Search policies", rules.length)}
            ${table(
                "All policies",
                ["Policy", "Result", "What it asks for", "How to comply"],
                groups
                    .flatMap((group) => rules.filter((rule) => rule.group === group))
                    .map(
                        (rule) =>
                            html`<tr data-text="${rule.name} ${rule.description}">
                                <th scope="row"><code>${rule.name}</code></th>
                                <td>
                                    ${broken.has(rule.name) ? badge("bad", "violated") : undecided.has(rule.name) ? badge("quiet", "not evaluated") : badge("good", "holds")}
                                </td>
                                <td>${rule.description} ${link(rule.link, "Why")}</td>
                                <td>${rule.remediation}</td>
                            </tr>`,
                    ),
                "policy-rows",
            )}
            <p class="dim">${count(rules.length, "policy", "policies")} of the pack are on in its configuration.</p>`,
    };
}

function violationCard({ policy, level, object, type, name, path, message }: Violation, rule: Rule | undefined): Html {
    const subject =
        object === undefined
            ? `${shortType(type)} ${name}`
            : `${object.kind} ${object.namespace === undefined ? "" : `${object.namespace}/`}${object.name}`;
    return html`<article class="violation">
        <h4>${badge(level === "mandatory" ? "bad" : "warn", level)} <code>${policy}</code></h4>
        <dl>
            <div>
                <dt>Where</dt>
                <dd>${subject}${path !== undefined && html`, <code>${path}</code>`}</dd>
            </div>
            <div>
                <dt>What</dt>
                <dd>${message}</dd>
            </div>
            ${
                rule !== undefined &&
                html`<div>
                        <dt>Why</dt>
                        <dd>${rule.description} ${link(rule.link, "More")}</dd>
                    </div>
                    <div>
                        <dt>Fix</dt>
                        <dd>${rule.remediation}</dd>
                    </div>`
            }
        </dl>
    </article>`;
}
