import { str } from "../../policy/model/read";
import { count } from "../output/text";
import { type WayIn } from "../facts/exposure";
import { type Workload } from "../facts/workloads";
import { type Box, type Edge, type Graph, type Node } from "./graph";
import { type ReportModel } from "./model";

type Inputs = Readonly<Record<string, unknown>>;

/** Nodes side by side within a frame. */
const columns = 3;

/** Regions, network, node groups with the workloads on them, data stores, and buckets with what is copied where. */
export function platformGraph(model: ReportModel): Graph {
    const { region, resources, ways, buckets } = model;
    const input = (type: string): Inputs => resources.find((each) => each.type === type)?.inputs ?? {};
    const [cluster, vpc] = [input("eks:index:Cluster"), input("awsx:ec2:Vpc")];
    const isCopied = ({ id }: Node) =>
        buckets.some(({ bucket, replicatesTo }) => id === `bucket ${bucket}` && replicatesTo.length > 0);
    const gateways = ways.filter(({ routes }) => routes.length > 0);
    const regions = [...new Set([region, ...buckets.map((bucket) => bucket.region)])].filter((each) => each !== "");
    const bucketNodes = (place: string): Node[] =>
        buckets
            .filter((bucket) => bucket.region === place && !bucket.bucket.includes("access-logs"))
            .map(({ bucket }) => ({ id: `bucket ${bucket}`, lines: [storeName(bucket)], look: "bucket" }));
    const groups = groupBoxes(model);
    const stores = bucketNodes(region).sort((a, b) => Number(isCopied(a)) - Number(isCopied(b)));
    const inCluster: Box = {
        box: clusterTitle(cluster),
        look: "cluster-box",
        children: [...gateways.map(gatewayNode), ...groups],
    };
    const inNetwork: (Node | Box)[] = [inCluster, ...dataStores(model)];
    const inRegion: (Node | Box)[] = [
        ...networkBoxes(vpc, cluster, inNetwork),
        ...(stores.length === 0 ? [] : [{ box: "Buckets", look: "buckets", children: stores }]),
    ];
    // A cluster that is already there has neither network nor region in the stack.
    const home = region === "" ? inRegion : [{ box: `Region ${region}`, look: "region", children: inRegion }];
    return {
        direction: "LR",
        children: [
            ...(gateways.length > 0
                ? [
                      {
                          id: "clients",
                          lines: ["Clients", ...new Set(gateways.flatMap(({ openTo }) => openTo))],
                          look: "outside",
                      },
                  ]
                : []),
            ...home,
            ...regions
                .filter((each) => each !== region)
                .map((each): Box => ({ box: `Region ${each}`, look: "region", children: bucketNodes(each) })),
        ],
        edges: [
            ...gateways.map((way): Edge => ({
                from: "clients",
                to: way.what,
                label: way.what.startsWith("https") ? "TLS" : "plain",
                look: "entry",
            })),
            ...gateways.flatMap((way) =>
                [...new Set(way.routes.map(({ to }) => to.split(":")[0] ?? ""))].map((to): Edge => ({
                    from: way.what,
                    to: workloadId(to),
                    look: "entry",
                })),
            ),
            ...[...groups.map(({ children }) => children), stores].flatMap(inColumns),
            ...gateways.flatMap(({ what }) =>
                groups.flatMap(({ children: [first] }): Edge[] =>
                    first === undefined || !("id" in first) ? [] : [{ from: what, to: first.id }],
                ),
            ),
            ...buckets.flatMap(({ bucket, replicatesTo }) =>
                replicatesTo.map((to): Edge => ({
                    from: `bucket ${bucket}`,
                    to: `bucket ${to}`,
                    label: "copies",
                    look: "copy",
                })),
            ),
        ],
    };
}

function clusterTitle({ name, version }: Inputs): string {
    return name === undefined
        ? "Cluster that is already there"
        : `${str(name) ?? "cluster"}, Kubernetes ${str(version) ?? ""}`;
}

/** A cluster that is already there has no network in the stack; one of the stack's may be in a network of somebody else. */
function networkBoxes(vpc: Inputs, cluster: Inputs, children: (Node | Box)[]): (Node | Box)[] {
    if (vpc.cidrBlock !== undefined) {
        return [{ box: networkTitle(vpc), look: "network", children }];
    }
    const id = str(cluster.vpcId);
    return id === undefined ? children : [{ box: `Network ${id} that is already there`, look: "network", children }];
}

function networkTitle({ cidrBlock, numberOfAvailabilityZones: number, availabilityZoneNames: names }: Inputs): string {
    const zones = Array.isArray(names) ? names.length : number;
    return `Network ${str(cidrBlock) ?? ""}, ${numberText(zones)} zones`;
}

/** Fills the rows of a frame: without edges, Graphviz would put all its nodes above each other. */
function inColumns(children: readonly (Node | Box)[]): Edge[] {
    const ids = children.flatMap((child) => ("id" in child ? [child.id] : []));
    return ids.flatMap((id, i) => {
        const next = ids[i + 1];
        return next === undefined || (i + 1) % columns === 0 ? [] : [{ from: id, to: next }];
    });
}

