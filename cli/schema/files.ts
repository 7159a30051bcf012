import { addonSchemas } from "../../components/addons/definitions";
import { workloadKinds } from "../../components/workloads/kinds";
import { stackFileJsonSchema } from "../../config/jsonSchema";
import { referencePage } from "../../config/reference";

/** What is generated from the schemas of a stack file and kept in the repository. */
export interface SchemaFile {
    /** Relative to the project's folder. */
    readonly path: string;
    readonly text: string;
}

export function jsonSchemaText(): string {
    return `${JSON.stringify(stackFileJsonSchema(workloadKinds, addonSchemas), null, 2)}\n`;
}

export function schemaFiles(): readonly SchemaFile[] {
    return [
        { path: "schema/stack.schema.json", text: jsonSchemaText() },
        {
            path: "docs/reference/stack-file.md",
            text: `${referencePage(stackFileJsonSchema(workloadKinds, addonSchemas))}\n`,
        },
    ];
}
