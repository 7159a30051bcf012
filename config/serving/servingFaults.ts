import { type Fault } from "../fault";
import { type PlatformConfig } from "../platform";
import { type DataStoreName, type PortName } from "./access";
import { digestFaults, digestsRequired } from "./image";
import { modelFaults } from "./model";
import { resourceFaults } from "./resources";
import { scalingFaults } from "./scaling";
import { type ServingConfig } from "./serving";
import { trafficFaults } from "./trafficFaults";

/** What no schema can see: combinations of keys, and keys against the rest of the stack file. */
export function servingFaults(
    name: string,
    config: ServingConfig,
    ports: readonly PortName[],
    stack: PlatformConfig,
): readonly Fault[] {
    const path = `workloads.${name}`;
    const needDigests = digestsRequired(stack.serving.imageDigests, stack.environment);
    const images: [string, string | undefined][] = [
        [`${path}.image`, config.image],
        ...Object.entries(config.traffic.versions ?? {}).map(([version, { image }]): [string, string | undefined] => [
            `${path}.traffic.versions.${version}.image`,
            image,
        ]),
    ];
    return [
        ...gpuFaults(path, config),
        ...resourceFaults(`${path}.resources`, config.resources),
        ...modelFaults(path, config.models, config.modelVolume),
        ...trafficFaults(path, config, stack.environment),
        ...scalingFaults(`${path}.scaling`, config.scaling, config.accelerator !== undefined),
        ...disruptionFaults(path, config),
        ...rollingUpdateFaults(path, config),
        ...egressFaults(path, config),
        ...gatewayFaults(path, config, ports, stack),
        ...addOnFaults(path, config, stack),
        ...dataStoreFaults(path, config, stack),
        ...nameFaults(name, config, stack),
        ...callerFaults(path, config, ports),
        ...images.flatMap(([at, image]) => (image === undefined ? [] : digestFaults(at, image, needDigests))),
    ];
}

function gpuFaults(path: string, config: ServingConfig): readonly Fault[] {
    return config.gpus !== undefined && config.accelerator === undefined
        ? [{ path: `${path}.gpus`, reason: 'needs an "accelerator": name the GPU model, or leave gpus out' }]
        : [];
}

function disruptionFaults(path: string, config: ServingConfig): readonly Fault[] {
    const { minAvailable, scaling, traffic } = config;
    if (minAvailable === undefined) {
        return [];
    }
    const at = `${path}.minAvailable`;
    if (traffic.strategy === "weighted") {
        return [{ path: at, reason: "is not for strategy weighted: each version keeps all pods but one" }];
    }
    if (minAvailable >= scaling.min) {
        const reason = `is ${minAvailable} with a scaling.min of ${scaling.min}, so that no node could be drained: must be smaller`;
        return [{ path: at, reason }];
    }
    return [];
}

function rollingUpdateFaults(path: string, config: ServingConfig): readonly Fault[] {
    const { rollingUpdate, traffic, modelVolume } = config;
    const at = `${path}.rollingUpdate`;
    if (rollingUpdate === undefined) {
        return [];
    }
    if (traffic.strategy !== "single" && traffic.strategy !== "weighted") {
        return [
            {
                path: at,
                reason: `is not for strategy ${traffic.strategy}, which replaces pods its own way: leave it out`,
            },
        ];
    }
    if (modelVolume.kind === "persistent-cache") {
        return [
            { path: at, reason: "is not for a persistent-cache, whose pods are replaced one by one: leave it out" },
        ];
    }
    return rollingUpdate.maxUnavailable === 0 && rollingUpdate.maxSurge === 0
        ? [{ path: at, reason: "allows neither fewer nor more pods: raise maxUnavailable or maxSurge" }]
        : [];
}

function egressFaults(path: string, config: ServingConfig): readonly Fault[] {
    return config.egress.flatMap((host, i) =>
        host.port === 443 || host.cidrs.length > 0
            ? []
            : [
                  {
                      path: `${path}.egress[${i}].cidrs`,
                      reason: `is empty for port ${host.port}: only port 443 may go to any address; list the host's networks`,
                  },
              ],
    );
}