function gatewayNode({ what, routes }: WayIn): Node {
    return { id: what, lines: ["Gateway", what, `${routes.length} paths`], look: "gateway" };
}

/** `models` of `inference-prod-models-111122223333-us-west-2`. */
function storeName(bucket: string): string {
    return /^[^-]+-[^-]+-(.+)-\d{12}-/.exec(bucket)?.[1] ?? bucket;
}

function workloadId(key: string): string {
    return `workload ${key}`;
}

/** Each workload in the group that it prefers: the first one that its pods may run on, spot before on demand. */
function groupBoxes({ groups, workloads, charts }: ReportModel): Box[] {
    const spotFirst = [...groups].sort((a, b) => Number(b.capacity === "spot") - Number(a.capacity === "spot"));
    const homeOf = (workload: Workload) => spotFirst.find(({ name }) => workload.nodeGroups.includes(name))?.name;
    const boxes = groups.map(({ name, instanceTypes, min, max, capacity }): Box => {
        const here = workloads.filter((workload) => homeOf(workload) === name);
        const addOns: Node[] =
            name === groups[0]?.name
                ? [{ id: "add-ons", lines: ["Add-ons", `${charts.length} charts`], look: "add-ons" }]
                : [];
        const nodes = here.map((workload) => workloadNode(workload, name));
        const empty: Node[] =
            addOns.length + nodes.length === 0
                ? [{ id: `empty ${name}`, lines: ["no workload of its own"], look: "nothing" }]
                : [];
        return {
            box: `${name}: ${min} to ${max} × ${instanceTypes.join(" or ")}${capacity === "on demand" ? "" : `, ${capacity}`}`,
            look: capacity === "spot" ? "group spot" : "group",
            children: [...addOns, ...nodes, ...empty],
        };
    });
    const homeless = workloads.filter((workload) => homeOf(workload) === undefined);
    return [
        ...boxes,
        ...(homeless.length === 0
            ? []
            : [
                  {
                      box: "nodes that the stack does not make",
                      look: "group foreign",
                      children: homeless.map((workload) => workloadNode(workload, "")),
                  },
              ]),
    ];
}

function workloadNode({ namespace, name, replicas, gpus, isJob, nodeGroups }: Workload, home: string): Node {
    const pods =
        replicas === undefined
            ? "every node"
            : replicas.min === replicas.max
              ? count(replicas.max, "pod")
              : `${replicas.min} to ${replicas.max} pods`;
    const others = nodeGroups.filter((group) => group !== home);
    return {
        id: workloadId(`${namespace}/${name}`),
        lines: [
            name,
            `${pods}${gpus > 0 ? `, ${gpus} GPU${gpus === 1 ? "" : "s"} each` : ""}`,
            ...(others.length > 0 && gpus > 0 ? [`or on ${others.join(", ")}`] : []),
        ],
        look: isJob ? "workload job" : "workload",
    };
}

function dataStores({ resources }: ReportModel): Node[] {
    return resources.flatMap(({ type, inputs, name }): Node[] => {
        switch (type) {
            case "aws:rds/instance:Instance":
                return [
                    {
                        id: `store ${name}`,
                        lines: [
                            "PostgreSQL",
                            `${str(inputs.instanceClass) ?? ""}${inputs.multiAz === true ? ", two zones" : ""}`,
                        ],
                        look: "store",
                    },
                ];
            case "aws:elasticache/replicationGroup:ReplicationGroup":
                return [
                    {
                        id: `store ${name}`,
                        lines: ["Redis", `${numberText(inputs.numCacheClusters)} × ${str(inputs.nodeType) ?? ""}`],
                        look: "store",
                    },
                ];
            default:
                return [];
        }
    });
}

/** Who may call whom: the reachability matrix without the ports of the proxies. */
export function callGraph({ reachability: { reach, targets } }: ReportModel): Graph {
    const edges = reach.flatMap(({ caller, ports }) =>
        [...ports].flatMap(([target, open]): Edge[] => {
            const own = open.filter((port) => port < 15000);
            return own.length === 0 ? [] : [{ from: caller.name, to: target, label: own.join(", "), look: "call" }];
        }),
    );
    const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
    const isTarget = (name: string) => targets.some((target) => target.name === name);
    const spaces = [...new Set(names.map((name) => name.split("/")[0] ?? ""))].sort();
    return {
        direction: "LR",
        children: spaces.map((space) => ({
            box: space,
            look: "namespace",
            children: names
                .filter((name) => name.split("/")[0] === space)
                .map((name) => ({
                    id: name,
                    lines: [name.split("/")[1] ?? name],
                    look: isTarget(name) ? "workload" : "caller",
                })),
        })),
        edges,
    };
}

function numberText(value: unknown): string {
    return typeof value === "number" ? String(value) : "?";
}
