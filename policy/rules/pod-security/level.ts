import { z } from "zod";
import { type ClusterIndex, effectiveNamespace } from "../../model/cluster";
import { podSecurityLevels, type PodSecurityLevel } from "../../model/resource";
import { namespaceUnknown, type Subject } from "../../model/subject";
import { kubernetesVersion, newestMinor, parseKubernetesVersion } from "../../core/kubernetesVersion";
import { enforceLabel, enforceVersionLabel, parseLevel, parseVersionLabel } from "./labels";

const level = z.enum(podSecurityLevels);

/** Options that every Pod Security check has. */
export const podSecurityOptions = z.strictObject({
    kubernetesVersion,
    defaultLevel: level
        .default("restricted")
        .describe("Level of pods whose namespace has no enforce label or is not part of the input"),
    levels: z
        .record(z.string(), level)
        .default({})
        .describe("Level by namespace, instead of the one that its label enforces"),
    forceLevel: level.optional().describe("Level of all pods, regardless of their namespaces"),
});
export type PodSecurityOptions = z.infer<typeof podSecurityOptions>;

/** The rules a pod is judged by. */
export interface Standard {
    readonly level: PodSecurityLevel;
    /** Minor whose version of the standard applies. */
    readonly minor: number;
    /** Minor of the cluster that would admit the pod: its API server decides on defaults. */
    readonly clusterMinor: number;
}

/** Decides which standard holds for which subject. */
export class Standards {
    private readonly clusterMinor: number;
    private readonly byNamespace = new Map<string, Standard | string>();

    constructor(
        private readonly cluster: ClusterIndex,
        private readonly options: PodSecurityOptions,
    ) {
        this.clusterMinor = parseKubernetesVersion(options.kubernetesVersion) ?? newestMinor;
    }

    /** The standard for a subject, or the path of the value it cannot be decided without. */
    of(subject: Subject): Standard | string {
        const { forceLevel } = this.options;
        if (forceLevel === undefined && namespaceUnknown(subject)) {
            return "metadata.namespace";
        }
        const name = effectiveNamespace(subject);
        let standard = this.byNamespace.get(name);
        if (standard === undefined) {
            standard =
                forceLevel === undefined
                    ? this.ofNamespace(name)
                    : { level: forceLevel, minor: this.clusterMinor, clusterMinor: this.clusterMinor };
            this.byNamespace.set(name, standard);
        }
        return standard;
    }

    private ofNamespace(name: string): Standard | string {
        const { clusterMinor, options } = this;
        const namespace = this.cluster.namespace(name);
        if (namespace?.unknown !== undefined) {
            return `namespace "${name}": ${namespace.unknown}`;
        }
        const enforced = namespace?.labels[enforceLabel];
        const version = namespace?.labels[enforceVersionLabel];
        // The API server falls back to the strictest level and the newest version where it cannot read a label.
        const labelled = enforced === undefined ? options.defaultLevel : (parseLevel(enforced) ?? "restricted");
        const pinned = version === undefined ? Infinity : (parseVersionLabel(version) ?? Infinity);
        return { level: options.levels[name] ?? labelled, minor: Math.min(pinned, clusterMinor), clusterMinor };
    }
}