function gatewayFaults(
    path: string,
    config: ServingConfig,
    ports: readonly PortName[],
    stack: PlatformConfig,
): readonly Fault[] {
    if (config.gateway === undefined) {
        return [];
    }
    const faults: Fault[] = [];
    if (stack.ingress === undefined) {
        faults.push({
            path: `${path}.gateway`,
            reason: 'needs a gateway: add "ingress" to the stack, or leave it out',
        });
    }
    if (config.gateway.grpcServices.length > 0 && !ports.includes("grpc")) {
        const reason = "needs a gRPC port, which this kind does not serve";
        faults.push({ path: `${path}.gateway.grpcServices`, reason });
    }
    return faults;
}

/** What is switched off cannot be built upon. */
function addOnFaults(path: string, config: ServingConfig, stack: PlatformConfig): readonly Fault[] {
    const faults: Fault[] = [];
    const { strategy } = config.traffic;
    if ((strategy === "progressive" || strategy === "blue-green") && !stack.addons.rollouts.enabled) {
        faults.push({
            path: `${path}.traffic.strategy`,
            reason: `is ${strategy}, and "addons.rollouts.enabled" is false: switch it on, or use single or weighted`,
        });
    }
    if (Object.keys(config.secrets).length > 0 && !stack.addons.externalSecrets.enabled) {
        faults.push({
            path: `${path}.secrets`,
            reason: 'needs external-secrets, and "addons.externalSecrets.enabled" is false: switch it on',
        });
    }
    return faults;
}

function dataStoreFaults(path: string, config: ServingConfig, stack: PlatformConfig): readonly Fault[] {
    const absent = (store: DataStoreName) => stack.dataStores[store] === undefined;
    const reason = (store: DataStoreName) => `needs ${store}: add "dataStores.${store}" to the stack`;
    const unreachable = (store: DataStoreName) =>
        `needs ${store} among the workload's "dataStores", or pods cannot reach it`;
    return [
        ...config.dataStores.flatMap((store, i) =>
            absent(store) ? [{ path: `${path}.dataStores[${i}]`, reason: reason(store) }] : [],
        ),
        ...Object.entries(config.secrets).flatMap(([name, secret]) => {
            if (!("dataStore" in secret) || config.dataStores.includes(secret.dataStore)) {
                return [];
            }
            return [{ path: `${path}.secrets.${name}.dataStore`, reason: unreachable(secret.dataStore) }];
        }),
    ];
}

/** A StatefulSet's name and the hash of a revision make a label of at most 63 characters. */
const longestStatefulSet = 52;

/** Names of objects that follow from the workload's must be free, and short enough. */
function nameFaults(name: string, config: ServingConfig, stack: PlatformConfig): readonly Fault[] {
    const { strategy, versions } = config.traffic;
    const derived =
        strategy === "weighted"
            ? Object.keys(versions ?? {}).map(
                  (version) => [`traffic.versions.${version}`, `${name}-${version}`] as const,
              )
            : strategy === "blue-green"
              ? [["traffic.strategy", `${name}-preview`] as const]
              : [];
    return derived.flatMap(([key, object]) => {
        const path = `workloads.${name}.${key}`;
        if (Object.hasOwn(stack.workloads, object)) {
            return [{ path, reason: `makes objects named "${object}", and so does that workload: rename one of them` }];
        }
        return config.modelVolume.kind === "persistent-cache" && object.length > longestStatefulSet
            ? [{ path, reason: `makes "${object}", longer than the ${longestStatefulSet} characters of a StatefulSet` }]
            : [];
    });
}

function callerFaults(path: string, config: ServingConfig, ports: readonly PortName[]): readonly Fault[] {
    return Object.entries(config.callers).flatMap(([caller, { ports: called }]) =>
        (called ?? []).flatMap((port, i) =>
            ports.includes(port)
                ? []
                : [
                      {
                          path: `${path}.callers.${caller}.ports[${i}]`,
                          reason: `is ${port}, which this kind does not serve: must be one of ${ports.join(", ")}`,
                      },
                  ],
        ),
    );
}
