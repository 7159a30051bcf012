import { UNKNOWN } from "../wire";
import { parsePath, valuesAt } from "../plugin/propertyPath";
import { awsRules } from "./aws";
import { type Properties, type RuleTable } from "./types";

/** Arguments that a cloud would refuse: the update fails at this resource, with what exists by then left behind. */
export class RefusedArguments extends Error {
    constructor(type: string, name: string, faults: readonly string[]) {
        super([`${type} "${name}" would be refused:`, ...faults.map((fault) => `  - ${fault}`)].join("\n"));
        this.name = "RefusedArguments";
    }
}

const rules: RuleTable = awsRules;

/** Everything that the service would refuse about the inputs, a sentence each; none where all is well. */
export function argumentFaults(type: string, inputs: Properties): readonly string[] {
    return (rules[type] ?? []).flatMap(({ argument, fault, source }) =>
        valuesAt(inputs, parsePath(argument))
            .filter((value) => !holdsUnknown(value))
            .flatMap((value) => {
                const reason = fault(value, inputs);
                return reason === undefined ? [] : [`"${argument}" ${reason} (${source})`];
            }),
    );
}

/** A text can be put together of known and unknown parts. */
function holdsUnknown(value: unknown): boolean {
    return (JSON.stringify(value) ?? "").includes(UNKNOWN);
}
