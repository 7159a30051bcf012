import { z } from "zod";
import { type AddonSchemas } from "./addons";
import { projectNamespace } from "./load";
import { topicsSchema } from "./platform";
import { awsRegion } from "./region";
import { type WorkloadKind } from "./workloadKind";

/**
 * JSON Schema (draft 2020-12) of a stack file, for editors. It checks shapes; what needs several keys at once (a workload's
 * accelerator against the node groups) is checked when the file is loaded.
 */
export function stackFileJsonSchema(
    kinds: Readonly<Record<string, WorkloadKind>>,
    addons: AddonSchemas,
): Record<string, unknown> {
    const { shape } = topicsSchema(addons);
    const workload = { oneOf: Object.values(kinds).map((kind) => inputSchema(kind.schema)) };
    const topics = Object.fromEntries(
        Object.entries(shape).map(([name, schema]) => [`${projectNamespace}:${name}`, inputSchema(schema)]),
    );
    const required = Object.entries(shape)
        .filter(([, schema]) => !schema.safeParse(undefined).success)
        .map(([name]) => `${projectNamespace}:${name}`);
    const known = [...Object.keys(shape), "workloads"].join("|");
    return {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        title: "Stack file of inference-platform",
        type: "object",
        required: ["config"],
        properties: {
            config: {
                type: "object",
                required: ["aws:region", ...required],
                properties: {
                    "aws:region": inputSchema(awsRegion),
                    ...topics,
                    [`${projectNamespace}:workloads`]: { type: "object", additionalProperties: workload },
                },
                // Keys of other namespaces belong to their providers; an unknown key of ours is a mistake.
                patternProperties: { [`^${projectNamespace}:(?!(?:${known})$)`]: false },
            },
        },
    };
}

/** The schema of what a person writes (defaults are optional), without the dialect line that only the root may carry. */
function inputSchema(schema: z.ZodType): Record<string, unknown> {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    return rest;
}
