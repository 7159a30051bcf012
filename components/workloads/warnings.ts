import { type PodConfig } from "../../config/serving/pod";
import { type ServingConfig } from "../../config/serving/serving";
import { type WorkloadConfig } from "../../config/workload";

/** Kinds may lack any of these keys. */
type Listed = WorkloadConfig & Partial<Pick<ServingConfig, "callers" | "gateway">> & Pick<PodConfig, "access">;

/** What a workload may say and what is probably not meant, one sentence each with its key path. */
export function workloadWarnings(workloads: Readonly<Record<string, WorkloadConfig>>): readonly string[] {
    return Object.entries(workloads).flatMap(([name, workload]) => uncalled(name, workload));
}

/** A workload that answers requests and gets none; one that takes messages from a queue has its work from there. */
function uncalled(name: string, { callers, gateway, access }: Listed): readonly string[] {
    const answers = callers !== undefined;
    const called = Object.keys(callers ?? {}).length > 0 || gateway !== undefined;
    const takesMessages = access?.queues.some(({ use }) => use === "receive") === true;
    return !answers || called || takesMessages
        ? []
        : [
              `workloads.${name} has neither callers nor a gateway: every request to it is rejected; ` +
                  "list who may call under callers, or publish it with gateway",
          ];
}
