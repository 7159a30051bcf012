import { newestMinor, parseKubernetesVersion } from "../../core/kubernetesVersion";
import { type Pod } from "../../model/pod";
import { type Obj, obj } from "../../model/read";

/** The minor whose API server accepts resources of the whole pod by default. Source: KEP-2837, beta in 1.34. */
const podLevelMinor = 34;

/** The resources of the whole pod; `undefined` where there are none, or where the cluster does not support them. */
export function podResources(pod: Pod, kubernetesVersion: string): Obj | undefined {
    const minor = parseKubernetesVersion(kubernetesVersion) ?? newestMinor;
    return minor >= podLevelMinor ? obj(pod.spec.resources) : undefined;
}
