import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { ExitCode } from "../../shared/exitCodes";
import { CommandError } from "../../shared/failure";
import { sizeText } from "../uploadProgress";
import { shownUrl } from "./source";

const mostRedirects = 5;

/** What an answer must be, so that it is kept. */
export interface Expected {
    /** Hash of the content; `git` is SHA-1 of a header with the size and the content, as git names a file. */
    readonly hash: { readonly kind: "sha256" | "git"; readonly hex: string };
    /** Absent: as long as the server says. */
    readonly bytes?: number;
}

interface WebOptions {
    /** Where a host is reached. Default: where its name says. */
    readonly addressOf?: (url: URL) => URL;
    /** Milliseconds until the headers of an answer. Default: 30 s. */
    readonly answerMs?: number;
    /** Milliseconds without a byte of the body. Default: 60 s. */
    readonly stallMs?: number;
}

interface Answer {
    readonly url: URL;
    readonly response: Response;
    /** Keeps the answer from ending for want of bytes. */
    readonly alive: () => void;
    readonly end: () => void;
}

/** Reads public pages over https, without credentials of this machine. */
export class Web {
    private readonly addressOf: (url: URL) => URL;
    private readonly answerMs: number;
    private readonly stallMs: number;

    constructor({ addressOf = (url) => url, answerMs = 30_000, stallMs = 60_000 }: WebOptions = {}) {
        this.addressOf = addressOf;
        this.answerMs = answerMs;
        this.stallMs = stallMs;
    }

    /**
     * A document of at most 16 MiB, whatever its status.
     *
     * @throws CommandError when there is no answer, or a longer one
     */
    public async read(url: URL, headers: Readonly<Record<string, string>> = {}) {
        const answer = await this.get(url, headers);
        const chunks: Buffer[] = [];
        let bytes = 0;
        for await (const chunk of this.bodyOf(answer)) {
            bytes += chunk.length;
            if (bytes > 16 * 1024 ** 2) {
                answer.end();
                throw failed(`${shownUrl(url)} answers with more than 16 MiB where a list of files belongs`);
            }
            chunks.push(chunk);
        }
        const { status, headers: received } = answer.response;
        return { status, headers: received, body: Buffer.concat(chunks), url: answer.url };
    }

    /**
     * Stores the content behind an address in a file, once it is what it should be.
     *
     * @param room most bytes that may be stored
     * @returns the number of bytes
     * @throws CommandError when there is no such content; the file is then not to be used
     */
    public async save(
        url: URL,
        file: string,
        { hash, bytes }: Expected,
        room: number,
        headers: Readonly<Record<string, string>> = {},
    ): Promise<number> {
        const answer = await this.get(url, headers);
        const { status, headers: received } = answer.response;
        if (status !== 200) {
            answer.end();
            throw statusError(url, status);
        }
        const announced = bytes ?? Number(received.get("content-length") ?? 0);
        if (announced > room) {
            answer.end();
            throw tooLarge(url, announced, room);
        }
        const handle = await open(file, "wx");
        try {
            return await this.copy(answer, handle, { hash, ...(bytes !== undefined && { bytes }) }, { url, room });
        } finally {
            await handle.close();
            answer.end();
        }
    }

    private async copy(
        answer: Answer,
        handle: FileHandle,
        { hash, bytes }: Expected,
        { url, room }: { readonly url: URL; readonly room: number },
    ): Promise<number> {
        const digest = createHash(hash.kind === "git" ? "sha1" : "sha256");
        if (hash.kind === "git") {
            digest.update(`blob ${bytes ?? 0}\0`);
        }
        let stored = 0;
        for await (const chunk of this.bodyOf(answer)) {
            stored += chunk.length;
            if (stored > room) {
                throw tooLarge(url, stored, room);
            }
            digest.update(chunk);
            await handle.write(chunk);
        }
        if (bytes !== undefined && stored !== bytes) {
            throw rejected(
                `${shownUrl(url)} has ${stored} bytes, and ${bytes} were announced: it is not the file that was asked for`,
            );
        }
        const hex = digest.digest("hex");
        if (hex !== hash.hex) {
            const name = hash.kind === "git" ? "git hash" : "SHA-256";
            throw rejected(
                `${shownUrl(url)} has the ${name} ${hex}, and ${hash.hex} was asked for: nothing is published`,
            );
        }
        return stored;
    }

