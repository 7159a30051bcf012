import { setTimeout as sleep } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type Command } from "commander";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { CommandError, reportFailure } from "../shared/failure";
import { Progress } from "../shared/progress";
import { type Terminal } from "../shared/terminal";
import { capacityText, rateIn } from "./capacity";
import { type ClusterApis, connect } from "./cluster";
import { type LoadTest, loadTestOf } from "./loadTests";
import { isRunning, jobFrom, type Verdict, verdictOf } from "./run";

interface Options {
    readonly evenInProduction?: true;
    readonly context?: string;
    readonly wait: boolean;
    readonly verbose?: true;
}

/** Milliseconds between two looks at the run. */
const pollMs = 2000;

function command(): Command {
    return newCommand({
        name: "load-test",
        usage: "<stack> <workload> [options]",
        description: "Starts a load test of a stack file in the stack's cluster, and waits for its verdict.",
        examples: [
            ["dev load-test", "run the load test of dev"],
            ["prod anomaly-detection --even-in-production", "put load on a workload of production"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "every threshold holds (with --no-wait: the test is started)",
            [ExitCode.Rejected]:
                "a threshold does not hold, the test is running already, or production is not confirmed",
            [ExitCode.InvalidInput]: "usage error, or the stack file has no such load test",
            [ExitCode.Failed]: "the run failed for another reason, or the cluster cannot be reached",
        },
    })
        .argument("<stack>", "stack that runs the test")
        .argument("<workload>", "a workload of kind load-test, or its target")
        .option("--even-in-production", "confirm that a production stack gets the load")
        .option("--context <name>", "context of your kubeconfig (default: the kubeconfig among the stack's outputs)")
        .option("--no-wait", "start the test and return")
        .option("--verbose", "show stack traces");
}

/**
 * `npm run load-test -- <arguments>`.
 *
 * @param folder folder of the stack files
 */
export async function loadTestCommand(
    args: readonly string[],
    terminal: Terminal,
    folder: string = projectFolder,
): Promise<ExitCode> {
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [stack, workload] = parser.processedArgs as [string, string];
    const options = parser.opts<Options>();
    try {
        const test = loadTestOf(folder, stack, workload);
        refuseProduction(stack, test, options);
        const apis = await connect(folder, stack, options.context);
        const job = await start(apis, stack, test);
        terminal.stdout.write(startedText(test, job));
        return options.wait ? await follow(apis, test, job, terminal) : ExitCode.Ok;
    } catch (error) {
        return reportFailure(error, terminal, options.verbose === true);
    }
}

function refuseProduction(stack: string, { name, production, evenInProduction }: LoadTest, options: Options): void {
    if (production && !(evenInProduction && options.evenInProduction === true)) {
        const missing = [
            ...(evenInProduction ? [] : [`set workloads.${name}.evenInProduction: true in Pulumi.${stack}.yaml`]),
            ...(options.evenInProduction === true ? [] : ["add --even-in-production"]),
        ];
        throw new CommandError(
            `${stack} is a production stack, and the load is real: to confirm, ${missing.join(" and ")}`,
            ExitCode.Rejected,
        );
    }
}

/** Creates the Job; its name says when. */
async function start({ batch }: ClusterApis, stack: string, { name, namespace }: LoadTest): Promise<string> {
    const template = await batch.readNamespacedCronJob({ name, namespace }).catch((error: unknown) => {
        throw new CommandError(
            `the cluster has no CronJob ${namespace}/${name} to start from: run pulumi up -s ${stack} first (${reasonOf(error)})`,
            ExitCode.Failed,
        );
    });
    const { items } = await batch.listNamespacedJob({ namespace });
    const running = items.find((job) => isRunning(job, name));
    if (running !== undefined) {
        const other = running.metadata?.name ?? "";
        throw new CommandError(
            `${name} is running already, as Job ${other}: wait for its end, or stop it with kubectl -n ${namespace} delete job ${other}`,
            ExitCode.Rejected,
        );
    }
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/\D/g, "");
    // A Job's name is a label of its pods, so at most 63 characters.
    const job = `${name.slice(0, 63 - stamp.length - 1)}-${stamp}`;
    await batch.createNamespacedJob({ namespace, body: jobFrom(template, job) });
    return job;
}

function startedText({ namespace, target, users, durationSeconds }: LoadTest, job: string): string {
    return [
        `Started Job ${namespace}/${job}: ${users} users call ${target} for ${durationSeconds} s.`,
        `  logs   kubectl -n ${namespace} logs -f job/${job} -c k6 --prefix`,
        `  stop   kubectl -n ${namespace} delete job ${job}`,
        "",
    ].join("\n");
}

async function follow(
    apis: ClusterApis,
    { namespace, target, targetNamespace }: LoadTest,
    name: string,
    { stdout, stderr }: Terminal,
): Promise<ExitCode> {
    const progress = new Progress(stderr);
    const ready: number[] = [];
    try {
        for (;;) {
            const job = await apis.batch.readNamespacedJob({ name, namespace });
            const pods = await podsOf(apis, namespace, `batch.kubernetes.io/job-name=${name}`);
            const verdict = verdictOf(job, pods);
            if (verdict.state !== "running") {
                progress.done();
                const held = verdict.state === "held";
                const measured = { target, rates: await ratesOf(apis, pods), pods: ready, held };
                const capacity = verdict.state === "broken" ? undefined : capacityText(measured);
                stdout.write(`${capacity === undefined ? "" : `${capacity}\n`}${name}: ${verdict.text}\n`);
                return exitCodes[verdict.state];
            }
            progress.show(`${name}: ${verdict.text}`);
            if (pods.some(isReady)) {
                ready.push((await podsOf(apis, targetNamespace, `app=${target}`)).filter(isReady).length);
            }
            await sleep(pollMs);
        }
    } finally {
        progress.done();
    }
}

async function podsOf({ core }: ClusterApis, namespace: string, labelSelector: string): Promise<readonly V1Pod[]> {
    return (await core.listNamespacedPod({ namespace, labelSelector })).items;
}

function isReady({ status }: V1Pod): boolean {
    return status?.conditions?.some(({ type, status: holds }) => type === "Ready" && holds === "True") === true;
}

/** Requests per second of each pod; a log that cannot be read any more costs the figure, not the verdict. */
async function ratesOf({ core }: ClusterApis, pods: readonly V1Pod[]): Promise<readonly (number | undefined)[]> {
    return Promise.all(
        pods.map(async ({ metadata }) => {
            const pod = { name: metadata?.name ?? "", namespace: metadata?.namespace ?? "" };
            const log = await core
                .readNamespacedPodLog({ ...pod, container: "k6", tailLines: 100 })
                .catch(() => undefined);
            return log === undefined ? undefined : rateIn(log);
        }),
    );
}

const exitCodes: Readonly<Record<Exclude<Verdict["state"], "running">, ExitCode>> = {
    held: ExitCode.Ok,
    "not-held": ExitCode.Rejected,
    broken: ExitCode.Failed,
};

function reasonOf(error: unknown): string {
    const { body, message } = error as { readonly body?: unknown; readonly message?: string };
    const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
    const found = /"message":"([^"]+)"/.exec(text)?.[1];
    return found ?? message?.split("\n")[0] ?? String(error);
}
