import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type AlertLimits } from "../../../config/serving/alertLimits";
import { repetitionSchema } from "../../../config/serving/job";
import { type WorkloadConfig } from "../../../config/workload";
import { baselineDays } from "../../serving/observation/driftRules";
import { kind as measured } from "../inferenceService/schema";
import { type TrainingConfig } from "./schema";

/** Kinds that do not serve have no alerts. */
type Watched = WorkloadConfig & { readonly alerts?: AlertLimits };

/** Seconds for which a finished run must exist: two looks at drift, so that Prometheus has seen it by then. */
const leastTtlSeconds = 600;

/** What keeps drift from starting a run, or would let it start more than one. */
export function driftFaults(path: string, config: TrainingConfig, stack: PlatformConfig): readonly Fault[] {
    const { retraining, ttlSeconds } = config;
    const drift = retraining?.drift;
    if (retraining === undefined || drift === undefined) {
        return [];
    }
    const faults: Fault[] = [];
    const fault = (key: string, reason: string) => faults.push({ path: `${path}.${key}`, reason });
    const watched: Watched | undefined = stack.workloads[drift.workload];
    const candidates = Object.entries(stack.workloads)
        .filter(([, other]) => other.kind === measured)
        .map(([name]) => name);
    if (watched?.kind !== measured) {
        const found = watched === undefined ? "is not a workload of the stack" : `is of kind ${watched.kind}`;
        const instead = candidates.length === 0 ? "; there is none" : `, such as ${candidates.join(", ")}`;
        fault("retraining.drift.workload", `${found}: drift is measured of workloads of kind ${measured}${instead}`);
    } else if (watched.alerts?.driftPsi === false) {
        const key = `workloads.${drift.workload}.alerts.driftPsi`;
        fault("retraining.drift.workload", `has no alert on drift, since ${key} is false: set a limit there`);
    }
    const { retentionDays } = stack.addons.monitoring;
    if (retentionDays <= baselineDays) {
        const reason = `needs metrics of more than ${baselineDays} days, and addons.monitoring.retentionDays is ${retentionDays}: raise it`;
        fault("retraining.drift", reason);
    }
    if (ttlSeconds < leastTtlSeconds) {
        fault(
            "ttlSeconds",
            `is ${ttlSeconds}, and a run that is gone before Prometheus has seen it would be started again: ` +
                `must be at least ${leastTtlSeconds} with "retraining.drift"`,
        );
    }
    if (retraining.startingDeadlineSeconds !== repetitionSchema.shape.startingDeadlineSeconds.parse(undefined)) {
        fault(
            "retraining.startingDeadlineSeconds",
            'is for "schedule", and "drift" has no time that a run could miss: leave it out',
        );
    }
    if (retraining.history.successful === 0 || retraining.history.failed === 0) {
        fault(
            "retraining.history",
            "keeps no finished run of one sort, and a run that is gone before Prometheus has seen it would be started again: " +
                "keep at least 1 of each",
        );
    }
    return faults;
}