    /** Follows redirects, which take no header to another host and lead to https alone. */
    private async get(url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> {
        let at = url;
        for (let i = 0; i <= mostRedirects; i++) {
            const answer = await this.request(at, at.origin === url.origin ? headers : publicHeaders(headers));
            const location = answer.response.headers.get("location");
            if (![301, 302, 303, 307, 308].includes(answer.response.status) || location === null) {
                return answer;
            }
            answer.end();
            const next = new URL(location, at);
            if (next.protocol !== "https:") {
                throw rejected(`${shownUrl(at)} redirects to ${next.protocol}//${next.host}, which is not encrypted`);
            }
            at = next;
        }
        throw failed(`${shownUrl(url)} redirects more than ${mostRedirects} times`);
    }

    private async request(url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> {
        const abort = new AbortController();
        const limit = (ms: number) => setTimeout(() => abort.abort(), ms);
        const answering = limit(this.answerMs);
        let stalling: NodeJS.Timeout | undefined;
        try {
            const response = await fetch(this.addressOf(url), {
                redirect: "manual",
                signal: abort.signal,
                headers: { "user-agent": "inference-platform", "accept-encoding": "identity", ...headers },
            });
            stalling = limit(this.stallMs);
            const timer = stalling;
            const end = () => {
                clearTimeout(timer);
                abort.abort();
            };
            return { url, response, alive: () => timer.refresh(), end };
        } catch (error) {
            clearTimeout(stalling);
            throw unreachable(url, error, abort.signal.aborted ? this.answerMs : undefined);
        } finally {
            clearTimeout(answering);
        }
    }

    private async *bodyOf({ url, response, alive, end }: Answer): AsyncGenerator<Buffer> {
        try {
            for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
                alive();
                yield Buffer.from(chunk);
            }
        } catch (error) {
            const stalled = error instanceof Error && error.name === "AbortError";
            throw unreachable(url, error, stalled ? this.stallMs : undefined);
        } finally {
            end();
        }
    }
}

/** What may go to a host that the user did not name. */
function publicHeaders({ accept }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return accept === undefined ? {} : { accept };
}

/** The JSON of a document; undefined where it is none. */
export function parsed(body: Buffer): unknown {
    try {
        return JSON.parse(body.toString("utf8"));
    } catch {
        return undefined;
    }
}

export function statusError(url: URL, status: number): CommandError {
    const why: Readonly<Record<number, string>> = {
        401: "it is not public: only public sources are read",
        403: "it is not public, or its conditions must be accepted first: only public sources are read",
        404: "it does not exist, or is not public",
        410: "it is gone",
        429: "the server asks to wait: try again later",
    };
    const text = why[status] ?? (status >= 500 ? "the server failed: try again" : "expected 200");
    return (status >= 500 || status === 429 ? failed : rejected)(`${shownUrl(url)} answers ${status}: ${text}`);
}

function tooLarge(url: URL, bytes: number, room: number): CommandError {
    return failed(
        `${shownUrl(url)} has ${sizeText(bytes)}, and the folder for temporary files has room for ${sizeText(room)}: ` +
            "make room, or set TMPDIR to a folder on a larger disk",
    );
}

function unreachable(url: URL, error: unknown, after: number | undefined): CommandError {
    if (error instanceof CommandError) {
        return error;
    }
    if (after !== undefined) {
        return failed(`${shownUrl(url)} sent nothing for ${after / 1000} s: try again`);
    }
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    return failed(`${shownUrl(url)} cannot be read (${code}): try again`);
}

/** The network, or the other side: the same call may succeed later. */
export function failed(message: string): CommandError {
    return new CommandError(message, ExitCode.Failed);
}

/** The source is not what it should be. */
export function rejected(message: string): CommandError {
    return new CommandError(message, ExitCode.InvalidInput);
}
