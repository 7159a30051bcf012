import { isObj, type Obj, obj } from "./model/read";
import { type Subject } from "./model/subject";

/** The subject's properties with every container's security context rewritten; `undefined` without a single pod template. */
export function withEachContainer(subject: Subject, rewrite: (context: Obj) => Obj): Obj | undefined {
    return withPodSpec(subject, (spec) => {
        const rewriteAll = (items: unknown) =>
            Array.isArray(items)
                ? items.map((item: unknown) =>
                      isObj(item) ? { ...item, securityContext: rewrite(obj(item.securityContext) ?? {}) } : item,
                  )
                : items;
        return {
            ...spec,
            ...("initContainers" in spec ? { initContainers: rewriteAll(spec.initContainers) } : {}),
            ...("containers" in spec ? { containers: rewriteAll(spec.containers) } : {}),
        };
    });
}

/** The subject's properties with the pod's security context rewritten. */
export function withPodContext(subject: Subject, rewrite: (context: Obj) => Obj): Obj | undefined {
    return withPodSpec(subject, (spec) => ({ ...spec, securityContext: rewrite(obj(spec.securityContext) ?? {}) }));
}

/** The subject's properties with the pod's spec rewritten; `undefined` unless it holds exactly one pod template. */
export function withPodSpec(subject: Subject, rewrite: (spec: Obj) => Obj): Obj | undefined {
    const [pod, ...others] = subject.pods;
    if (pod === undefined || others.length > 0 || subject.path !== "" || pod.path.includes("[")) {
        return undefined;
    }
    const steps = [...(pod.path === "" ? [] : pod.path.split(".")), "spec"];
    return replaceAt(subject.props, steps, (spec) => rewrite(obj(spec) ?? {})) as Obj;
}

function replaceAt(value: unknown, [step, ...rest]: readonly string[], rewrite: (value: unknown) => unknown): unknown {
    if (step === undefined) {
        return rewrite(value);
    }
    const holder = obj(value) ?? {};
    return { ...holder, [step]: replaceAt(holder[step], rest, rewrite) };
}
