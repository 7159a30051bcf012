import { z } from "zod";
import { type PodRun, podRule } from "../../core/podRule";
import { isProxy } from "../../model/istio";
import { type Container, containerPath, type Pod, specPath } from "../../model/pod";
import { join, obj, quoted, str } from "../../model/read";
import { bypasses, type Place } from "./bypasses";

export const noOptOut = podRule({
    name: "mesh-no-opt-out",
    group: "mesh",
    description:
        "No workload opts out of the mesh, as a whole or for some ports, addresses or users: its traffic would be plain text and bypass every AuthorizationPolicy.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Remove the label, annotation or user ID, or exempt the workload by name with the reason.",
    link: "https://istio.io/latest/docs/reference/config/annotations/",
    options: z.strictObject({
        excludedIPRanges: z
            .array(z.string().min(1))
            .default(["169.254.170.23/32", "fd00:ec2::23/128"])
            .describe("Address ranges that pods may exclude from the proxy, as written; default: EKS Pod Identity"),
    }),
    judge: (pod, run) => {
        for (const [place, key, faultOf] of bypasses) {
            run.attempt(() => {
                const entries = obj(pod.metadata[place]) ?? {};
                if (!Object.hasOwn(entries, key)) {
                    return;
                }
                const value = textOf(entries[key]);
                const fault = faultOf(value, run.options.excludedIPRanges, entriesOf(pod, "labels"));
                if (fault !== undefined) {
                    const path = join(join(join(pod.path, "metadata"), place), key);
                    run.report({
                        path,
                        message: `"${path}" is "${value}", which ${fault.effect}; remove it`,
                        ...valuesOf(fault),
                    });
                }
            });
        }
        run.eachContainer((container) => {
            judgeUser(pod, container, run);
        });
    },
});

/** Written without quotes it is a boolean or a number. */
function textOf(value: unknown): string {
    return typeof value === "boolean" || typeof value === "number" ? String(value) : (str(value) ?? "").trim();
}

function valuesOf({ values }: { readonly values?: readonly string[] }): { readonly values?: readonly string[] } {
    return { ...(values !== undefined && { values }) };
}

function entriesOf(pod: Pod, place: Place): Readonly<Record<string, unknown>> {
    return obj(pod.metadata[place]) ?? {};
}

/** User and group of the proxy, whose traffic is not captured. Source: Istio, application requirements. */
const proxyId = 1337;
const fields = ["runAsUser", "runAsGroup"] as const;

function judgeUser(pod: Pod, container: Container, run: PodRun<unknown>): void {
    if (isProxy(container)) {
        return;
    }
    const own = obj(container.spec.securityContext);
    const ofPod = obj(pod.spec.securityContext);
    const bad = fields.filter((field) => (own?.[field] ?? ofPod?.[field]) === proxyId);
    const [first] = bad;
    if (first !== undefined) {
        const path =
            own?.[first] === proxyId
                ? containerPath(pod, container, "securityContext", first)
                : specPath(pod, "securityContext", first);
        const message = `"${path}" is ${proxyId}, the proxy's own ID, so the proxy does not capture traffic of container "${container.name}"; use another ID for ${quoted(bad)}`;
        run.report({ path, message, values: [String(proxyId)] });
    }
}
