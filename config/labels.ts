import { z } from "zod";

const part = "[A-Za-z0-9]([\\w.-]{0,61}[A-Za-z0-9])?";

/** Source: Kubernetes documentation, labels and selectors, syntax and character set. */
const labelName = z
    .string()
    .regex(
        new RegExp(`^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?${part}$`),
        "must be a label's name such as app.kubernetes.io/name",
    )
    .meta({ examples: ["example.com/team"] });

const labelValue = z
    .string()
    .regex(
        new RegExp(`^(${part})?$`),
        "must be letters, digits, dashes, underscores and dots, at most 63, with a letter or digit at both ends",
    )
    .meta({ examples: ["ranking"] });

/** Labels as the API server takes them. */
export const labels = z.record(labelName, labelValue);

const taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"] as const;

/** A taint of nodes. */
export const taint = z.strictObject({
    key: labelName.describe("Key of the taint."),
    value: labelValue.default("").describe("Value of the taint."),
    effect: z.enum(taintEffects).describe("What the taint does to pods."),
});

/** Taints that pods bear. */
export const toleration = z.strictObject({
    key: labelName.describe("Key of the taint."),
    value: labelValue.optional().describe("Value of the taint. Default: any."),
    effect: z.enum(taintEffects).optional().describe("Effect of the taint. Default: any."),
});
