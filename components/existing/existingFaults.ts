import { secretNamePattern } from "../../config/existingCluster";
import { type Fault } from "../../config/fault";
import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { type ExistingCluster } from "../../config/platformKind";
import { type PodConfig } from "../../config/serving/pod";
import { type PodDemand } from "../../config/workload";
import { admits, choiceFault } from "../kubernetes/nodeChoice";
import { secretsNamespace } from "./secrets";
import { storeName } from "./store/objectStore";
import { storeFaults } from "./storeFaults";

/**
 * What an existing cluster cannot do for a stack file.
 *
 * @param forAmd64 key paths of add-ons with images for amd64 alone
 */
export function existingFaults(
    config: PlatformConfig,
    demands: readonly PodDemand[],
    forAmd64: readonly string[],
): readonly Fault[] {
    const { platform } = config;
    return platform.kind !== "existing"
        ? []
        : collectFaults(
              () => demands.flatMap((demand) => placementFaults(demand, platform)),
              () => processorFaults(platform, forAmd64),
              () => entranceFaults(config, platform),
              () => receiverFaults(config),
              () => accessFaults(config),
              () => peopleFaults(config),
              () => namespaceFaults(config),
              () => secretFaults(config),
              () => storeFaults(config, platform),
              () => cacheFaults(config),
          );
}

function placementFaults(demand: PodDemand, { nodes }: ExistingCluster): Fault[] {
    const { path, accelerator, architecture, gpus, cpu, memoryGiB } = demand;
    const ofSort = Object.entries(nodes).filter(([, group]) => group.accelerator === accelerator);
    // Pods bear the taints of nodes with their GPU, and no others by themselves.
    const choosable = ofSort.map(([name, { labels, taints }]) => ({
        name,
        labels,
        taints: accelerator === undefined ? taints : [],
    }));
    const wrong = choiceFault(path, demand, choosable);
    if (wrong !== undefined) {
        return [wrong];
    }
    const groups = ofSort.filter((_, i) => choosable[i] !== undefined && admits(choosable[i], demand));
    if (accelerator !== undefined && groups.length === 0) {
        const reason =
            `asks for ${accelerator}, and no node of platform.nodes has one: remove accelerator to run the CPU variant ` +
            "of the server, or add the nodes with their GPUs to platform.nodes";
        return [{ path, reason }];
    }
    const processors = [...new Set(groups.map(([, node]) => node.architecture))];
    if (architecture !== undefined && !processors.includes(architecture)) {
        const reason =
            `needs processors of ${architecture}, and the matching nodes of platform.nodes have ${processors.join(" and ")}: ` +
            `use an image for them and set architecture to ${processors[0]}`;
        return [{ path, reason }];
    }
    if (groups.some(([, node]) => cpu <= node.cpu && memoryGiB <= node.memoryGiB && gpus <= (node.gpus ?? 0))) {
        return [];
    }
    const sizes = groups.map(([name, node]) => {
        const ofGpus = node.gpus === undefined ? "" : `, ${node.gpus} GPUs`;
        return `${name} has ${node.cpu} CPU, ${node.memoryGiB} GiB${ofGpus}`;
    });
    const asked = `${gpus > 0 ? `${gpus} GPUs, ` : ""}${round(cpu)} CPU, ${round(memoryGiB)} GiB`;
    const reason = `asks for ${asked} per pod, more than any matching node of platform.nodes has: ${sizes.join("; ")}. Ask for less`;
    return [{ path, reason }];
}

function processorFaults({ nodes }: ExistingCluster, forAmd64: readonly string[]): Fault[] {
    return Object.values(nodes).some(({ architecture }) => architecture === "amd64")
        ? []
        : forAmd64.map((path) => ({
              path,
              reason: "runs an image for amd64, and every node of platform.nodes has arm64: add nodes with amd64, or switch it off",
          }));
}

function round(value: number): number {
    return Math.round(value * 100) / 100;
}

/** The API server refuses these ranges on a Service of another type. */
function entranceFaults({ ingress }: PlatformConfig, { gatewayService }: ExistingCluster): Fault[] {
    return ingress !== undefined && ingress.sourceCidrs.length > 0 && gatewayService !== "LoadBalancer"
        ? [
              {
                  path: "ingress.sourceCidrs",
                  reason: `needs a load balancer, and platform.gatewayService is ${gatewayService}: remove it or set LoadBalancer`,
              },
          ]
        : [];
}

function receiverFaults({ addons }: PlatformConfig): Fault[] {
    return Object.entries(addons.monitoring.alerts).flatMap(([severity, receiver]) =>
        receiver.kind === "sns"
            ? [
                  {
                      path: `addons.monitoring.alerts.${severity}.kind`,
                      reason: "is sns, a service of a cloud: use slack, pagerduty or webhook",
                  },
              ]
            : [],
    );
}

/** Pods of an existing cluster have no identity in a cloud. */
function accessFaults({ workloads }: PlatformConfig): Fault[] {
    return Object.entries(workloads).flatMap(([name, workload]) => {
        const { access } = workload as Pick<PodConfig, "access">;
        const listed = Object.values(access ?? {}).some((entries) => entries.length > 0);
        return listed
            ? [
                  {
                      path: `workloads.${name}.access`,
                      reason:
                          "needs the identity of pods in a cloud, which an existing cluster does not have: remove it, and " +
                          "give the program credentials under secrets and its hosts under egress",
                  },
              ]
            : [];
    });
}

function cacheFaults({ images }: PlatformConfig): Fault[] {
    const reason = "needs the registry of a cloud account, which an existing cluster does not have: use images.mirror";
    return images.cache === undefined ? [] : [{ path: "images.cache", reason }];
}

/** Roles of a cloud are nobody here: the cluster's own authentication names groups. */
function peopleFaults({ people }: PlatformConfig): Fault[] {
    return Object.entries(people).flatMap(([team, { role }]) =>
        role === undefined
            ? []
            : [
                  {
                      path: `people.${team}.role`,
                      reason: "is a role of a cloud, which an existing cluster does not know: set group to the name its authentication gives these people",
                  },
              ],
    );
}

/** The stack has namespaces of its own here, for what a cloud would bring. */
function namespaceFaults({ teamNamespaces }: PlatformConfig): Fault[] {
    return [secretsNamespace, storeName].flatMap((name) =>
        Object.hasOwn(teamNamespaces, name)
            ? [
                  {
                      path: `teamNamespaces.${name}`,
                      reason: "is a namespace of the platform on an existing cluster: take another name, such as team-vision",
                  },
              ]
            : [],
    );
}

/** Secrets of the stack are Kubernetes Secrets here, whose names have a form. */
function secretFaults({ ingress, images, dataStores }: PlatformConfig): Fault[] {
    const named: readonly (readonly [path: string, name: string | undefined])[] = [
        ["ingress.tlsSecret", ingress?.tlsSecret],
        ["images.pullSecret", images.pullSecret],
        ...Object.entries(dataStores).map(
            ([store, config]) =>
                [`dataStores.${store}.secret`, config?.kind === "external" ? config.secret : undefined] as const,
        ),
    ];
    return named.flatMap(([path, name]) =>
        name === undefined || secretNamePattern.test(name)
            ? []
            : [
                  {
                      path,
                      reason: `is "${name}": on an existing cluster it names a Secret, so use lower-case letters, digits, dashes and dots`,
                  },
              ],
    );
}
