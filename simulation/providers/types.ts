import { type SimulatedAccount } from "./account";

/** Inputs or outputs of a resource as plain values: no Output, no secret marker, no protobuf. */
export type Properties = Readonly<Record<string, unknown>>;

/** One resource as a provider sees it when it creates it. */
export interface SimulatedResource {
    /** Pulumi type token, for example `aws:s3/bucket:Bucket`. */
    readonly type: string;
    /** Logical name in the program. */
    readonly name: string;
    /** What every made-up id and name derives from: the URN, so that two runs agree. */
    readonly seed: string;
    /** Inputs after `withAutoName`; a value unknown at preview is absent. */
    readonly inputs: Properties;
    readonly account: SimulatedAccount;
}

/** A property whose change makes the provider replace the resource instead of updating it. */
export interface Replacement {
    /** Path of the input property as Pulumi writes it: `launchTemplate.name`, `tag.key`. */
    readonly property: string;
    /** Where the fact can be read. */
    readonly source: string;
    /** Setting of the provider that makes it an update in place; default: none does. */
    readonly unless?: string;
}

/** The input a real provider fills in when the program leaves it out: `<logical name>-<hex digits>`. */
export interface AutoName {
    /** The input, or one inside it: `bucket`, `metadata.name`. */
    readonly property: string;
    /** An input that also settles the name, so that none is made up; default `<property>Prefix` (`namePrefix`). */
    readonly unless?: string;
    /** How many hex digits; default 7. */
    readonly digits?: number;
    /** Put in front of the made-up name; default none. */
    readonly prefix?: string;
    /** The name is cut so that the whole fits; default no limit. */
    readonly maxLength?: number;
    /** Default false. */
    readonly lowerCase?: true;
}

/** What a provider knows of one resource type. The echo of the inputs into the outputs is not repeated here. */
export interface SimulatedType {
    /** Default: the type is not auto-named. */
    readonly autoName?: AutoName;
    /** Physical id; default: the auto-named property, else `<name>-<seven hex digits>`. A remote component has none. */
    readonly id?: (resource: SimulatedResource) => string;
    /** Outputs besides the inputs; each wins over an input of the same name. Default: none. */
    readonly outputs?: (resource: SimulatedResource, id: string) => Properties;
    /** Properties whose change replaces the resource; default: none, every change is an update. */
    readonly replaceOn?: readonly Replacement[];
    /** Properties whose change the service refuses, while the provider does not replace for it; default: none. */
    readonly refusedOn?: readonly Replacement[];
    /** Outputs that count changes: 1 when created, one more with each update, unknown until then; default: none. */
    readonly counters?: readonly string[];
    /** Outputs the provider marks as secret; default: none. */
    readonly secretOutputs?: readonly string[];
    /** A component that a provider constructs; default false. What it creates inside itself is not simulated. */
    readonly remote?: true;
}

export type TypeTable = Readonly<Record<string, SimulatedType>>;

/** The answer of a provider's function. */
export type SimulatedInvoke = (args: Properties, account: SimulatedAccount) => Properties;
