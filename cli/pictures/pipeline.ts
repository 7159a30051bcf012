import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type Box, type Graph } from "../../simulation/report/graph";
import { projectFolder } from "../shared/arguments";
import { arrow, node } from "./flow";

interface Workflow {
    readonly name: string;
    readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
    readonly needs?: string;
    readonly environment?: string;
    readonly steps: readonly { readonly run?: string }[];
}

const folder = path.join(projectFolder, ".github/workflows");

/** The jobs of each workflow, with the scripts that they run and the environment whose approval they wait for. */
export function pipeline(): Graph {
    const workflows = readdirSync(folder)
        .sort()
        .map((file) => parse(readFileSync(path.join(folder, file), "utf8")) as Workflow);
    const id = (workflow: Workflow, job: string) => `${workflow.name}: ${job}`;
    return {
        direction: "LR",
        children: workflows.map((workflow): Box => ({
            box: workflow.name,
            look: "group",
            children: Object.entries(workflow.jobs).map(([name, job]) => ({
                ...node(id(workflow, name), job.environment === undefined ? "store" : "workload"),
                lines: [name, ...scripts(job), ...environment(job)],
            })),
        })),
        edges: [
            ...workflows.flatMap((workflow) =>
                Object.entries(workflow.jobs).flatMap(([name, { needs }]) =>
                    needs === undefined ? [] : [arrow(id(workflow, needs), id(workflow, name))],
                ),
            ),
            arrow("pull request: tests", "deploy: deploy", "merge", "entry"),
        ],
    };
}

function scripts({ steps }: Job): string[] {
    const called = steps.flatMap(({ run = "" }) => [...run.matchAll(/(?:pipeline\/|\.ci\/)\w+|gh pr comment/g)]);
    return [...new Set(called.map(([script]) => script))];
}

function environment({ environment: name }: Job): string[] {
    return name === undefined ? [] : [name.startsWith("${{") ? "environment of the stack" : `environment ${name}`];
}
