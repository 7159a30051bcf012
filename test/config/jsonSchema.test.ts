import assert from "node:assert/strict";
import { z } from "zod";
import { addonSchemas } from "../../components/addons/definitions";
import { stackFileJsonSchema } from "../../config/jsonSchema";
import { type WorkloadKind } from "../../config/workloadKind";

interface SchemaNode {
    readonly [key: string]: unknown;
    readonly properties: Record<string, SchemaNode>;
    readonly required?: readonly string[];
}

const echo: WorkloadKind = {
    kind: "echo",
    schema: z.strictObject({
        kind: z.literal("echo"),
        namespace: z.literal("ml-testing"),
        replicas: z.int().default(2),
    }),
    demands: () => [],
    faults: () => [],
};

describe("stackFileJsonSchema", () => {
    const schema = stackFileJsonSchema({ echo }, addonSchemas) as unknown as SchemaNode;
    const config = schema.properties.config!;

    it("requires only what has no default", () => {
        const [onEks, onExisting] = config.anyOf as readonly SchemaNode[];
        assert.deepEqual(onEks!.required, ["aws:region", "inference-platform:nodeGroups"]);
        assert.deepEqual(onExisting!.required, ["inference-platform:platform"]);
        assert.deepEqual(onExisting!.properties["inference-platform:platform"]!.properties.kind, { const: "existing" });
        assert.equal(config.properties["inference-platform:network"]!.required, undefined);
    });

    it("lets an editor refuse a mistyped topic but not another provider's key", () => {
        const [pattern] = Object.keys(config.patternProperties as object);
        assert.match("inference-platform:nodegroups", new RegExp(pattern!));
        assert.doesNotMatch("inference-platform:nodeGroups", new RegExp(pattern!));
        assert.doesNotMatch("kubernetes:context", new RegExp(pattern!));
    });

    it("offers the choices and defaults of every topic and kind", () => {
        const version = config.properties["inference-platform:cluster"]!.properties.version!;
        assert.deepEqual(version, {
            default: "1.36",
            description: "Kubernetes minor of the control plane.",
            type: "string",
            enum: ["1.35", "1.36", "1.37"],
        });
        const workloads = config.properties["inference-platform:workloads"]!.additionalProperties as {
            oneOf: SchemaNode[];
        };
        assert.deepEqual(workloads.oneOf[0]!.properties.replicas!.default, 2);
        assert.deepEqual(workloads.oneOf[0]!.required, ["kind", "namespace"]);
    });
});
