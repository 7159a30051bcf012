import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { parse } from "yaml";
import { validate } from "../../config/validate";
import { type WarmUpRequests, warmUpRequests } from "../../config/serving/warmUp";
import { type Answer, type Finding } from "./contract";

/**
 * Sends one request: a POST where it has a body.
 *
 * @param inChunks sends the body without stating its length. Default false.
 */
export type Send = (path: string, body?: object, inChunks?: boolean) => Promise<Answer>;

/**
 * The requests of a file in YAML or JSON, written as `warmUp.requests` of a workload.
 *
 * @throws InvalidArgumentError with every fault of the file
 */
export function readRequests(file: string): WarmUpRequests {
    let content: unknown;
    try {
        content = parse(readFileSync(file, "utf8"), { maxAliasCount: 0 });
    } catch (error) {
        const [line = ""] = (error as Error).message.split("\n");
        throw new InvalidArgumentError(`${file} cannot be read: ${line}`);
    }
    const checked = validate(warmUpRequests, content, ["requests"]);
    if ("faults" in checked) {
        const faults = checked.faults.map(({ path, reason }) => `"${path}" ${reason}`);
        throw new InvalidArgumentError(`${file} is not a list of warm-up requests: ${faults.join("; ")}`);
    }
    return checked.value;
}

/**
 * Sends the requests one after the other, as the platform does before a pod is ready, and then one of them with its body in
 * chunks.
 */
export async function checkRequests(requests: WarmUpRequests, send: Send): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    for (const [i, { path, body }] of requests.entries()) {
        const promise = `${body === undefined ? "GET" : "POST"} ${path} answers warm-up request ${i + 1} with success`;
        findings.push(finding(promise, await send(path, body), "the pod would never be ready"));
    }
    // One that failed with its length would say nothing of a server that does not read chunks.
    const answered = requests.find(({ body }, i) => body !== undefined && findings[i]?.verdict === "kept");
    if (answered !== undefined) {
        const promise = `POST ${answered.path} is answered with success when its body comes in chunks`;
        const answer = await send(answered.path, answered.body, true);
        findings.push(
            finding(promise, answer, "a proxy that does not know the length of a body forwards it like this"),
        );
    }
    return findings;
}

function finding(promise: string, answer: Answer, meaning: string): Finding {
    if ("failure" in answer) {
        return { promise, verdict: "broken", detail: answer.failure };
    }
    return answer.status >= 200 && answer.status < 300
        ? { promise, verdict: "kept" }
        : { promise, verdict: "broken", detail: `answered ${answer.status}: ${meaning}` };
}
