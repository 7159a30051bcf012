import { type Reporter, type Write } from "../report";
import { githubReporter } from "./github";
import { jsonReporter } from "./json";
import { junitReporter } from "./junit";
import { sarifReporter } from "./sarif";
import { textReporter, type TextStyle } from "./text";

/** The formats of the results, each with its reporter. */
export const reporters = {
    text: textReporter,
    json: jsonReporter,
    sarif: sarifReporter,
    junit: junitReporter,
    github: githubReporter,
} as const satisfies Record<string, (write: Write, style: TextStyle) => Reporter>;

export type Format = keyof typeof reporters;
export const formats = Object.keys(reporters) as readonly Format[];
