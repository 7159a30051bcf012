import { effectiveNamespace } from "../model/cluster";
import { type Labels, labelsOfPod } from "../model/selector";
import { type Subject } from "../model/subject";
import { UnknownRead } from "../model/unknown";

/** What stack rules remember of a workload: enough to match selectors, little enough for a hundred thousand. */
export interface WorkloadFacts {
    readonly subject: Subject;
    readonly namespace: string;
    readonly labels: Labels;
}

/** The workloads of a stack by namespace, with the labels of their pods. */
export class Workloads {
    private readonly byNamespace = new Map<string, WorkloadFacts[]>();
    /** Namespaces with a workload whose labels are not known yet: nothing there can be said to be missing. */
    private readonly unknownIn = new Set<string>();

    add(subject: Subject): WorkloadFacts | undefined {
        const namespace = effectiveNamespace(subject);
        try {
            const [pod] = subject.pods;
            if (pod === undefined || subject.isPatch) {
                return undefined;
            }
            const facts = { subject, namespace, labels: labelsOfPod(pod) };
            const known = this.byNamespace.get(namespace);
            if (known === undefined) {
                this.byNamespace.set(namespace, [facts]);
            } else {
                known.push(facts);
            }
            return facts;
        } catch (error) {
            if (!(error instanceof UnknownRead)) {
                throw error;
            }
            this.unknownIn.add(namespace);
            return undefined;
        }
    }

    in(namespace: string): readonly WorkloadFacts[] {
        return this.byNamespace.get(namespace) ?? [];
    }

    incomplete(namespace: string): boolean {
        return this.unknownIn.has(namespace);
    }
}
