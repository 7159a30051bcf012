import { type Command, InvalidArgumentError } from "commander";
import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";
import { type WarmUpRequests } from "../../config/serving/warmUp";
import { type Answer, checkContract, type Finding } from "./contract";
import { checkRequests, readRequests, type Send } from "./warmUp";

interface Options {
    readonly timeout: number;
    readonly latencyTarget: number;
    readonly warmUp?: WarmUpRequests;
}

function command(): Command {
    return newCommand({
        name: "check-image",
        usage: "<url> [options]",
        description: "Checks a running container against the serving contract (docs/serving-contract.md).",
        examples: [
            ["http://localhost:8080", "check a container on this machine"],
            ["http://localhost:8080 --timeout 60", "give a slow model a minute for each answer"],
            ["http://localhost:8080 --warm-up requests.yaml", "send the warm-up requests of a workload first"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the container keeps the contract",
            [ExitCode.Rejected]: "the container breaks the contract, or does not answer",
            [ExitCode.InvalidInput]: "usage error",
        },
    })
        .argument("<url>", "address of the container's HTTP port", httpUrl)
        .option("--latency-target <ms>", "latency target of the workload in milliseconds", milliseconds, 500)
        .option("--warm-up <file>", "requests to send first, as under warmUp.requests of a workload", readRequests)
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
    const { timeout, latencyTarget, warmUp = [] } = parser.opts<Options>();
    const send = sender(url, timeout);
    // Before the metrics are read: some have no sample until a prediction is made.
    const answered = await checkRequests(warmUp, send);
    const findings = [...answered, ...(await checkContract(send, latencyTarget / 1000))];
    terminal.stdout.write(report(findings));
    return findings.some(({ verdict }) => verdict === "broken") ? ExitCode.Rejected : ExitCode.Ok;
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
    return async (path, body): Promise<Answer> => {
        try {
            const answer = await fetch(new URL(path, base), {
                ...(body !== undefined && {
                    method: "POST",
                    headers: { "content-type": "application/json" },
                    body: JSON.stringify(body),
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
