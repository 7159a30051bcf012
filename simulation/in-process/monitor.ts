import { type Alias } from "@pulumi/pulumi/proto/alias_pb";
import {
    type RegisterResourceOutputsRequest,
    type RegisterResourceRequest,
    type ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import {
    accountOf,
    answerInvoke,
    checkedInputs,
    createResource,
    simulatedAccount,
    simulatedType,
    type Properties,
    type SimulatedAccount,
    type SimulatedInvoke,
} from "../providers";
import { makeUrn, providerUrn, type RecordedResource } from "../recorded";
import { holdsSecret, plainValue, secretWire, UNKNOWN, type PropertyPath } from "../wire";

interface MonitorOptions {
    readonly stack: string;
    readonly project: string;
    /** Whether values that are known only after an update stay unknown. */
    readonly preview: boolean;
    /** Region of resources whose provider does not set one. */
    readonly region: string | undefined;
    /** Results of functions by token, instead of those of an empty account. */
    readonly answers: Readonly<Record<string, SimulatedInvoke>>;
    /** Called for a type or function that is not simulated; throws to reject it. */
    readonly onUnknown: (what: string) => void;
}

type Callback<T> = (error: MonitorError | null, response?: T) => void;

/** The result of a create: outputs as the SDK reads them (`wire`) and without secret marks (`plain`). */
interface Made {
    readonly id: string | undefined;
    readonly wire: Readonly<Record<string, unknown>>;
    readonly plain: Properties;
    readonly secrets: readonly PropertyPath[];
}

/** The SDK reads `message` for registrations and `details` for functions. */
class MonitorError extends Error {
    public readonly details: string;

    constructor(message: string) {
        super(message);
        this.details = message;
    }
}

/**
 * Replaces the engine for the SDK: answers every registration from the simulated providers and records it.
 *
 * It replaces the SDK's own mock monitor, which hides parents, dependencies, providers and protection and computes URNs other
 * than the real engine's. The SDK reads responses through getters, so plain objects are enough.
 */
export class RecordingMonitor {
    private readonly resources = new Map<string, RecordedResource>();
    private readonly account: SimulatedAccount;

    constructor(private readonly options: MonitorOptions) {
        this.account = simulatedAccount(options.region);
    }

    /** Everything registered so far, in the order of registration. */
    public recorded(): readonly RecordedResource[] {
        return [...this.resources.values()];
    }

    public registerResource(request: RegisterResourceRequest, callback: Callback<object>): void {
        respond(callback, () => {
            const urn = this.urnOf(request);
            const wire = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
            const { value, secrets } = plainValue(wire);
            const made = this.make(request, urn, wire, value as Properties);
            this.resources.set(urn, {
                ...registration(request, urn),
                ...(made.id !== undefined && { id: made.id }),
                inputs: value as Properties,
                secretInputs: list(secrets),
                outputs: made.plain,
                secretOutputs: list(made.secrets),
            });
            return {
                getUrn: () => urn,
                getId: () => made.id ?? "",
                getObject: () => ({ toJavaScript: () => made.wire }),
                getPropertydependenciesMap: () => undefined,
                getResult: () => 0,
            };
        });
    }

    public registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: Callback<object>): void {
        respond(callback, () => {
            const resource = this.resources.get(request.getUrn());
            if (resource === undefined) {
                throw new Error(`outputs of a resource that is not registered: ${request.getUrn()}`);
            }
            const { value, secrets } = plainValue(request.getOutputs()?.toJavaScript() ?? {});
            this.resources.set(resource.urn, { ...resource, outputs: value as Properties, secretOutputs: secrets });
            return {};
        });
    }

    public readResource(request: { getType(): string; getName(): string }, callback: Callback<object>): void {
        respond(callback, () => {
            throw new Error(
                `${request.getType()} "${request.getName()}" is read from the account (\`get\` or the \`id\` option), but a ` +
                    `simulated account is empty: pass the values as arguments`,
            );
        });
    }

    public invoke(request: ResourceInvokeRequest, callback: Callback<object>): void {
        respond(callback, () => {
            const token = request.getTok();
            const args = plainValue(request.getArgs()?.toJavaScript() ?? {}).value as Properties;
            const account = this.accountOfProvider(request.getProvider());
            const answer = this.options.answers[token]?.(args, account) ?? answerInvoke(token, args, account);
            if (answer === undefined) {
                this.options.onUnknown(`function ${token}`);
            }
            return { getFailuresList: () => [], getReturn: () => ({ toJavaScript: () => answer ?? { ...args } }) };
        });
    }

    public call(request: { getTok(): string }, callback: Callback<object>): void {
        respond(callback, () => {
            throw new Error(
                `method ${request.getTok()} runs in the provider's plugin: simulated providers do not support methods`,
            );
        });
    }

    public supportsFeature(request: { getId(): string }, callback: Callback<object>): void {
        // Output values would wrap the inputs of remote components; transforms and hooks need callbacks from the engine.
        const unsupported = ["outputValues", "transforms", "invokeTransforms", "resourceHooks", "errorHooks"];
        callback(null, { getHassupport: () => !unsupported.includes(request.getId()) });
    }

    public registerPackage(_request: unknown, callback: Callback<object>): void {
        callback(null, { getRef: () => "simulated" });
    }

    private urnOf(request: RegisterResourceRequest): string {
        const { stack, project } = this.options;
        const urn = makeUrn(stack, project, request.getParent(), request.getType(), request.getName());
        if (this.resources.has(urn)) {
            throw new Error(`duplicate resource URN "${urn}": rename one of the two resources`);
        }
        return urn;
    }

    /** Creates the resource; at preview only its known outputs. */
    private make(
        request: RegisterResourceRequest,
        urn: string,
        wire: Readonly<Record<string, unknown>>,
        plain: Properties,
    ): Made {
        const type = request.getType();
        if (!request.getCustom() && !request.getRemote()) {
            return { id: undefined, wire: {}, plain: {}, secrets: [] };
        }
        if (simulatedType(type) === undefined) {
            this.options.onUnknown(`resource type ${type}`);
        }
        const name = request.getName();
        if (this.options.preview) {
            const checked = checkedInputs({ type, name, seed: urn, inputs: plain });
            const named = Object.entries(checked).filter(([property, value]) => plain[property] !== value);
            // A component does not return its inputs: an output by the name of one is as unknown as the others.
            const known = request.getRemote() ? {} : wire;
            return { id: undefined, wire: { ...known, ...Object.fromEntries(named) }, plain: checked, secrets: [] };
        }
        const account = this.accountOfProvider(request.getProvider());
        const created = createResource({ type, name, seed: urn, inputs: plain, account });
        const secretOutputs = new Set([...created.secretOutputs, ...request.getAdditionalsecretoutputsList()]);
        const secrets = Object.keys(created.outputs).filter(
            (property) => secretOutputs.has(property) || holdsSecret(wire[property]),
        );
        const marked = Object.fromEntries(secrets.map((property) => [property, secretWire(created.outputs[property])]));
        return {
            id: created.id,
            wire: { ...created.outputs, ...marked },
            plain: created.outputs,
            secrets: secrets.map((property) => [property]),
        };
    }

    /** The account in the region of an explicitly chosen provider. */
    private accountOfProvider(reference: string): SimulatedAccount {
        const provider = this.resources.get(providerUrn(reference));
        return provider === undefined || provider.inputs.region === UNKNOWN
            ? this.account
            : accountOf(provider.inputs, this.account);
    }
}

