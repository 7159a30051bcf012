import type * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { child, metadata, type WorkloadContext } from "../context";
import { type WorkloadName } from "../labels";

/** What KEDA's triggers on queues authenticate with: its operator's own identity; workloads get no permission for it. */
export function triggerAuthentication(workload: WorkloadName, context: WorkloadContext): pulumi.Resource {
    const name = authenticationName(workload);
    return customResource<{ spec: { podIdentity: { provider: string } } }>(
        name,
        {
            apiVersion: apiVersions.keda,
            kind: "TriggerAuthentication",
            metadata: metadata(workload, name),
            spec: context.platform.cloud.queues.authentication,
        },
        child(context, context.inCluster.keda.ready),
    );
}

export function authenticationName({ name }: Pick<WorkloadName, "name">): string {
    return `${name}-queue`;
}
