import { isObj, list, type Obj, obj, strings } from "../../model/read";

/** A statement of an IAM policy document. */
export interface Statement {
    readonly effect: unknown;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    readonly raw: Obj;
}

/** The statements of a policy document, as text or object; `undefined` for anything else. */
export function statementsOf(document: unknown): Statement[] | undefined {
    const parsed = typeof document === "string" ? parseJson(document) : document;
    if (!isObj(parsed)) {
        return undefined;
    }
    const statements = Array.isArray(parsed.Statement) ? list(parsed.Statement) : [parsed.Statement];
    return statements.map((item) => {
        const raw = obj(item) ?? {};
        return { effect: raw.Effect, actions: strings(raw.Action), resources: strings(raw.Resource), raw };
    });
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
