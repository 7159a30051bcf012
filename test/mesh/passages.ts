import { bystanders, callers, type Caller, namespace } from "./callers";
import { addressOf, type OutsideHost } from "./outside";
import { istioPorts } from "../../components/kubernetes/wellKnown";

/** A pod as policies of the network see it. */
export interface Place {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
}

/** A connection of one pod to a port of another one, or of a host outside. */
export interface Passage {
    readonly from: Place;
    readonly to: Place | OutsideHost;
    readonly port: number;
}

function server(app: string): Place {
    return { name: app, namespace, labels: { app } };
}

function caller(name: Caller): Place {
    return { name, namespace: callers[name].namespace, labels: { app: name } };
}

function bystander(name: keyof typeof bystanders): Place {
    return { name, ...bystanders[name] };
}

const gateway: Place = {
    name: "gateway",
    namespace: "istio-ingress",
    labels: { app: "istio-gateway", istio: "gateway" },
};
const detection = server("object-detection");
const anomalies = server("anomaly-detection");
const app = server("ai-inference-app");
const [detectionClient, anomalyClient] = [caller("object-detection-client"), caller("anomaly-detection-client")];
const stranger = caller("stranger");
const prometheus = bystander("prometheus");
const [grpc, http, web] = [8500, 8501, 8080];

/** What policies of the network must let through. */
export const open: readonly Passage[] = [
    { from: detectionClient, to: detection, port: grpc },
    { from: anomalyClient, to: anomalies, port: grpc },
    { from: anomalyClient, to: anomalies, port: http },
    { from: caller("ai-inference-client"), to: server("ai-inference-rollout"), port: web },
    { from: gateway, to: app, port: web },
    { from: prometheus, to: detection, port: istioPorts.agent },
    { from: stranger, to: bystander("dns"), port: 53 },
    { from: anomalies, to: "events", port: 443 },
    { from: anomalies, to: "ledger", port: 6432 },
];

/** What they must drop. */
export const closed: readonly Passage[] = [
    { from: stranger, to: detection, port: grpc },
    { from: bystander("impostor"), to: detection, port: grpc },
    { from: prometheus, to: detection, port: grpc },
    { from: gateway, to: detection, port: grpc },
    { from: gateway, to: app, port: istioPorts.agent },
    { from: bystander("dashboards"), to: detection, port: istioPorts.agent },
    { from: detectionClient, to: detection, port: http },
    { from: detectionClient, to: "unlisted", port: grpc },
    { from: bystander("impostor"), to: detection, port: istioPorts.agent },
    { from: stranger, to: "unlisted", port: 443 },
    { from: stranger, to: "unlisted", port: 53 },
    { from: stranger, to: bystander("prometheus"), port: 53 },
    { from: prometheus, to: stranger, port: web },
    { from: prometheus, to: app, port: web },
    { from: anomalies, to: detection, port: grpc },
    // Its address lies in no block of the TCP hosts that are listed.
    { from: anomalies, to: "login", port: 6432 },
    { from: anomalies, to: "metadata", port: 443 },
    { from: detection, to: "ledger", port: 6432 },
];

/** `from → to:port`, as messages name a connection. */
export function describePassage({ from, to, port }: Passage): string {
    return `${from.name} → ${typeof to === "string" ? to : to.name}:${port}`;
}

/** Address of a host outside, without its port. */
export function hostAddress(host: OutsideHost): string {
    return addressOf(host).split(":")[0] ?? "";
}
