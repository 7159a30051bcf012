import { isDeepStrictEqual } from "node:util";
import {
    createResource,
    type Properties,
    type SimulatedAccount,
    type SimulatedType,
    simulatedType,
} from "../providers";
import { withAutoName } from "../providers/naming";
import { holdsSecret, secretWire, UNKNOWN } from "../wire";
import { parsePath, valuesAt } from "./propertyPath";
import { bare, containsUnknown, isObject, isUnknown, plain, secretTexts, type WireProperties } from "./wire";

/** A resource as the engine names it in a request. */
export interface Subject {
    /** Pulumi type token. */
    readonly type: string;
    /** Logical name in the program. */
    readonly name: string;
    /** What made-up ids and names derive from. */
    readonly seed: string;
    readonly account: SimulatedAccount;
}

/** What exists after a create. */
export interface Made {
    /** A remote component has none. */
    readonly id: string | undefined;
    readonly outputs: WireProperties;
}

/** What is known of the type; a type nobody described has its inputs as outputs and is never replaced. */
export function knownType(type: string): SimulatedType {
    return simulatedType(type) ?? {};
}

/** The inputs with the made-up name filled in, as a provider's check does before anything is planned. */
export function checkedInputs(subject: Subject, inputs: WireProperties): WireProperties {
    const { autoName } = knownType(subject.type);
    const [outer, inner] = (autoName?.property ?? "").split(".");
    // What is not known yet may well hold a name.
    const closed = inner !== undefined && !isObject(bare(inputs[outer ?? ""] ?? {}));
    return closed ? inputs : withAutoName({ ...subject, inputs }, autoName);
}

/** The name that the type's providers make up where the program gives none; undefined for a type without one. */
export function nameIn({ type }: Pick<Subject, "type">, inputs: WireProperties): unknown {
    const { autoName } = knownType(type);
    return autoName === undefined ? undefined : bare(valuesAt(inputs, parsePath(autoName.property))[0]);
}

/** Whether the name among `inputs` is one that `checkedInputs` made up. */
export function isAutoNamed(subject: Subject, inputs: WireProperties): boolean {
    const name = nameIn(subject, inputs);
    return name !== undefined && name === nameIn(subject, checkedInputs(subject, {}));
}

/** What the provider answers when the resource has been created. */
export function created(subject: Subject, inputs: WireProperties): Made {
    const { id, outputs } = createResource({ ...subject, inputs: plain(inputs) });
    return { id, outputs: onTheWire(subject, inputs, outputs) };
}

/** What a provider can say of a resource before it exists: the inputs, and that everything else is unknown. */
export function createPreview(subject: Subject, inputs: WireProperties): WireProperties {
    const { outputs } = createResource({ ...subject, inputs: plain(inputs) });
    return onTheWire(subject, inputs, outputs, () => UNKNOWN);
}

/** What the provider answers after an update in place. */
export function updated(subject: Subject, inputs: WireProperties, oldOutputs: WireProperties): WireProperties {
    return onTheWire(subject, inputs, updatedOutputs(subject, inputs, oldOutputs));
}

/** What a provider can say before an update: what stays is known, what the change moves is not. */
export function updatePreview(subject: Subject, inputs: WireProperties, oldOutputs: WireProperties): WireProperties {
    const { counters = [] } = knownType(subject.type);
    const guessed = containsUnknown(inputs);
    const outputs = Object.entries(updatedOutputs(subject, inputs, oldOutputs)).map(([key, value]) => {
        const moved = !(key in inputs) && !isDeepStrictEqual(value, plain({ value: oldOutputs[key] }).value);
        return [key, moved && (guessed || counters.includes(key)) ? UNKNOWN : value] as const;
    });
    return onTheWire(subject, inputs, Object.fromEntries(outputs));
}

function updatedOutputs(subject: Subject, inputs: WireProperties, oldOutputs: WireProperties): Properties {
    const { outputs } = createResource({ ...subject, inputs: plain(inputs) });
    const counted = (knownType(subject.type).counters ?? []).map(
        (key) => [key, Number(bare(oldOutputs[key]) ?? 0) + 1] as const,
    );
    return { ...outputs, ...Object.fromEntries(counted) };
}

/**
 * Outputs as the engine gets them: an input comes back as it was given, and nothing that was secret among the inputs comes back
 * in plain text, also where a computed text repeats it.
 *
 * @param computed what stands for a value that no input says; default: the value itself
 */
function onTheWire(
    { type }: Subject,
    inputs: WireProperties,
    outputs: Properties,
    computed: (value: unknown) => unknown = (value) => value,
): WireProperties {
    const texts = secretTexts(inputs);
    const { secretOutputs = [] } = knownType(type);
    const merged = overlay(inputs, outputs, computed) as WireProperties;
    return Object.fromEntries(
        Object.entries(merged).map(([key, value]) => {
            const hidden = secretOutputs.includes(key) || (!(key in inputs) && repeats(value, texts));
            return [key, hidden ? secretWire(value) : value];
        }),
    );
}

/** `output` over `input`, which keeps its markers wherever the two say the same. */
function overlay(input: unknown, output: unknown, computed: (value: unknown) => unknown): unknown {
    if (input === undefined || input === null) {
        return computed(output);
    }
    if (output === undefined || isUnknown(input)) {
        return input;
    }
    if (isObject(input) && bare(input) === input && isObject(output)) {
        const added = Object.entries(output).map(
            ([key, value]) => [key, overlay(input[key], value, computed)] as const,
        );
        return { ...input, ...Object.fromEntries(added) };
    }
    if (isDeepStrictEqual(plain({ input }).input, output)) {
        return input;
    }
    return holdsSecret(input) ? secretWire(output) : output;
}

function repeats(value: unknown, texts: readonly string[]): boolean {
    if (texts.length === 0) {
        return false;
    }
    const text = JSON.stringify(value) ?? "";
    return texts.some((each) => text.includes(JSON.stringify(each).slice(1, -1)));
}
