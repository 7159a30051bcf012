import { effectiveNamespace } from "../../model/cluster";
import { type Labels, labelsOfPod, matchesLabels } from "../../model/selector";
import { type Subject } from "../../model/subject";
import { UnknownRead } from "../../model/unknown";

/** The labels that the pods of a stack carry, by namespace; each set is kept once, however many workloads share it. */
export class Workloads {
    private readonly byNamespace = new Map<string, Map<string, Labels>>();
    /** Namespaces with a workload whose labels are not known yet: rules must not report a missing pod there. */
    private readonly unknownIn = new Set<string>();

    /** Takes note of a workload and returns its pods' labels; `undefined` when it has none, or none that are known. */
    add(subject: Subject): Labels | undefined {
        const namespace = effectiveNamespace(subject);
        try {
            const [pod] = subject.pods;
            if (pod === undefined || subject.isPatch) {
                return undefined;
            }
            const labels = labelsOfPod(pod);
            const known = this.byNamespace.get(namespace) ?? new Map<string, Labels>();
            this.byNamespace.set(namespace, known.set(JSON.stringify(labels), labels));
            return labels;
        } catch (error) {
            if (!(error instanceof UnknownRead)) {
                throw error;
            }
            this.unknownIn.add(namespace);
            return undefined;
        }
    }

    /** Whether some pod of the namespace carries all of these labels. */
    anyMatches(namespace: string, wanted: Labels): boolean {
        for (const labels of this.byNamespace.get(namespace)?.values() ?? []) {
            if (matchesLabels(wanted, labels)) {
                return true;
            }
        }
        return false;
    }

    incomplete(namespace: string): boolean {
        return this.unknownIn.has(namespace);
    }
}
