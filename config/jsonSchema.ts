import { z } from "zod";
import { type AddonSchemas } from "./addons";
import { projectNamespace } from "./load";
import { stackFileKeys } from "./names";
import { topicsSchema } from "./platform";
import { platformFacts } from "./platformFacts";
import { awsRegion } from "./region";
import { type WorkloadKind } from "./workloadKind";

/** The part of JSON Schema that the schema of a stack file uses. */
export interface SchemaNode {
    readonly type?: string;
    readonly description?: string;
    readonly default?: unknown;
    readonly examples?: readonly unknown[];
    readonly const?: unknown;
    readonly enum?: readonly unknown[];
    readonly minimum?: number;
    readonly maximum?: number;
    readonly minItems?: number;
    readonly maxItems?: number;
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, SchemaNode>>;
    readonly additionalProperties?: SchemaNode | boolean;
    readonly patternProperties?: Readonly<Record<string, boolean>>;
    readonly items?: SchemaNode;
    readonly anyOf?: readonly SchemaNode[];
    readonly oneOf?: readonly SchemaNode[];
}

/** The schema of a whole stack file. */
export interface StackFileSchema extends SchemaNode {
    readonly $schema: string;
    readonly title: string;
    readonly properties: Readonly<Record<string, SchemaNode>> & { readonly config: SchemaNode };
}

/**
 * JSON Schema (draft 2020-12) of a stack file, for editors. It checks shapes; what needs several keys at once (a workload's
 * accelerator against the node groups) is checked when the file is loaded.
 */
export function stackFileJsonSchema(
    kinds: Readonly<Record<string, WorkloadKind>>,
    addons: AddonSchemas,
): StackFileSchema {
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
        additionalProperties: false,
        properties: {
            ...Object.fromEntries(stackFileKeys.map((key) => [key, {}])),
            config: {
                type: "object",
                // An existing cluster has no region, and its nodes are not the stack's.
                anyOf: [{ required: ["aws:region", ...required] }, ...withRegionOfTheirOwn],
                properties: {
                    "aws:region": { ...inputSchema(awsRegion), description: "Region of everything but replicas." },
                    ...topics,
                    [`${projectNamespace}:workloads`]: {
                        type: "object",
                        description: "What the stack runs, by name: one workload of a kind each.",
                        additionalProperties: workload,
                    },
                },
                // Keys of other namespaces belong to their providers; an unknown key of ours is a mistake.
                patternProperties: { [`^${projectNamespace}:(?!(?:${known})$)`]: false },
            },
        },
    };
}

const platformKey = `${projectNamespace}:platform`;

/** Stack files on platforms that have a region by themselves. */
const withRegionOfTheirOwn: readonly SchemaNode[] = Object.entries(platformFacts)
    .filter(([, { region }]) => region !== undefined)
    .map(([kind]) => ({
        required: [platformKey],
        properties: { [platformKey]: { properties: { kind: { const: kind } }, required: ["kind"] } },
    }));

/** The schema of what a person writes (defaults are optional), without the dialect line that only the root may carry. */
function inputSchema(schema: z.ZodType): SchemaNode {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
        io: "input",
        unrepresentable: "any",
        override: ({ jsonSchema }) => {
            // A strict validator refuses formats that it was not given; every address here is https.
            if (jsonSchema.format === "uri") {
                delete jsonSchema.format;
                jsonSchema.pattern = "^https://";
            }
        },
    });
    return rest as SchemaNode;
}
