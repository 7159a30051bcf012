import { type RecordedResource } from "../../../simulation/recorded";

export interface Statement {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Principal?: unknown;
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Statements of the policy document in an input, `policy` unless said otherwise. */
export function statementsOf(resource: RecordedResource, input = "policy"): readonly Statement[] {
    const text = resource.inputs[input];
    return typeof text === "string" ? (JSON.parse(text) as { Statement: Statement[] }).Statement : [];
}

/** A statement in one line: actions, resources, conditions. */
export function brief({ Action, Resource, Condition }: Statement): string {
    const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, value]) => `${operator} ${key} ${JSON.stringify(value)}`),
    );
    return [Action.join(" "), Resource.join(" "), ...conditions].join(" | ");
}
