/** Where on a pod a setting of the mesh stands. */
export type Place = "labels" | "annotations";

interface BypassFault {
    /** Continues the sentence: `"<path>" is "<value>", which …`. */
    readonly effect: string;
    /** The offending entries of a list, for exemptions. */
    readonly values?: readonly string[];
}

type FaultOf = (
    value: string,
    excludedIPRanges: readonly string[],
    labels: Readonly<Record<string, unknown>>,
) => BypassFault | undefined;

const outOfMesh: BypassFault = { effect: "takes the pod out of the mesh" };

function equals(bad: string, effect: string): FaultOf {
    return (value) => (value.toLowerCase() === bad ? { effect } : undefined);
}

function anyEntry(effect: string): FaultOf {
    return (value) => (listOf(value).length > 0 ? { effect, values: listOf(value) } : undefined);
}

function listOf(value: string): string[] {
    return value
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "");
}

/** Everything must be captured: a list captures only what it names, an empty value nothing. */
function mustCaptureAll(direction: string): FaultOf {
    return (value) =>
        value === "*" ? undefined : { effect: `limits the capture of ${direction}`, values: listOf(value) };
}

/** Istio injects at "true" alone, and uses the namespace's setting where the value is empty. */
const injects: FaultOf = (value) => (value === "true" || value === "" ? undefined : outOfMesh);

/**
 * Labels and annotations that take a pod, or some of its traffic, past the proxy. Source: Istio's references of
 * resource annotations and labels, and its injection template.
 */
export const bypasses: readonly (readonly [Place, string, FaultOf])[] = [
    ["labels", "sidecar.istio.io/inject", injects],
    [
        "annotations",
        "sidecar.istio.io/inject",
        // The label takes precedence.
        (value, ranges, labels) =>
            labels["sidecar.istio.io/inject"] === undefined ? injects(value, ranges, labels) : undefined,
    ],
    ["labels", "istio.io/dataplane-mode", equals("none", outOfMesh.effect)],
    ["labels", "istio.io/use-waypoint", equals("none", "bypasses the waypoint and its policies")],
    ["annotations", "ambient.istio.io/redirection", equals("disabled", outOfMesh.effect)],
    [
        "annotations",
        "ambient.istio.io/bypass-inbound-capture",
        equals("true", "excludes inbound traffic from the mesh"),
    ],
    [
        "annotations",
        "sidecar.istio.io/interceptionMode",
        (value) =>
            value === "" || value === "REDIRECT" || value === "TPROXY"
                ? undefined
                : { effect: "disables the capture of inbound traffic" },
    ],
    [
        "annotations",
        "proxy.istio.io/config",
        (value) =>
            /interceptionMode["']?\s*:\s*["']?NONE/i.test(value)
                ? { effect: "disables the capture of inbound traffic" }
                : undefined,
    ],
    ["annotations", "traffic.sidecar.istio.io/excludeInboundPorts", anyEntry("excludes inbound ports from the proxy")],
    [
        "annotations",
        "traffic.sidecar.istio.io/excludeOutboundPorts",
        anyEntry("excludes outbound ports from the proxy"),
    ],
    [
        "annotations",
        "traffic.sidecar.istio.io/excludeOutboundIPRanges",
        (value, excludedIPRanges) => {
            const values = listOf(value).filter((range) => !excludedIPRanges.includes(range));
            return values.length > 0 ? { effect: "excludes destinations from the proxy", values } : undefined;
        },
    ],
    [
        "annotations",
        "traffic.sidecar.istio.io/excludeInterfaces",
        anyEntry("excludes network interfaces from the proxy"),
    ],
    ["annotations", "traffic.sidecar.istio.io/includeInboundPorts", mustCaptureAll("inbound ports")],
    ["annotations", "traffic.sidecar.istio.io/includeOutboundIPRanges", mustCaptureAll("destinations")],
    ...[
        "traffic.sidecar.istio.io/kubevirtInterfaces",
        "istio.io/reroute-virtual-interfaces",
        "istio.io/redirect-virtual-interfaces",
    ].map((key) => ["annotations", key, anyEntry("treats inbound traffic of interfaces as outbound")] as const),
    ["annotations", "sidecar.istio.io/bootstrapOverride", anyEntry("replaces the proxy's configuration")],
    ["annotations", "sidecar.istio.io/controlPlaneAuthPolicy", equals("none", "disables mTLS to the control plane")],
    ["annotations", "security.istio.io/autoMTLS", equals("false", "disables automatic mTLS for outbound traffic")],
    [
        "annotations",
        "inject.istio.io/templates",
        (value) =>
            value === "" || listOf(value).some((template) => template === "sidecar" || template === "gateway")
                ? undefined
                : { effect: "injects no proxy" },
    ],
];
