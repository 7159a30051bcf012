import { z } from "zod";
import { at, obj, str } from "../../model/read";
import { type Subject } from "../../model/subject";
import { rule } from "../../core/rule";
import { rootNamespace } from "./rootNamespace";

export const strictRoot = rule({
    name: "mesh-strict-root",
    group: "mesh",
    description:
        "A PeerAuthentication in the mesh's root namespace requires STRICT mTLS: Istio's default accepts plain text.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation:
        "Create a PeerAuthentication named default in the root namespace, without a selector, with spec.mtls.mode: STRICT.",
    link: "https://istio.io/latest/docs/concepts/security/#peer-authentication",
    scope: "stack",
    wants: [
        "security.istio.io/PeerAuthentication",
        "networking.istio.io/*",
        "security.istio.io/*",
        "/Namespace",
        "kubernetes:helm.sh/*",
    ],
    options: z.strictObject({ rootNamespace }),
    begin: (run) => {
        let first: Subject | undefined;
        let strict = false;
        let undecided = false;
        return {
            see: (subject) => {
                first ??= subject.reference;
                if (subject.key !== "security.istio.io/PeerAuthentication") {
                    return;
                }
                let decided = false;
                run.attempt(subject, () => {
                    const inRoot = subject.object?.namespace === run.options.rootNamespace;
                    const spec = obj(subject.props.spec);
                    strict ||= inRoot && spec?.selector === undefined && str(at(spec, "mtls", "mode")) === "STRICT";
                    decided = true;
                });
                undecided ||= !decided;
            },
            end: () => {
                const unknown = run.cluster.meshUnknown;
                if (first !== undefined && unknown !== undefined && !strict) {
                    run.skip(first, unknown);
                }
                if (first !== undefined && run.cluster.hasMesh && !strict && !undecided) {
                    const namespace = run.options.rootNamespace;
                    const message =
                        `no PeerAuthentication without a selector in namespace "${namespace}" has "spec.mtls.mode: STRICT"; ` +
                        `add one named "default", so that no workload accepts plain text`;
                    run.report(first, { path: "spec.mtls.mode", message });
                }
            },
        };
    },
});
