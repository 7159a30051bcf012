import { callGraph, platformGraph } from "../../simulation/report/diagrams";
import { type Graph } from "../../simulation/report/graph";
import { type ReportModel } from "../../simulation/report/model";
import { canary } from "./canary";
import { cloud } from "./cloud";
import { coldStart, gitops, publishing, rehearsal, teardown } from "./operations";
import { boundaries, platforms, regions, requestPath, scaling, telemetry } from "./parts";
import { pipeline } from "./pipeline";

/** The example stacks that pictures show. */
export type DrawnStack = "dev" | "prod" | "local";

export interface Picture {
    /** Of its file, without the ending. */
    readonly name: string;
    /** Pages of the repository that show it. */
    readonly pages: readonly string[];
    readonly title: string;
    /** What the picture says, for those who do not see it. */
    readonly description: string;
    readonly graph: (stacks: Readonly<Record<DrawnStack, ReportModel>>) => Graph;
}

/** Every picture of the documentation, except dashboards and the report. */
export const pictures: readonly Picture[] = [
    {
        name: "platform-prod",
        pages: ["docs/aws.md"],
        title: "What the stack prod has in AWS",
        description:
            "A network over three zones of one region with the cluster, its gateway and node groups, and beside it the databases. Buckets are outside the network; that of models is copied to other regions.",
        graph: ({ prod }) => cloud(prod),
    },
    {
        name: "platform-local",
        pages: ["docs/local.md"],
        title: "The stack local",
        description: "One node of a cluster that is already there carries the gateway, the add-ons and the workloads.",
        graph: ({ local }) => platformGraph(local),
    },
    {
        name: "calls",
        pages: ["docs/addons/istio.md"],
        title: "Who may call whom in the stack dev",
        description:
            "An arrow for each call that NetworkPolicies and AuthorizationPolicies both admit, with the ports. All other calls are rejected.",
        graph: ({ dev }) => callGraph(dev),
    },
    {
        name: "canary",
        pages: ["docs/workloads.md", "docs/addons/rollouts.md"],
        title: "Steps of a canary",
        description:
            "The new version gets 10, 20, 50 and 100 percent of the requests, with pauses. From the second weight on it is judged; a fourth failed measurement sends all requests back to the stable version.",
        graph: ({ prod }) => canary(prod),
    },
    {
        name: "request",
        pages: ["docs/addons/gateway.md"],
        title: "The way of a request from outside",
        description:
            "DNS leads a client to the load balancer, which passes the connection on to a pod of the gateway. The gateway checks rate, path and token and calls the proxy of the workload's pod with mutual TLS. The proxy admits the gateway's identity and passes the request to the server.",
        graph: () => requestPath,
    },
    {
        name: "telemetry",
        pages: ["docs/observability.md"],
        title: "Metrics, logs and traces",
        description:
            "Prometheus scrapes pods, proxies and GPUs and sends alerts to Alertmanager. Alloy reads logs of each node into Loki. Collectors sample traces into Tempo or Jaeger. Grafana reads all three and links them.",
        graph: () => telemetry,
    },
    {
        name: "scaling",
        pages: ["docs/addons/scaling.md"],
        title: "From load to nodes",
        description:
            "Measured load leads KEDA's autoscaler to more pods. Pods without a node lead Cluster Autoscaler to more nodes. Idle reserve pods give their GPU to a waiting pod at once.",
        graph: () => scaling,
    },
    {
        name: "regions",
        pages: ["docs/multi-region.md"],
        title: "Two regions behind one host name",
        description:
            "Route 53 has a latency record for each stack. Models are published to the bucket of prod and replicated to the bucket that prod-eu reads.",
        graph: () => regions,
    },
    {
        name: "boundaries",
        pages: ["docs/security-model.md"],
        title: "Trust boundaries",
        description:
            "Clients cross the gateway, pods cross their namespace only towards listed workloads, AWS APIs and listed hosts, people reach the API server with their role, and a stack file passes the policy pack.",
        graph: () => boundaries,
    },
    {
        name: "platforms",
        pages: ["docs/platforms.md"],
        title: "What is built on what",
        description:
            "The program creates workloads from serving components on add-ons. All of them see the platform's interface only, which components/aws and components/existing implement.",
        graph: () => platforms,
    },
    {
        name: "publish-model",
        pages: ["docs/publish-model.md"],
        title: "From a folder to served predictions",
        description:
            "The folder is checked and digested, its files are uploaded, the manifest last. The stack file names version and digest; pods verify every file and serve it.",
        graph: () => publishing,
    },
    {
        name: "cold-start",
        pages: ["docs/performance.md"],
        title: "Phases of a cold start",
        description:
            "The autoscaler notices, a node starts, the model is copied, the image is pulled, the server loads and warms up; each phase with its budget.",
        graph: () => coldStart,
    },
    {
        name: "rehearsal",
        pages: ["docs/rehearsal.md"],
        title: "What a rehearsal does",
        description:
            "The old revision is deployed on the simulated cloud, the change is planned and judged, and stopped where data would be lost; else it is applied, run a second time, and destroyed if asked for.",
        graph: () => rehearsal,
    },
    {
        name: "pipeline",
        pages: ["docs/ci.md"],
        title: "The pipeline",
        description:
            "Jobs of the workflows with the scripts that they run. A pull request is tested, judged, scanned and previewed; a merge updates dev, then prod after an approval; drift is looked for every working day.",
        graph: () => pipeline(),
    },
    {
        name: "gitops",
        pages: ["docs/gitops.md"],
        title: "GitOps with the folder that simulate writes",
        description:
            "The simulation writes objects in waves. Argo CD or Flux applies them from a repository; Pulumi keeps the cloud's side.",
        graph: () => gitops,
    },
    {
        name: "teardown",
        pages: ["docs/teardown.md"],
        title: "The order of a destroy",
        description:
            "Workloads go first, then what controllers made, the controllers, the nodes, the cluster and the network. In production, buckets, keys and the final snapshot remain.",
        graph: () => teardown,
    },
];
