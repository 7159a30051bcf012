import { join } from "../../model/read";
import { UnknownRead } from "../../model/unknown";
import { type CheckRun, podSecurityCheck } from "./check";
import { MapOf, podShape, type Shape } from "./podShape";

export const wellFormed = podSecurityCheck({
    name: "pod-security-well-formed",
    check: "wellFormed",
    podSecurityLevel: "baseline",
    description: "Pods use the API's own types: the API server rejects a manifest that it cannot decode.",
    severity: "high",
    remediation: "Write the field in the type that the message states; quote numbers and booleans that are text.",
    judge: (run) => {
        const { pod } = run;
        const faults: Fault[] = [];
        if (!fits(pod.holder, podShape)) {
            findFaults(pod.holder, podShape, pod.path, faults, run);
        }
        return faults.map(({ path, expected, found }) => ({
            reason: "malformed pod",
            detail: `${path} must be ${expected}${found}`,
            paths: [path],
            fix: expected === "a string" ? "quote the value" : "correct the type",
        }));
    },
});

interface Fault {
    readonly path: string;
    readonly expected: string;
    /** What stands there instead; never a value that may be a secret. */
    readonly found: string;
}

/** Whether a value is known and fits: nearly all do, and paths are put together only for the others. */
function fits(value: unknown, shape: Shape): boolean {
    try {
        return fitsKnown(value, shape);
    } catch (error) {
        if (error instanceof UnknownRead) {
            return false;
        }
        throw error;
    }
}

function fitsKnown(value: unknown, shape: Shape): boolean {
    if (value === undefined || value === null) {
        return true;
    }
    if (typeof shape === "string") {
        return fitsScalar(value, shape);
    }
    if (isListShape(shape)) {
        return Array.isArray(value) && value.every((item) => fitsKnown(item, shape[0]));
    }
    if (typeof value !== "object" || Array.isArray(value)) {
        return false;
    }
    for (const field in value) {
        const inner = shapeOf(shape, field);
        if (inner !== undefined && !fitsKnown((value as Record<string, unknown>)[field], inner)) {
            return false;
        }
    }
    return true;
}

function fitsScalar(value: unknown, shape: Extract<Shape, string>): boolean {
    switch (shape) {
        case "integer":
            return Number.isInteger(value);
        case "quantity":
            return typeof value === "string" || typeof value === "number";
        case "integer or string":
            return typeof value === "string" || Number.isInteger(value);
        case "string":
        case "boolean":
            return typeof value === shape;
    }
}

function shapeOf(shape: Exclude<Shape, string | readonly [Shape]>, field: string): Shape | undefined {
    return shape instanceof MapOf ? shape.value : Object.hasOwn(shape, field) ? shape[field] : undefined;
}

/** Enough to correct a file; a hostile one may hold millions. */
const maxFaults = 10;

function findFaults(value: unknown, shape: Shape, path: string, faults: Fault[], run: CheckRun): void {
    if (value === undefined || value === null || faults.length >= maxFaults) {
        return;
    }
    if (typeof shape === "string") {
        if (!fitsScalar(value, shape)) {
            faults.push({ path, expected: withArticle(shape), found: foundInstead(value) });
        }
    } else if (isListShape(shape)) {
        if (!Array.isArray(value)) {
            faults.push({ path, expected: "a list", found: "" });
            return;
        }
        for (let i = 0; i < value.length && faults.length < maxFaults; i++) {
            run.attempt(() => {
                findFaults(value[i], shape[0], join(path, i), faults, run);
            });
        }
    } else if (typeof value !== "object" || Array.isArray(value)) {
        faults.push({ path, expected: "an object", found: "" });
    } else {
        for (const field in value) {
            run.attempt(() => {
                const inner = shapeOf(shape, field);
                if (inner !== undefined) {
                    findFaults((value as Record<string, unknown>)[field], inner, join(path, field), faults, run);
                }
            });
        }
    }
}

function withArticle(shape: Extract<Shape, string>): string {
    return `${shape.startsWith("i") ? "an" : "a"} ${shape}`;
}

/** A boolean is shown: YAML 1.1 makes one of `on`, `off`, `yes` and `no`, which the author may not expect. */
function foundInstead(value: unknown): string {
    return typeof value === "boolean" ? `, not the boolean ${String(value)}` : "";
}

function isListShape(shape: Exclude<Shape, string>): shape is readonly [Shape] {
    return Array.isArray(shape);
}
