import { Command, CommanderError, InvalidArgumentError } from "commander";
import { type Answer, checkContract, type Finding, type Get } from "./contract";

export interface Streams {
    readonly out: { write(text: string): unknown };
    readonly log: { write(text: string): unknown };
}

/** @returns 0 when every promise is kept, 1 when one is broken, 2 for a wrong command line. */
export async function run(args: readonly string[], { out, log }: Streams): Promise<number> {
    let code = 0;
    const command = new Command("check-image")
        .description("Tries a running container against the serving contract (docs/serving-contract.md).")
        .argument("<url>", "where it answers HTTP, for example http://localhost:8080", httpUrl)
        .option("--timeout <seconds>", "how long one answer may take", seconds, 10)
        .exitOverride()
        .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => log.write(text) })
        .action(async (url: URL, options: { timeout: number }) => {
            const findings = await checkContract(getter(url, options.timeout));
            out.write(report(findings));
            code = findings.some(({ verdict }) => verdict === "broken") ? 1 : 0;
        });
    try {
        await command.parseAsync(args, { from: "user" });
    } catch (error) {
        if (error instanceof CommanderError) {
            return error.exitCode === 0 ? 0 : 2;
        }
        throw error;
    }
    return code;
}

function httpUrl(text: string): URL {
    if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
        throw new InvalidArgumentError("must be an address such as http://localhost:8080");
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

function getter(base: URL, timeoutSeconds: number): Get {
    return async (path): Promise<Answer> => {
        try {
            const answer = await fetch(new URL(path, base), {
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

/** The cause of a failed fetch says what happened; the error itself only that it failed. */
function reason(error: unknown): string {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (cause instanceof Error) {
        const { code } = cause as NodeJS.ErrnoException;
        return cause.message || (code ?? cause.name);
    }
    return String(cause);
}

const marks = { kept: "ok      ", broken: "BROKEN  ", "not seen": "not seen" } as const;

export function report(findings: readonly Finding[]): string {
    const lines = findings.map(
        ({ promise, verdict, detail }) => `${marks[verdict]}  ${promise}${detail === undefined ? "" : `: ${detail}`}`,
    );
    const broken = findings.filter(({ verdict }) => verdict === "broken").length;
    const closing =
        broken === 0
            ? "The contract is kept."
            : `${broken} of ${findings.length} promises are broken; see docs/serving-contract.md.`;
    return `${lines.join("\n")}\n${closing}\n`;
}
