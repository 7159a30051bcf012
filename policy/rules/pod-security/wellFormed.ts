import { join } from "../../model/read";
import { UnknownRead } from "../../model/unknown";
import { type CheckRun, podSecurityCheck } from "./check";

type Shape = "boolean" | "string" | "integer" | readonly [Shape] | { readonly [field: string]: Shape };

const windowsOptions = { hostProcess: "boolean" } as const;
const seLinux = { type: "string", user: "string", role: "string" } as const;
const profile = { type: "string" } as const;

const handler = { httpGet: { host: "string" }, tcpSocket: { host: "string" } } as const;
const container = {
    name: "string",
    ports: [{ hostPort: "integer", containerPort: "integer" }],
    livenessProbe: handler,
    readinessProbe: handler,
    startupProbe: handler,
    lifecycle: { postStart: handler, preStop: handler },
    securityContext: {
        allowPrivilegeEscalation: "boolean",
        privileged: "boolean",
        procMount: "string",
        runAsNonRoot: "boolean",
        runAsUser: "integer",
        capabilities: { add: ["string"], drop: ["string"] },
        appArmorProfile: profile,
        seccompProfile: profile,
        seLinuxOptions: seLinux,
        windowsOptions,
    },
} as const;

/** The types of every field that a Pod Security check reads. Source: the core/v1 API. */
const podSpec = {
    os: { name: "string" },
    hostNetwork: "boolean",
    hostPID: "boolean",
    hostIPC: "boolean",
    hostUsers: "boolean",
    securityContext: {
        runAsNonRoot: "boolean",
        runAsUser: "integer",
        sysctls: [{ name: "string" }],
        appArmorProfile: profile,
        seccompProfile: profile,
        seLinuxOptions: seLinux,
        windowsOptions,
    },
    volumes: [{ name: "string" }],
    initContainers: [container],
    containers: [container],
    ephemeralContainers: [container],
} as const;
const podShape: Shape = { spec: podSpec };

export const wellFormed = podSecurityCheck({
    name: "pod-security-well-formed",
    check: "wellFormed",
    podSecurityLevel: "baseline",
    description: "Pods use the API's own types: the API server rejects a manifest that it cannot decode.",
    severity: "high",
    remediation: "Write the field in the type that the message names.",
    judge: (run) => {
        const { pod } = run;
        const faults: Fault[] = [];
        if (!fits(pod.holder, podShape)) {
            findFaults(pod.holder, podShape, pod.path, faults, run);
        }
        const [first] = faults;
        return first === undefined
            ? undefined
            : {
                  reason: "malformed pod",
                  detail: faults.map(({ path, expected }) => `${path} must be ${expected}`).join(", "),
                  paths: faults.map(({ path }) => path),
                  fix: "correct the type",
              };
    },
});

interface Fault {
    readonly path: string;
    readonly expected: string;
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
        return shape === "integer" ? Number.isInteger(value) : typeof value === shape;
    }
    if (isListShape(shape)) {
        return Array.isArray(value) && value.every((item) => fitsKnown(item, shape[0]));
    }
    if (typeof value !== "object" || Array.isArray(value)) {
        return false;
    }
    for (const field in shape) {
        const inner = shape[field];
        if (inner !== undefined && !fitsKnown((value as Record<string, unknown>)[field], inner)) {
            return false;
        }
    }
    return true;
}

/** Enough to correct a file; a hostile one may hold millions. */
const maxFaults = 10;

function findFaults(value: unknown, shape: Shape, path: string, faults: Fault[], run: CheckRun): void {
    if (value === undefined || value === null || faults.length >= maxFaults) {
        return;
    }
    if (typeof shape === "string") {
        const fits = shape === "integer" ? Number.isInteger(value) : typeof value === shape;
        if (!fits) {
            faults.push({ path, expected: shape === "integer" ? "an integer" : `a ${shape}` });
        }
    } else if (isListShape(shape)) {
        if (!Array.isArray(value)) {
            faults.push({ path, expected: "a list" });
            return;
        }
        for (let i = 0; i < value.length; i++) {
            run.attempt(() => {
                findFaults(value[i], shape[0], join(path, i), faults, run);
            });
        }
    } else if (typeof value !== "object" || Array.isArray(value)) {
        faults.push({ path, expected: "an object" });
    } else {
        for (const field in shape) {
            run.attempt(() => {
                const inner = shape[field];
                if (inner !== undefined && Object.hasOwn(value, field)) {
                    findFaults((value as Record<string, unknown>)[field], inner, join(path, field), faults, run);
                }
            });
        }
    }
}

function isListShape(shape: Exclude<Shape, string>): shape is readonly [Shape] {
    return Array.isArray(shape);
}
