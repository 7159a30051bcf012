import { absent, join, obj, quoted } from "../../model/read";
import { type CheckRun, plural, podSecurityCheck, Setters, shown } from "./check";

const annotationPrefix = "container.apparmor.security.beta.kubernetes.io/";
const field = ["appArmorProfile", "type"];

export const appArmorProfile = podSecurityCheck({
    name: "pod-security-app-armor-profile",
    check: "appArmorProfile",
    podSecurityLevel: "baseline",
    description:
        "Containers keep the runtime's AppArmor profile or use one from the node: without a profile a container can reach more of the kernel.",
    severity: "high",
    remediation:
        "Remove the AppArmor setting, or use RuntimeDefault or Localhost (in annotations: runtime/default, localhost/<profile>).",
    judge: (run) => {
        const bad = new Setters(run.pod);
        run.attempt(() => {
            const profile = obj(run.securityContext?.appArmorProfile);
            if (profile !== undefined && !allowedProfile(profile.type)) {
                bad.addPod(field, shown(profile.type ?? ""));
            }
        });
        run.eachContainer((container, context) => {
            const profile = obj(context?.appArmorProfile);
            if (profile !== undefined && !allowedProfile(profile.type)) {
                bad.addContainer(container, field, shown(profile.type ?? ""));
            }
        });
        const annotations = badAnnotations(run);
        const setters = [
            ...(bad.found ? [bad.toString()] : []),
            ...(annotations.length > 0 ? [plural("annotation", annotations.length)] : []),
        ];
        const values = [...bad.sortedValues, ...annotations.map(({ text }) => text)];
        return setters.length > 0
            ? {
                  reason: plural("forbidden AppArmor profile", values.length),
                  detail: `${setters.join(" and ")} must not set AppArmor profile type to ${quoted(values)}`,
                  paths: [...bad.paths, ...annotations.map(({ path }) => path)],
                  fix: "remove it or use the runtime's default profile",
                  values,
              }
            : undefined;
    },
});

interface BadAnnotation {
    /** `key="value"` */
    readonly text: string;
    readonly path: string;
}

function badAnnotations(run: CheckRun): BadAnnotation[] {
    const { pod } = run;
    const found: BadAnnotation[] = [];
    run.attempt(() => {
        const annotations = obj(pod.metadata.annotations) ?? {};
        for (const key of Object.keys(annotations).sort()) {
            if (key.startsWith(annotationPrefix)) {
                run.attempt(() => {
                    const value = annotations[key];
                    if (!allowedAnnotation(value)) {
                        const path = join(join(join(pod.path, "metadata"), "annotations"), key);
                        found.push({ text: `${key}=${JSON.stringify(value)}`, path });
                    }
                });
            }
        }
    });
    return found;
}

function allowedProfile(type: unknown): boolean {
    return type === "RuntimeDefault" || type === "Localhost";
}

function allowedAnnotation(value: unknown): boolean {
    return (
        absent(value) ||
        value === "" ||
        value === "runtime/default" ||
        (typeof value === "string" && value.startsWith("localhost/"))
    );
}
