import { type SimulatedAccount } from "./account";

/** Inputs or outputs of a resource as plain values: no Output, no secret marker, no protobuf. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource to create. */
export interface SimulatedResource {
    /** Pulumi type token, for example `aws:s3/bucket:Bucket`. */
    readonly type: string;
    /** Logical name in the program. */
    readonly name: string;
    /** Generated ids and names derive from it: the URN, so that two runs are equal. */
    readonly seed: string;
    /** Inputs after `withAutoName`; without values that are unknown at preview. */
    readonly inputs: Properties;
    readonly account: SimulatedAccount;
}

/** A property whose change forces the provider to replace the resource. */
export interface Replacement {
    /** Path of the input property in Pulumi's format: `launchTemplate.name`, `tag.key`. */
    readonly property: string;
    /** Source of the fact. */
    readonly source: string;
    /** Provider setting that makes it an update in place; default: none. */
    readonly unless?: string;
}

/** The input that the provider generates when the program omits it: `<logical name>-<hex digits>`. */
export interface AutoName {
    /** Path of the input: `bucket`, `metadata.name`. */
    readonly property: string;
    /** Another input that determines the name; default `<property>Prefix` (`namePrefix`). */
    readonly unless?: string;
    /** Number of hex digits; default 7. */
    readonly digits?: number;
    /** Prefix of the generated name; default: none. */
    readonly prefix?: string;
    /** Maximum length, to which the logical name is shortened; default: no limit. */
    readonly maxLength?: number;
    /** Default false. */
    readonly lowerCase?: true;
}

/** A simulated resource type. Inputs are always part of the outputs. */
export interface SimulatedType {
    /** Default: the type is not auto-named. */
    readonly autoName?: AutoName;
    /** Physical id; default: the auto-named property, else `<name>-<seven hex digits>`. Not used for a remote component. */
    readonly id?: (resource: SimulatedResource) => string;
    /** Computed outputs; each overrides an input of the same name. Default: none. */
    readonly outputs?: (resource: SimulatedResource, id: string) => Properties;
    /** Properties whose change replaces the resource; default: none, every change is an update. */
    readonly replaceOn?: readonly Replacement[];
    /** Properties whose change the service rejects without a replacement by the provider; default: none. */
    readonly rejectedOn?: readonly Replacement[];
    /** Outputs that count changes: 1 when created, plus 1 with each update, unknown at preview; default: none. */
    readonly counters?: readonly string[];
    /** Outputs the provider marks as secret; default: none. */
    readonly secretOutputs?: readonly string[];
    /** A component that a provider constructs; its children are not simulated. Default false. */
    readonly remote?: true;
}

export type TypeTable = Readonly<Record<string, SimulatedType>>;

/** Computes the result of a provider function. */
export type SimulatedInvoke = (args: Properties, account: SimulatedAccount) => Properties;

/** What a service demands of one argument. */
export interface ArgumentRule {
    /** Path of the input as Pulumi writes it, wildcards allowed: `tags`, `blockDeviceMappings[*].ebs.volumeSize`. */
    readonly argument: string;
    /** What is wrong with a value, or undefined. It is never asked about a value that is absent or unknown. */
    readonly fault: (value: unknown, inputs: Properties) => string | undefined;
    /** Where the rule can be read. */
    readonly source: string;
}

export type RuleTable = Readonly<Record<string, readonly ArgumentRule[]>>;
