import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";

/** What is wrong with MLflow's settings against the rest of the stack file. */
export function mlflowFaults(config: PlatformConfig): readonly Fault[] {
    return [...databaseFaults(config), ...exposureFaults(config)];
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
