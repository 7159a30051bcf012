import type * as pulumi from "@pulumi/pulumi";
import { type WorkloadConfig } from "../../config/workload";
import { type ServingContext } from "../serving/plan";
import { type CreatedWorkload } from "./kind";
import { workloadKinds } from "./kinds";

/** Creates every workload of the stack file; the result is for the stack's outputs. */
export function createWorkloads(
    workloads: Readonly<Record<string, WorkloadConfig>>,
    context: ServingContext,
    opts: pulumi.ComponentResourceOptions = {},
): Readonly<Record<string, CreatedWorkload>> {
    return Object.fromEntries(
        Object.entries(workloads).map(([name, workload]) => {
            const kind = workloadKinds[workload.kind];
            if (kind === undefined) {
                throw new Error(`workload "${name}" is of unknown kind "${workload.kind}"`);
            }
            return [name, kind.create(name, workload, context, opts)];
        }),
    );
}
