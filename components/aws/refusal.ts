import * as pulumi from "@pulumi/pulumi";

/** One input that cannot be used. */
export interface InputFault {
    readonly propertyPath: string;
    readonly reason: string;
}

/** An error that names every fault in its text too: outside providers the engine prints nothing else of it. */
export function refusal(message: string, faults: readonly InputFault[]): pulumi.InputPropertiesError {
    const lines = faults.map(({ propertyPath, reason }) => `  - "${propertyPath}" ${reason}`);
    return new pulumi.InputPropertiesError({ message: [`${message}:`, ...lines].join("\n"), errors: [...faults] });
}
