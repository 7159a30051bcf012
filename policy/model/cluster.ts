import { str } from "./read";
import { type Subject, labelsOf } from "./subject";
import { UnknownRead } from "./unknown";

export interface NamespaceFacts {
    readonly labels: Readonly<Record<string, string>>;
    /** Set when the labels are not known yet: their path. */
    readonly unknown?: string;
}

/** Whether resources of a type can add to the index; most cannot, and are not even opened. */
export function concernsIndex(type: string): boolean {
    return (
        type.includes(":Namespace") ||
        type.includes(".istio.io/") ||
        type.startsWith("kubernetes:helm.sh/") ||
        type.endsWith("List")
    );
}

/** Facts about the whole stack that rules need to judge a single object. */
export class ClusterIndex {
    private readonly namespaces = new Map<string, NamespaceFacts>();
    private readonly releaseNamespaces = new Set<string>();
    private meshFound = false;
    private unknownLabels: string | undefined;

    /** Takes note of a subject; call it for every subject before the first one is judged. */
    add(subject: Subject): void {
        const { key, props } = subject;
        if (key === "/Namespace") {
            this.addNamespace(subject);
        } else if (key.includes(".istio.io/")) {
            this.meshFound = true;
        } else if (key.startsWith("kubernetes:helm.sh/")) {
            this.addRelease(props);
        }
    }

    namespace(name: string | undefined): NamespaceFacts | undefined {
        return name === undefined ? undefined : this.namespaces.get(name);
    }

    /** Whether the stack has a mesh; without one, missing mesh objects are not a fault. */
    get hasMesh(): boolean {
        return this.meshFound;
    }

    /** Path of a namespace's labels that are not known yet, and may show that the stack has a mesh. */
    get meshUnknown(): string | undefined {
        return this.meshFound ? undefined : this.unknownLabels;
    }

    /** Whether a chart puts objects into the namespace that the pack cannot see. */
    hasUnseenObjects(namespace: string | undefined): boolean {
        return this.releaseNamespaces.has(namespace ?? "default");
    }

    private addNamespace(subject: Subject): void {
        const name = subject.object?.name ?? subject.resource.name;
        const before = this.namespaces.get(name);
        try {
            const labels = labelsOf(subject.props);
            this.namespaces.set(name, { labels: { ...before?.labels, ...labels } });
            this.meshFound ||= joinsMesh(labels);
        } catch (error) {
            if (!(error instanceof UnknownRead)) {
                throw error;
            }
            this.unknownLabels = error.path;
            this.namespaces.set(name, { labels: {}, unknown: error.path });
        }
    }

    private addRelease(props: Subject["props"]): void {
        try {
            const chart = str(props.chart) ?? "";
            this.meshFound ||= /(^|\/)istiod(-|$)/.test(chart);
            this.releaseNamespaces.add(str(props.namespace) ?? "default");
        } catch (error) {
            if (!(error instanceof UnknownRead)) {
                throw error;
            }
        }
    }
}

/** Whether a namespace's labels put its pods into the mesh: injection that is disabled shows no mesh. */
function joinsMesh(labels: Readonly<Record<string, string>>): boolean {
    return (
        labels["istio-injection"] === "enabled" ||
        (labels["istio.io/rev"] ?? "") !== "" ||
        labels["istio.io/dataplane-mode"] === "ambient"
    );
}

/** The namespace an object lands in, as far as the input states it, otherwise `default`. */
export function effectiveNamespace(subject: Subject): string {
    return subject.object?.namespace ?? "default";
}
