import { type RecordedResource } from "../../recorded";
import { isChart } from "../charts";
import { isKubernetesObject } from "../manifests";

/** A value that another account would have given otherwise. */
export interface AccountValue {
    readonly value: string;
    /** Resource and property that it comes from, for example `aws:kms/key:Key storage-objects, arn`. */
    readonly from: string;
}

/** Shorter strings, such as ports and states, occur by chance. */
const shortest = 8;

/** What the cloud computed: outputs of cloud resources that are not among their inputs, and that no secret is. */
export function accountValuesOf(resources: readonly RecordedResource[], accountId: string): readonly AccountValue[] {
    const values = new Map([[accountId, "the number of the account"]]);
    for (const resource of resources) {
        const { type, name, inputs, outputs, custom, secretOutputs } = resource;
        if (!custom || type.startsWith("pulumi:") || isKubernetesObject(resource) || isChart(resource)) {
            continue;
        }
        const given = new Set(leaves(inputs).map(([, value]) => value));
        const secret = new Set(secretOutputs.map(([property]) => property));
        for (const [path, value] of leaves(outputs)) {
            if (value.length >= shortest && !given.has(value) && !secret.has(path[0] ?? "") && !values.has(value)) {
                values.set(value, `${type} ${name}, ${path.join(".")}`);
            }
        }
    }
    return [...values].map(([value, from]) => ({ value, from }));
}

/** The values that occur in the files, each with the files, sorted by value. */
export function placesOf(
    values: readonly AccountValue[],
    files: readonly { readonly path: string; readonly text: string }[],
): readonly (AccountValue & { readonly files: readonly string[] })[] {
    return values
        .map((value) => ({
            ...value,
            files: files.filter(({ text }) => text.includes(value.value)).map(({ path }) => path),
        }))
        .filter((value) => value.files.length > 0)
        .sort((a, b) => (a.value < b.value ? -1 : 1));
}

function leaves(
    value: unknown,
    path: readonly string[] = [],
): readonly (readonly [path: readonly string[], text: string])[] {
    if (typeof value === "string") {
        return [[path, value]];
    }
    return typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]))
        : [];
}