function respond<T>(callback: Callback<T>, answer: () => T): void {
    let response: T;
    try {
        response = answer();
    } catch (error) {
        callback(new MonitorError(error instanceof Error ? error.message : String(error)));
        return;
    }
    callback(null, response);
}

/** Everything in a registration except its inputs. */
function registration(
    request: RegisterResourceRequest,
    urn: string,
): Omit<RecordedResource, "id" | "inputs" | "secretInputs" | "outputs" | "secretOutputs"> {
    const parent = request.getParent();
    const provider = request.getProvider();
    const deletedWith = request.getDeletedwith();
    const timeouts = request.getCustomtimeouts();
    return {
        urn,
        type: request.getType(),
        name: request.getName(),
        custom: request.getCustom(),
        remote: request.getRemote(),
        ...(parent !== "" && { parent }),
        ...(provider !== "" && { provider: providerUrn(provider) }),
        providers: mapping(
            [...request.getProvidersMap().entries()].map(([name, reference]) => [name, providerUrn(reference)]),
        ),
        dependencies: list([...request.getDependenciesList()].sort()),
        propertyDependencies: mapping(
            [...request.getPropertydependenciesMap().entries()]
                .map(([property, urns]): [string, string[]] => [property, [...urns.getUrnsList()].sort()])
                .filter(([, urns]) => urns.length > 0),
        ),
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
        ...(deletedWith !== "" && { deletedWith }),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        ignoreChanges: list(request.getIgnorechangesList()),
        replaceOnChanges: list(request.getReplaceonchangesList()),
        aliases: list(request.getAliasesList().map(aliasOf)),
        customTimeouts: mapping(
            Object.entries({
                ...entryOf("create", timeouts?.getCreate()),
                ...entryOf("update", timeouts?.getUpdate()),
                ...entryOf("delete", timeouts?.getDelete()),
            }),
        ),
    };
}

/** Shared by all resources: most of their lists and mappings are empty. */
const EMPTY_LIST: readonly never[] = Object.freeze([]);
const EMPTY_MAPPING: Readonly<Record<string, never>> = Object.freeze({});

function list<T>(values: readonly T[]): readonly T[] {
    return values.length === 0 ? EMPTY_LIST : values;
}

function mapping<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
    return entries.length === 0 ? EMPTY_MAPPING : Object.fromEntries(entries);
}

function aliasOf(alias: Alias): string | Properties {
    const spec = alias.getSpec();
    if (spec === undefined) {
        return alias.getUrn();
    }
    return {
        ...entryOf("name", spec.getName()),
        ...entryOf("type", spec.getType()),
        ...entryOf("stack", spec.getStack()),
        ...entryOf("project", spec.getProject()),
        ...entryOf("parent", spec.getParenturn()),
        ...(spec.getNoparent() && { noParent: true }),
    };
}

function entryOf(key: string, value: string | undefined): Record<string, string> {
    return value === undefined || value === "" ? {} : { [key]: value };
}
