import { accountOf, type SimulatedAccount } from "./account";
import { awsTypes } from "./aws";
import { awsxTypes } from "./awsx";
import { eksComponentTypes } from "./eks";
import { invokes } from "./invokes";
import { kubernetesType } from "./kubernetes";
import { madeUpName, withAutoName } from "./naming";
import { engineTypes, providerType } from "./pulumi";
import { randomTypes } from "./random";
import { type Properties, type SimulatedResource, type SimulatedType, type TypeTable } from "./types";

export * from "./account";
export * from "./types";

const tables: TypeTable = { ...awsTypes, ...awsxTypes, ...eksComponentTypes, ...engineTypes, ...randomTypes };

/** What the simulated providers know of a type; `undefined` for a type they do not know. */
export function simulatedType(type: string): SimulatedType | undefined {
    if (type.startsWith("pulumi:providers:")) {
        return providerType;
    }
    return type.startsWith("kubernetes:") ? kubernetesType(type) : tables[type];
}

/** A resource as its provider leaves it behind. */
export interface CreatedResource {
    /** Physical id; a component has none. */
    readonly id: string | undefined;
    /** The inputs the provider worked with: the program's, and the auto-name where one was missing. */
    readonly inputs: Properties;
    /** Inputs and computed outputs. */
    readonly outputs: Properties;
    /** Names of outputs that are secret whatever the inputs were. */
    readonly secretOutputs: readonly string[];
}

/** The inputs as a provider's check leaves them: with the name filled in that the program left out. */
export function checkedInputs(resource: Pick<SimulatedResource, "type" | "name" | "seed" | "inputs">): Properties {
    return withAutoName(resource, simulatedType(resource.type)?.autoName);
}

/**
 * Creates a resource: a pure function of its type, seed, inputs and account.
 *
 * Both transports call it, so what a stack shows in-process is what the real engine is told. A type that is not known
 * gets its inputs back and an id; ask `simulatedType` first where that is not good enough.
 */
export function createResource(request: SimulatedResource): CreatedResource {
    const known = simulatedType(request.type) ?? {};
    const inputs = checkedInputs(request);
    const resource: SimulatedResource = { ...request, inputs, account: accountOf(inputs, request.account) };
    // An id is never empty, not even where the inputs it is made of are unknown.
    const id = known.id?.(resource) || namedBy(inputs, known) || madeUpName(request.name, request.seed);
    return {
        id: known.remote === true ? undefined : id,
        inputs,
        outputs: { ...inputs, ...known.outputs?.(resource, id) },
        secretOutputs: known.secretOutputs ?? [],
    };
}

function namedBy(inputs: Properties, { autoName }: SimulatedType): string | undefined {
    const value = autoName === undefined ? undefined : inputs[autoName.property];
    return typeof value === "string" ? value : undefined;
}

/** The answer to a provider's function; `undefined` for a function that is not known. */
export function answerInvoke(token: string, args: Properties, account: SimulatedAccount): Properties | undefined {
    return invokes[token]?.(args, account);
}
