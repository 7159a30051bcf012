import { isObj, str } from "../model/read";
import { type JudgedResource } from "../model/resource";
import { type DocumentReader, type DocumentText } from "./documents";
import { type Input, type InputFault, reasonOf } from "./inputs";
import { parseText } from "./parse";

export interface ObjectsListener {
    /** An object with the document that holds it. */
    readonly object: (resource: JudgedResource, document: DocumentText) => void;
    readonly fault: (fault: InputFault) => void;
    /** A file that was found in a folder and holds something else. */
    readonly skipped: (file: string) => void;
}

/** Documents that can matter to the index of the cluster: a look at the text spares parsing all others twice. */
const namespacesOrMesh = /\bNamespace|List\b|\.istio\.io\/v\d/;

/**
 * Reads every Kubernetes object of a file; broken documents are reported with their line, and the rest is read.
 *
 * @param only `index` leaves out documents that cannot add to the index of the cluster.
 */
export async function readObjects(
    input: Input,
    reader: DocumentReader,
    only: "all" | "index",
    listener: ObjectsListener,
): Promise<void> {
    try {
        for await (const document of reader.read(input)) {
            if (only === "index" && document.tooLarge !== true && !namespacesOrMesh.test(document.text)) {
                continue;
            }
            const parsed = parseText(document);
            if ("fault" in parsed) {
                listener.fault({ file: `${input.file}:${parsed.line}`, reason: parsed.fault });
                continue;
            }
            const resource = resourceOf(parsed.value, urnOf(input.file, document.line));
            if (resource !== undefined) {
                listener.object(resource, document);
            } else if (parsed.value !== null && parsed.value !== undefined) {
                if (input.found) {
                    listener.skipped(input.file);
                } else {
                    const reason = "not a Kubernetes object: apiVersion or kind is missing";
                    listener.fault({ file: `${input.file}:${document.line}`, reason });
                }
            }
        }
    } catch (error) {
        listener.fault({ file: input.file, reason: reasonOf(error) });
    }
}

function resourceOf(value: unknown, urn: string): JudgedResource | undefined {
    const apiVersion = isObj(value) ? str(value.apiVersion) : undefined;
    const kind = isObj(value) ? str(value.kind) : undefined;
    if (!isObj(value) || apiVersion === undefined || kind === undefined) {
        return undefined;
    }
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    return { urn, type: `kubernetes:${group}:${kind}`, name: "", props: value };
}

/** Identifies the document that begins on `line` of a file. */
export function urnOf(file: string, line: number): string {
    return `${file}#${line}`;
}

/** The file an object came from. */
export function fileOf(urn: string): string {
    return urn.slice(0, urn.lastIndexOf("#"));
}
