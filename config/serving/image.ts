import { z } from "zod";
import { type Fault } from "../fault";
import { type Environment } from "../names";

/** The parts of an image reference. */
export interface ImageReference {
    /** Registry and path, without tag and digest. */
    readonly name: string;
    readonly tag?: string;
    /** `sha256:` and 64 hexadecimal digits. */
    readonly digest?: string;
}

/** Undefined when the text is not an image reference. Grammar: distribution/reference. */
export function parseImage(text: string): ImageReference | undefined {
    const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    const host = "[a-zA-Z0-9.-]+(?::\\d+)?";
    const pattern = new RegExp(
        `^((?:${host}/)?${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
    );
    const match = pattern.exec(text);
    const name = match?.[1];
    if (match === null || name === undefined) {
        return undefined;
    }
    return { name, ...(match[2] && { tag: match[2] }), ...(match[3] && { digest: match[3] }) };
}

/** An image of a workload: a tag other than `latest` is required. */
export const imageReference = z
    .string()
    .refine((text) => parseImage(text) !== undefined, "must be an image reference such as team/app:1.4.2")
    .refine((text) => {
        const parsed = parseImage(text);
        return parsed === undefined || (parsed.tag !== undefined && parsed.tag !== "latest");
    }, "names no fixed version: add a tag other than latest")
    .meta({ examples: ["team/app:1.4.2"] });

export const imageDigestRules = ["required", "optional"] as const;
export type ImageDigestRule = (typeof imageDigestRules)[number];

/** Whether images of this stack need a digest. Default: required in production. */
export function digestsRequired(rule: ImageDigestRule | undefined, environment: Environment): boolean {
    return rule === undefined ? environment === "production" : rule === "required";
}

export function digestFaults(path: string, image: string, required: boolean): readonly Fault[] {
    if (!required || parseImage(image)?.digest !== undefined) {
        return [];
    }
    return [
        {
            path,
            reason:
                `is "${image}", a tag that its owner can move: add @sha256:…, ` +
                'or set "serving.imageDigests" to optional',
        },
    ];
}
