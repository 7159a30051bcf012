import { type Container } from "../../model/pod";
import { absent, type Obj, obj } from "../../model/read";
import { type CheckRun } from "./check";

export const seccompField = ["seccompProfile", "type"];

const podAnnotation = "seccomp.security.alpha.kubernetes.io/pod";
const containerAnnotation = "container.seccomp.security.alpha.kubernetes.io/";

/**
 * The last minor whose API server fills in the fields from the old annotations before it admits a pod.
 * Source: release notes of 1.25 and 1.27.
 */
const lastAnnotationMinor = 26;

export function allowedSeccomp(type: unknown): boolean {
    return type === "RuntimeDefault" || type === "Localhost";
}

/** The pod's own profile type; `undefined` when it sets none. */
export function podSeccomp(run: CheckRun): unknown {
    return ofContext(run.securityContext) ?? fromAnnotation(run, podAnnotation);
}

/** The container's own profile type; `undefined` when it sets none. */
export function containerSeccomp(run: CheckRun, container: Container, context: Obj | undefined): unknown {
    return ofContext(context) ?? fromAnnotation(run, `${containerAnnotation}${container.name}`);
}

function ofContext(context: Obj | undefined): unknown {
    const profile = context?.seccompProfile;
    return absent(profile) ? undefined : (obj(profile)?.type ?? "");
}

function fromAnnotation({ pod, standard }: CheckRun, key: string): string | undefined {
    if (standard.clusterMinor > lastAnnotationMinor) {
        return undefined;
    }
    const value = obj(pod.metadata.annotations)?.[key];
    if (value === "unconfined") {
        return "Unconfined";
    }
    if (value === "runtime/default" || value === "docker/default") {
        return "RuntimeDefault";
    }
    return typeof value === "string" && /^localhost\/./.test(value) ? "Localhost" : undefined;
}
