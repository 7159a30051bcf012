import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createResource, simulatedAccount, simulatedType, type SimulatedType } from "../../../simulation/providers";
import { awsTypes } from "../../../simulation/providers/aws";
import { awsxTypes } from "../../../simulation/providers/awsx";
import { eksComponentTypes } from "../../../simulation/providers/eks";
import { randomTypes } from "../../../simulation/providers/random";

const tables = { ...awsTypes, ...awsxTypes, ...eksComponentTypes, ...randomTypes };

/** Property names of the SDK's class for a type: what its constructor fills `resourceInputs` with. */
function sdkProperties(type: string): Set<string> {
    const [name = "", module = ""] = type.split(":");
    const file = module.includes("/") ? module : `${module}/${lowerFirst(type.split(":")[2]!)}`;
    const source = readFileSync(require.resolve(`@pulumi/${name}/${file.replace(/^index\//, "")}.js`), "utf8");
    return new Set([...source.matchAll(/resourceInputs\["(\w+)"\]/g)].map((match) => match[1]!));
}

const lowerFirst = (name: string) => name[0]!.toLowerCase() + name.slice(1);

function created(type: string, inputs: Record<string, unknown> = {}) {
    return createResource({ type, name: "it", seed: `urn::${type}::it`, inputs, account: simulatedAccount() });
}

describe("tables of simulated types", () => {
    for (const [type, known] of Object.entries<SimulatedType>(tables)) {
        it(`lists for ${type} only properties of the SDK's class`, () => {
            const properties = sdkProperties(type);
            const named = [
                ...Object.keys(
                    known.outputs?.({ type, name: "it", seed: "s", inputs: {}, account: simulatedAccount() }, "id") ??
                        {},
                ),
                ...(known.replaceOn ?? []).map(({ property }) => property.split(/[.[]/)[0]!),
                ...(known.secretOutputs ?? []),
                ...(known.autoName === undefined ? [] : [known.autoName.property]),
            ];
            assert.deepEqual(
                named.filter((property) => !properties.has(property)),
                [],
            );
        });

        it(`makes ${type} without any input, twice the same`, () => {
            assert.deepEqual(created(type), created(type));
            assert.ok(known.remote === true || created(type).id);
            assert.doesNotMatch(JSON.stringify(created(type)), /undefined|\[object Object\]|NaN/);
        });
    }

    it("states a source for every replacement", () => {
        for (const [type, known] of Object.entries<SimulatedType>(tables)) {
            for (const { property, source } of known.replaceOn ?? []) {
                assert.match(source, /\S+ \S+/, `${type}.${property}`);
            }
        }
    });
});

describe("simulatedType", () => {
    it("knows every Kubernetes kind, and no other unlisted type", () => {
        assert.ok(simulatedType("kubernetes:example.com/v1:Widget"));
        assert.ok(simulatedType("pulumi:providers:aws"));
        assert.equal(simulatedType("aws:lex/bot:Bot"), undefined);
    });
});
