import { type OptionalAddon } from "../../config/addons";
import { type Fault } from "../../config/fault";
import { type CrossCheck } from "../../config/load";
import { type PlatformConfig } from "../../config/platform";

/** Something in a stack file that only works beside an add-on or another setting. */
export interface Relation {
    /** Key path of what asks. */
    readonly path: string;
    /** Whether this stack asks for it. */
    readonly wanted: (config: PlatformConfig) => boolean;
    /** Add-on that must be on. */
    readonly needs: OptionalAddon;
    /** What the other one is needed for; completes "needs X ...". */
    readonly because: string;
}

/** Who needs whom; every relation between add-ons stands here and nowhere else. */
export const relations: readonly Relation[] = [
    {
        path: "ingress",
        wanted: ({ ingress }) => ingress !== undefined,
        needs: "loadBalancerController",
        because: "to get a load balancer",
    },
    {
        path: "ingress.tlsSecret",
        wanted: ({ ingress }) => ingress?.tlsSecret !== undefined,
        needs: "externalSecrets",
        because: "to bring the certificate into the cluster",
    },
    {
        path: "images.pullSecret",
        wanted: ({ images }) => images.pullSecret !== undefined,
        needs: "externalSecrets",
        because: "to copy the pull secret to workload namespaces",
    },
    {
        path: "addons.monitoring.sso",
        wanted: ({ addons }) => addons.monitoring.sso !== undefined,
        needs: "externalSecrets",
        because: "to hand Grafana its client secret",
    },
    ...(["critical", "warning", "info"] as const).map((severity) => ({
        path: `addons.monitoring.alerts.${severity}.secret`,
        wanted: ({ addons }: PlatformConfig) => {
            const receiver = addons.monitoring.alerts[severity];
            return receiver !== undefined && receiver.kind !== "sns";
        },
        needs: "externalSecrets" as const,
        because: "to hand Alertmanager the receiver's secret",
    })),
    {
        path: "addons.mlflow",
        wanted: ({ addons }) => addons.mlflow.enabled,
        needs: "externalSecrets",
        because: "to read its database password",
    },
    {
        path: "addons.warmCapacity",
        wanted: ({ addons }) => Object.keys(addons.warmCapacity).length > 0,
        needs: "clusterAutoscaler",
        because: "to bring new nodes when warm slots are taken",
    },
];

/** Every fault in how a stack file puts add-ons together. */
export const addonFaults: CrossCheck = (config) => [
    ...relations.flatMap((relation) => relationFaults(relation, config)),
    ...databaseFaults(config),
    ...exposureFaults(config),
    ...scaleFromZeroFaults(config),
    ...warmCapacityFaults(config),
];

function relationFaults({ path, wanted, needs, because }: Relation, config: PlatformConfig): Fault[] {
    return wanted(config) && !config.addons[needs].enabled
        ? [
              {
                  path,
                  reason: `needs addons.${needs} ${because}, which is off: set addons.${needs}.enabled to true or drop ${path}`,
              },
          ]
        : [];
}

function databaseFaults({ addons, dataStores }: PlatformConfig): Fault[] {
    return addons.mlflow.enabled && dataStores.postgres === undefined
        ? [
              {
                  path: "addons.mlflow",
                  reason: "needs a database, and dataStores.postgres is missing: add { kind: managed } or name an external one",
              },
          ]
        : [];
}

/** What is reached from outside needs the gateway, and a name that the stack keeps. */
function exposureFaults({ addons, ingress }: PlatformConfig): Fault[] {
    const { enabled, expose } = addons.mlflow;
    const path = "addons.mlflow.expose";
    if (expose === undefined) {
        return [];
    }
    if (!enabled) {
        return [{ path, reason: "exposes nothing while addons.mlflow.enabled is false: switch MLflow on or drop it" }];
    }
    if (ingress === undefined) {
        return [{ path, reason: "needs the gateway, and ingress is missing: add the topic ingress or drop it" }];
    }
    const taken = expose.hostname === ingress.hostname;
    const outside = ingress.dns !== undefined && !`.${expose.hostname}`.endsWith(`.${ingress.dns.zone}`);
    return [
        ...(taken
            ? [{ path: `${path}.hostname`, reason: "is the name of the platform itself: use one of its own" }]
            : []),
        ...(outside
            ? [
                  {
                      path: `${path}.hostname`,
                      reason: `does not lie in the zone ${ingress.dns?.zone}: use a name below it`,
                  },
              ]
            : []),
    ];
}

/** A group that starts empty needs somebody who starts its first node. */
function scaleFromZeroFaults({ addons, nodeGroups }: PlatformConfig): Fault[] {
    return addons.clusterAutoscaler.enabled
        ? []
        : Object.entries(nodeGroups).flatMap(([name, group]) =>
              group.min === 0
                  ? [
                        {
                            path: `nodeGroups.${name}.min`,
                            reason: "is 0, and with addons.clusterAutoscaler off no node would ever start: set it to at least 1 or switch the autoscaler on",
                        },
                    ]
                  : [],
          );
}

function warmCapacityFaults({ addons, nodeGroups }: PlatformConfig): Fault[] {
    return Object.keys(addons.warmCapacity).flatMap((accelerator) =>
        Object.values(nodeGroups).some((group) => group.accelerator === accelerator)
            ? []
            : [
                  {
                      path: `addons.warmCapacity.${accelerator}`,
                      reason: `keeps slots on nodes that this stack does not have: add a node group with accelerator ${accelerator} or drop it`,
                  },
              ],
    );
}
