import { type Graph } from "../../simulation/report/graph";
import { Phase } from "../../simulation/rehearse/rehearsal";
import { phaseName } from "../../simulation/rehearse/report";
import { arrow, chain, node, steps } from "./flow";

/** docs/publish-model.md */
export const publishing: Graph = {
    direction: "LR",
    children: [
        node("publish-model", "gateway", "checks the folder,", "digests each file"),
        {
            box: "Bucket: models/<model>/<version>/",
            look: "group",
            children: [
                node("Files", "bucket", "saved_model.pb last"),
                node("manifest.sha256", "bucket", "after all files"),
            ],
        },
        node("Stack file", "store", "versions, digests"),
        node("Pod", "workload", "verifies the digests,", "then loads the model"),
        node("Replicas", "bucket", "other regions"),
    ],
    edges: [
        arrow("publish-model", "Files", "1"),
        arrow("publish-model", "manifest.sha256", "2"),
        arrow("publish-model", "Stack file", "3, by hand"),
        arrow("Stack file", "Pod", "pulumi up"),
        arrow("Files", "Pod"),
        arrow("manifest.sha256", "Pod"),
        arrow("Files", "Replicas", "copies", "copy"),
    ],
};

/** docs/performance.md */
export const coldStart: Graph = steps(
    "LR",
    node("Autoscaler", "gateway", "15 to 60 s"),
    node("Node", "store", "0 with a free GPU,", "else 6 minutes"),
    node("Model", "bucket", "30 s, and its size", "÷ 200 MB/s"),
    node("Image", "bucket", "10 s where it is,", "else 3 minutes"),
    node("Server", "workload", "60 s, warm-up", "included"),
);

const rehearsalNotes: Readonly<Record<Phase, readonly string[]>> = {
    [Phase.Before]: ["with --from"],
    [Phase.Plan]: ["with the policy pack"],
    [Phase.Up]: [],
    [Phase.Again]: ["must change nothing"],
    [Phase.Destroy]: ["with --destroy"],
};

/** docs/rehearsal.md */
export const rehearsal: Graph = {
    direction: "LR",
    children: [
        ...Object.values(Phase).map((phase) => node(phaseName(phase), "store", ...rehearsalNotes[phase])),
        node("stopped", "outside", "a policy is violated,", "or data would be lost"),
    ],
    edges: [
        ...chain(...Object.values(Phase).map(phaseName)),
        arrow(phaseName(Phase.Plan), "stopped", undefined, "entry"),
    ],
};

/** docs/gitops.md */
export const gitops: Graph = {
    direction: "LR",
    children: [
        node("simulate --out", "gateway", "objects and charts", "in waves"),
        node("Repository", "bucket", "gitops/waves"),
        node("Argo CD or Flux", "store", "wave by wave"),
        node("Cluster", "workload", "objects, charts"),
        node("pulumi up", "gateway", "network, nodes, buckets,", "identities"),
        node("AWS account", "workload"),
    ],
    edges: [
        ...chain("simulate --out", "Repository", "Argo CD or Flux", "Cluster"),
        arrow("pulumi up", "AWS account"),
        arrow("AWS account", "Cluster", "values of the account"),
    ],
};

/** docs/teardown.md */
export const teardown: Graph = {
    direction: "LR",
    children: [
        node("Workloads", "workload", "and their autoscalers"),
        node("What controllers made", "store", "load balancers,", "records, volumes"),
        node("Controllers", "store", "add-ons, drivers"),
        node("Nodes", "store"),
        node("Cluster", "store", "and network"),
        node("Remains", "bucket", "in production: buckets,", "keys, final snapshot"),
    ],
    edges: [
        ...chain("Workloads", "What controllers made", "Controllers", "Nodes", "Cluster"),
        arrow("Cluster", "Remains", undefined, "copy"),
    ],
};
