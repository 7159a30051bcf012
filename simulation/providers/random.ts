import { createHash } from "node:crypto";
import { given, hex, text, uuid } from "./naming";
import { type Properties, type Replacement, type TypeTable } from "./types";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
/** Source: `random.RandomPassword`, documentation of `special`. */
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** Every input of a random resource forces a new value: there are no updates in place. */
function everyInput(...properties: readonly string[]): readonly Replacement[] {
    return ["keepers", ...properties].map((property) => ({
        property,
        source: "terraform-provider-random internal/provider: RequiresReplace on every argument",
    }));
}

/** Characters of a hash of the seed: different for each resource, equal in each run, worthless as a secret. */
function characters(seed: string, inputs: Properties): string {
    const alphabet = [
        given(inputs, "lower", true) ? LOWER : "",
        given(inputs, "upper", true) ? UPPER : "",
        given(inputs, "numeric", given(inputs, "number", true)) ? DIGITS : "",
        given(inputs, "special", true) ? text(inputs, "overrideSpecial", SPECIAL) : "",
    ].join("");
    return Array.from({ length: given(inputs, "length", 16) }, (_, i) => {
        const byte = createHash("sha256").update(`${seed}/${i}`).digest().readUInt32BE(0);
        return alphabet[byte % alphabet.length];
    }).join("");
}

const CHARACTER_CLASSES = ["length", "lower", "minLower", "minNumeric", "minSpecial", "minUpper", "number", "numeric"];
const characterInputs = everyInput(...CHARACTER_CLASSES, "overrideSpecial", "special", "upper");

export const randomTypes: TypeTable = {
    "random:index/randomPassword:RandomPassword": {
        id: () => "none",
        outputs: ({ seed, inputs }) => ({
            result: characters(seed, inputs),
            bcryptHash: `$2a$10$${hex(seed, 53)}`,
        }),
        secretOutputs: ["result", "bcryptHash"],
        replaceOn: characterInputs,
    },
    "random:index/randomString:RandomString": {
        id: ({ seed, inputs }) => characters(seed, inputs),
        outputs: (_resource, id) => ({ result: id }),
        replaceOn: characterInputs,
    },
    "random:index/randomId:RandomId": {
        id: ({ seed, inputs }) => bytes(seed, inputs).toString("base64url"),
        outputs: ({ seed, inputs }) => {
            const value = bytes(seed, inputs);
            const prefix = text(inputs, "prefix");
            return {
                b64Std: prefix + value.toString("base64"),
                b64Url: prefix + value.toString("base64url"),
                dec: prefix + BigInt(`0x${value.toString("hex")}`).toString(),
                hex: prefix + value.toString("hex"),
            };
        },
        replaceOn: everyInput("byteLength", "prefix"),
    },
    "random:index/randomUuid:RandomUuid": {
        id: ({ seed }) => uuid(seed),
        outputs: (_resource, id) => ({ result: id }),
        replaceOn: everyInput(),
    },
    "random:index/randomBytes:RandomBytes": {
        id: () => "none",
        outputs: ({ seed, inputs }) => {
            const value = Buffer.from(hex(seed, 64), "hex").subarray(0, given(inputs, "length", 32));
            return { base64: value.toString("base64"), hex: value.toString("hex") };
        },
        secretOutputs: ["base64", "hex"],
        replaceOn: everyInput("length"),
    },
};

function bytes(seed: string, inputs: Properties): Buffer {
    return Buffer.from(hex(seed, 64), "hex").subarray(0, given(inputs, "byteLength", 8));
}
