import { type Fault } from "../../../config/fault";
import { type Environment } from "../../../config/names";
import { type PlatformConfig } from "../../../config/platform";
import { type ServingConfig } from "../../../config/serving/serving";
import { type TrafficConfig } from "../../../config/serving/traffic";
import { strategies, strategiesThat } from "./strategies";
import { type StrategyKey } from "./strategy";

/** Combinations of traffic settings that cannot work, each with what to do. */
export function trafficFaults(path: string, config: ServingConfig, stack: PlatformConfig): readonly Fault[] {
    const at = `${path}.traffic`;
    return [
        ...foreignKeyFaults(at, config.traffic),
        ...strategies[config.traffic.strategy].faults(path, config, stack),
        ...injectionFaults(at, config.traffic, stack.environment),
        ...aimFaults(at, config.traffic),
        ...tryFaults(at, config.traffic),
    ];
}

/** Keys of other strategies, which would be read and ignored. */
function foreignKeyFaults(at: string, traffic: TrafficConfig): readonly Fault[] {
    const known = new Set(Object.values(strategies).flatMap(({ keys }) => keys));
    return [...known].flatMap((key: StrategyKey) =>
        traffic[key] === undefined || strategies[traffic.strategy].keys.includes(key)
            ? []
            : [
                  {
                      path: `${at}.${key}`,
                      reason:
                          `belongs to strategy ${strategiesThat(({ keys }) => keys.includes(key))}, ` +
                          `and this is ${traffic.strategy}: leave it out, or change the strategy`,
                  },
              ],
    );
}

/** Faults are aimed at a version that exists, by a header that does not already choose one. */
function aimFaults(at: string, { fault, versions = {} }: TrafficConfig): readonly Fault[] {
    if (fault === undefined) {
        return [];
    }
    const { version, header } = fault;
    const known = Object.keys(versions).join(", ");
    return [
        ...(version === undefined || Object.hasOwn(versions, version)
            ? []
            : [
                  {
                      path: `${at}.fault.version`,
                      reason:
                          known === ""
                              ? `is "${version}", and only strategy weighted has versions to aim at: leave it out`
                              : `is "${version}": must be one of ${known}`,
                  },
              ]),
        ...Object.entries(versions).flatMap(([name, { header: chosen }]) =>
            chosen?.name === header.name && chosen.value === header.value
                ? [
                      {
                          path: `${at}.fault.header`,
                          reason: `is "${header.name}: ${header.value}", which chooses version ${name}: use another header`,
                      },
                  ]
                : [],
        ),
    ];
}

function tryFaults(at: string, { tryTimeoutSeconds, timeoutSeconds, retries }: TrafficConfig): readonly Fault[] {
    const path = `${at}.tryTimeoutSeconds`;
    if (tryTimeoutSeconds === undefined) {
        return [];
    }
    if (retries === 0) {
        return [{ path, reason: "needs a further try, and retries is 0: raise retries, or leave it out" }];
    }
    return tryTimeoutSeconds >= timeoutSeconds
        ? [{ path, reason: `is ${tryTimeoutSeconds}: must be less than timeoutSeconds (${timeoutSeconds})` }]
        : [];
}

function injectionFaults(at: string, { fault }: TrafficConfig, environment: Environment): readonly Fault[] {
    if (fault === undefined) {
        return [];
    }
    const faults: Fault[] = [];
    if (fault.delay === undefined && fault.abort === undefined) {
        faults.push({ path: `${at}.fault`, reason: "injects nothing: add delay or abort, or leave it out" });
    }
    if (
        fault.abort !== undefined &&
        (fault.abort.httpStatus === undefined) === (fault.abort.grpcStatus === undefined)
    ) {
        faults.push({ path: `${at}.fault.abort`, reason: "must have either httpStatus or grpcStatus" });
    }
    if (environment === "production" && !fault.evenInProduction) {
        faults.push({
            path: `${at}.fault`,
            reason: "breaks requests on purpose in a production stack: leave it out, or set evenInProduction: true as well",
        });
    }
    return faults;
}
