import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type PodConfig } from "../../../config/serving/pod";

/** Prefix of the annotations by which EKS gives service accounts a role. Source: EKS user guide, IAM roles for service accounts. */
const roleAnnotations = "eks.amazonaws.com/";

/** Annotations whose credentials every client would take instead of those of Pod Identity. */
export function annotationFaults({ workloads }: Pick<PlatformConfig, "workloads">): readonly Fault[] {
    return Object.entries(workloads).flatMap(([name, workload]) => {
        const { serviceAccountAnnotations = {} } = workload as Partial<Pick<PodConfig, "serviceAccountAnnotations">>;
        return Object.keys(serviceAccountAnnotations)
            .filter((annotation) => annotation.startsWith(roleAnnotations))
            .map((annotation) => ({
                path: `workloads.${name}.serviceAccountAnnotations`,
                reason:
                    `has "${annotation}", which would give the pods another identity than the platform's: ` +
                    'list what they may do under "access"',
            }));
    });
}
