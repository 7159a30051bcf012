import assert from "node:assert/strict";
import { render, spec } from "../../../../support/serving/render";

interface Schema {
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, Schema>>;
}

interface Version {
    readonly subresources?: unknown;
    readonly additionalPrinterColumns: readonly { readonly name: string; readonly jsonPath: string }[];
    readonly schema: { readonly openAPIV3Schema: Schema };
}

/** Columns that are empty for a model whose content the stack file does not pin. */
const mayBeEmpty = ["Digest"];

describe("the definition of ModelVersion", () => {
    async function rendered(): Promise<{ readonly version: Version; readonly instance: unknown }> {
        const run = await render({ detector: { kind: "tensorflow-serving", models: { m: { versions: [1] } } } });
        const { versions } = spec(run, "CustomResourceDefinition", "modelversions.ml.example.com") as {
            versions: readonly [Version];
        };
        return { version: versions[0], instance: spec(run, "ModelVersion", "detector-v1-m-1") as unknown };
    }

    it("fills every column that kubectl prints", async () => {
        const { version, instance } = await rendered();
        for (const { name, jsonPath } of version.additionalPrinterColumns) {
            const path = jsonPath.split(".").slice(1);
            if (path[0] === "metadata") {
                continue;
            }
            let schema: Schema | undefined = version.schema.openAPIV3Schema;
            let value: unknown = { spec: instance };
            for (const key of path) {
                if (!mayBeEmpty.includes(name)) {
                    assert.ok(schema?.required?.includes(key), `${name}: ${jsonPath} may be absent`);
                }
                schema = schema?.properties?.[key];
                value = (value as Record<string, unknown>)[key];
            }
            assert.ok(schema !== undefined, `${name}: the schema has no ${jsonPath}`);
            assert.ok(value !== undefined || mayBeEmpty.includes(name), `${name}: the object has no ${jsonPath}`);
        }
    });

    it("promises no status, since nothing writes one", async () => {
        const { version } = await rendered();
        assert.equal(version.subresources, undefined);
        assert.deepEqual(Object.keys(version.schema.openAPIV3Schema.properties ?? {}), ["spec"]);
    });
});
