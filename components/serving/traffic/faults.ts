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
