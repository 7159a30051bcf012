import { absent, type Obj, obj, quoted, unique } from "../../model/read";
import { plural, podSecurityCheck, Setters, shown } from "./check";

/** Allowed types, and the minor since which they are. Source: Pod Security Standards, baseline. */
const allowedTypes: Readonly<Record<string, number>> = {
    container_t: 0,
    container_init_t: 0,
    container_kvm_t: 0,
    container_engine_t: 31,
};

export const seLinuxOptions = podSecurityCheck({
    name: "pod-security-se-linux-options",
    check: "seLinuxOptions",
    podSecurityLevel: "baseline",
    description:
        "Containers use only SELinux container types and leave user and role unset: other values lift the confinement.",
    severity: "high",
    remediation: "Remove seLinuxOptions.user and role, and use one of the container types or none.",
    judge: (run) => {
        const bad = new Setters(run.pod);
        const faults: Fault[] = [];
        run.attempt(() => {
            const found = faultsOf(obj(run.securityContext?.seLinuxOptions), run.standard.minor);
            if (found.length > 0) {
                bad.addPod(["seLinuxOptions"]);
                faults.push(...found);
            }
        });
        run.eachContainer((container, context) => {
            const found = faultsOf(obj(context?.seLinuxOptions), run.standard.minor);
            if (found.length > 0) {
                bad.addContainer(container, ["seLinuxOptions"]);
                faults.push(...found);
            }
        });
        if (!bad.found) {
            return undefined;
        }
        const types = unique(faults.flatMap((fault) => ("type" in fault ? [fault.type] : [])));
        const fields = unique(faults.flatMap((fault) => ("field" in fault ? [fault.field] : []))).reverse();
        const details = [
            ...(types.length > 0 ? [`${plural("type", types.length)} ${quoted(types)}`] : []),
            ...fields.map((field) => `${field} may not be set`),
        ];
        return {
            reason: "seLinuxOptions",
            detail: `${bad.toString()} set forbidden securityContext.seLinuxOptions: ${details.join("; ")}`,
            paths: bad.paths,
            fix: "remove what is forbidden",
            values: types,
        };
    },
});

/** A type that is not allowed, or a field that must not be set at all. */
type Fault = { readonly type: string } | { readonly field: "role" | "user" };

const noFaults: readonly Fault[] = [];

function faultsOf(options: Obj | undefined, minor: number): readonly Fault[] {
    if (options === undefined) {
        return noFaults;
    }
    const { type, user, role } = options;
    return [
        ...(isSet(type) && !(minor >= (sinceOf(type) ?? Infinity)) ? [{ type: shown(type) }] : []),
        ...(isSet(user) ? [{ field: "user" as const }] : []),
        ...(isSet(role) ? [{ field: "role" as const }] : []),
    ];
}

function isSet(value: unknown): boolean {
    return !absent(value) && value !== "";
}

function sinceOf(type: unknown): number | undefined {
    return typeof type === "string" && Object.hasOwn(allowedTypes, type) ? allowedTypes[type] : undefined;
}
