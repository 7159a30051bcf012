import { callGraph, platformGraph } from "../diagrams";
import { drawing } from "../graph";
import { html } from "../html";
import { type ReportModel } from "../model";
import { names, type Section, table } from "./section";

/** The platform and its calls as drawings, and the same as tables. */
export async function architecture(model: ReportModel): Promise<Section> {
    const { groups, workloads, buckets } = model;
    const regionOf = (name: string) => buckets.find(({ bucket }) => bucket === name)?.region ?? name;
    const [platform, calls] = [platformGraph(model), callGraph(model)];
    return {
        id: "architecture",
        title: "Architecture",
        body: html`<h3>Platform</h3>
            <p>
                Where everything runs. A workload is drawn in the node group that its pods prefer. Dashed arrows copy
                objects.
            </p>
            <div class="scroll drawing-frame" tabindex="0" role="region" aria-label="Drawing of the platform">
                ${await drawing(platform, "Architecture of the platform", "Regions, network, node groups with their workloads, data stores and buckets; the tables below say the same")}
            </div>
            ${
                calls.edges.length > 0 &&
                html`<h3>Who may call whom</h3>
                    <p>Calls that network and mesh both admit, with the ports. All others are rejected.</p>
                    <div class="scroll drawing-frame" tabindex="0" role="region" aria-label="Drawing of the calls">
                        ${await drawing(calls, "Who may call whom", "Callers and the ports of workloads that they reach; the table of reachability says the same")}
                    </div>`
            }
            <h3>Node groups</h3>
            ${table(
                "Node groups",
                ["Group", "Nodes", "Instance types", "Bought", "Workloads that may run there"],
                groups.map(
                    ({ name, min, max, instanceTypes, capacity }) =>
                        html`<tr>
                            <th scope="row"><code>${name}</code></th>
                            <td class="number">${min} to ${max}</td>
                            <td>${names(instanceTypes)}</td>
                            <td class="whole">${capacity}</td>
                            <td>
                                ${names(workloads.filter(({ nodeGroups }) => nodeGroups.includes(name)).map((each) => each.name))}
                            </td>
                        </tr>`,
                ),
            )}
            <h3>Buckets</h3>
            ${table(
                "Buckets",
                ["Bucket", "Region", "Versioned", "Encrypted with", "Public access", "Copied to"],
                buckets.map(
                    ({ bucket, region, versioned, encryption, publicAccessBlocked, replicatesTo }) =>
                        html`<tr>
                            <th scope="row"><code>${bucket}</code></th>
                            <td class="whole">${region}</td>
                            <td>${versioned ? "yes" : "no"}</td>
                            <td>${encryption}</td>
                            <td>${publicAccessBlocked ? "blocked" : "not blocked"}</td>
                            <td class="whole">${names(replicatesTo.map(regionOf))}</td>
                        </tr>`,
                ),
            )}`,
    };
}
