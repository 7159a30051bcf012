import { accountOf, type SimulatedAccount } from "./account";
import { awsTypes } from "./aws";
import { awsxTypes } from "./awsx";
import { eksComponentTypes } from "./eks";
import { invokes } from "./invokes";
import { kubernetesType } from "./kubernetes";
import { generatedName, withAutoName } from "./naming";
import { engineTypes, providerType } from "./pulumi";
import { randomTypes } from "./random";
import { argumentFaults, RefusedArguments } from "./refusals";
import { tlsTypes } from "./tls";
import { type Properties, type SimulatedResource, type SimulatedType, type TypeTable } from "./types";

export * from "./account";
export * from "./types";

const tables: TypeTable = {
    ...awsTypes,
    ...awsxTypes,
    ...eksComponentTypes,
    ...engineTypes,
    ...randomTypes,
    ...tlsTypes,
};

/** The simulated type of a token; `undefined` for a type that is not simulated. */
export function simulatedType(type: string): SimulatedType | undefined {
    if (type.startsWith("pulumi:providers:")) {
        return providerType;
    }
    return type.startsWith("kubernetes:") ? kubernetesType(type) : tables[type];
}

/** Result of a create. */
interface CreatedResource {
    /** Physical id; undefined for a component. */
    readonly id: string | undefined;
    /** Inputs of the program, with a generated name where it was missing. */
    readonly inputs: Properties;
    /** Inputs and computed outputs. */
    readonly outputs: Properties;
    /** Outputs that are secret for all inputs. */
    readonly secretOutputs: readonly string[];
}

/** The inputs as a provider's check returns them: with a generated name where it was missing. */
export function checkedInputs(resource: Pick<SimulatedResource, "type" | "name" | "seed" | "inputs">): Properties {
    return withAutoName(resource, simulatedType(resource.type)?.autoName);
}

/**
 * Creates a resource: a pure function of its type, seed, inputs and account.
 *
 * Both transports call it, so the in-process simulation and the real engine see the same outputs. For an unknown type the
 * result is its inputs and an id; check `simulatedType` first where that is not enough.
 *
 * @throws RefusedArguments for arguments that the service would reject
 */
export function createResource(request: SimulatedResource): CreatedResource {
    const known = simulatedType(request.type) ?? {};
    const inputs = checkedInputs(request);
    const faults = argumentFaults(request.type, inputs);
    if (faults.length > 0) {
        throw new RefusedArguments(request.type, request.name, faults);
    }
    const resource: SimulatedResource = { ...request, inputs, account: accountOf(inputs, request.account) };
    // An id is never empty, also when the inputs that determine it are unknown.
    const id = known.id?.(resource) || namedBy(inputs, known) || generatedName(request.name, request.seed);
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

/** Result of a provider function; `undefined` for a function that is not simulated. */
export function answerInvoke(token: string, args: Properties, account: SimulatedAccount): Properties | undefined {
    return invokes[token]?.(args, account);
}
