import { type Command, InvalidArgumentError } from "commander";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { reportFailure } from "../shared/failure";
import { type Terminal } from "../shared/terminal";
import { type WarmUpRequests } from "../../config/serving/warmUp";
import { type Answer, checkContract, type Finding } from "./contract";
import { checkRequests, readRequests, type Send } from "./warmUp";
import { expectationsOf, type WorkloadExpectations, type WorkloadName } from "./workload";

/** Latency target of a workload that says nothing else. */
const defaultTargetMs = 500;

interface Options {
    readonly timeout: number;
    readonly latencyTarget?: number;
    readonly warmUp?: WarmUpRequests;
    readonly workload?: WorkloadName;
}

function command(): Command {
    return newCommand({
        name: "check-image",
        usage: "<url> [options]",
        description: "Checks a running container against the serving contract (docs/serving-contract.md).",
        examples: [
            ["http://localhost:8080", "check a container on this machine"],
            ["http://localhost:8080 --workload prod/ranker", "and the metrics that ranker declares"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the container keeps the contract",
            [ExitCode.Rejected]: "the container breaks the contract, or does not answer",
            [ExitCode.InvalidInput]: "usage error, or the workload is not in the stack file",
        },
    })
        .argument("<url>", "address of the container's HTTP port", httpUrl)
        .option("--workload <stack/name>", "take metrics, target and warm-up from a workload", workloadName)
        .option("--latency-target <ms>", "latency target; default: the workload's, or 500", milliseconds)
        .option("--warm-up <file>", "requests to send first; default: the workload's", readRequests)
        .option("--timeout <seconds>", "time limit of one answer", seconds, 10);
}

/** `npm run check-image -- <arguments>`. */
export async function checkImageCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [url] = parser.processedArgs as [URL];
    const { timeout, workload, ...given } = parser.opts<Options>();
    let expected: WorkloadExpectations;
    try {
        expected = workload === undefined ? { metrics: {} } : expectationsOf(projectFolder, workload);
    } catch (error) {
        return reportFailure(error, terminal);
    }
    const { metrics, latencyTarget = defaultTargetMs, warmUp = [] } = { ...expected, ...given };
    const send = sender(url, timeout);
    // Before the metrics are read: some have no sample until a prediction is made.
    const answered = await checkRequests(warmUp, send);
    const contract = await checkContract(send, { targetSeconds: latencyTarget / 1000, metrics });
    const findings = [...answered, ...contract];
    terminal.stdout.write(report(findings));
    return findings.some(({ verdict }) => verdict === "broken") ? ExitCode.Rejected : ExitCode.Ok;
}

function workloadName(text: string): WorkloadName {
    const [stack = "", workload = "", ...more] = text.split("/");
    if (stack === "" || workload === "" || more.length > 0) {
        throw new InvalidArgumentError("must be a stack and a workload of it, such as prod/ranker");
    }
    return { stack, workload };
}

function httpUrl(text: string): URL {
    if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
        throw new InvalidArgumentError("must be a URL such as http://localhost:8080");
    }
    return new URL(text);
}

function seconds(text: string): number {
    const value = Number(text);
    if (!(value > 0)) {
        throw new InvalidArgumentError("must be a number of seconds above 0");
    }
    return value;
}

function milliseconds(text: string): number {
    const value = Number(text);
    if (!(Number.isInteger(value) && value > 0)) {
        throw new InvalidArgumentError("must be a whole number of milliseconds above 0");
    }
    return value;
}

function sender(base: URL, timeoutSeconds: number): Send {
    return async (path, body, inChunks = false): Promise<Answer> => {
        try {
            const answer = await fetch(new URL(path, base), {
                ...(body !== undefined && {
                    method: "POST",
                    headers: { "content-type": "application/json" },
                    body: inChunks ? new Blob([JSON.stringify(body)]).stream() : JSON.stringify(body),
                    // `fetch` requires it for a stream.
                    duplex: "half",
                }),
                signal: AbortSignal.timeout(timeoutSeconds * 1000),
                redirect: "manual",
            });
            const type = answer.headers.get("content-type") ?? "";
            return { status: answer.status, type, body: await answer.text() };
        } catch (error) {
            return { failure: `no answer: ${reason(error)}` };
        }
    };
}

/** What happened is in the cause of a failed fetch; the error itself states only that it failed. */
function reason(error: unknown): string {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (cause instanceof Error) {
        const { code } = cause as NodeJS.ErrnoException;
        return cause.message || (code ?? cause.name);
    }
    return String(cause);
}

const marks = { kept: "ok      ", broken: "BROKEN  ", "not seen": "not seen" } as const;

function report(findings: readonly Finding[]): string {
    const lines = findings.map(
        ({ promise, verdict, detail }) => `${marks[verdict]}  ${promise}${detail === undefined ? "" : `: ${detail}`}`,
    );
    const broken = findings.filter(({ verdict }) => verdict === "broken").length;
    const closing =
        broken === 0
            ? "The container keeps the contract."
            : `${broken} of ${findings.length} promises are broken; see docs/serving-contract.md.`;
    return `${lines.join("\n")}\n${closing}\n`;
}
