import { type RuleConfig } from "./settings";
import { type Circumstances, type Exempted, verdictOn } from "./exemptions";
import { ClusterIndex, concernsIndex } from "../model/cluster";
import { type JudgedResource, type NotEvaluated, type Violation } from "../model/resource";
import { keyOf, type Subject, subjectsOf, workloadIndex, type WorkloadIndex } from "../model/subject";
import { UnknownRead } from "../model/unknown";
import { workloadKinds } from "../model/workloads";
import { type Pass, type Rule, type RuleRun, type Wants } from "./rule";

/** Where results go as they are found. */
export interface Listener {
    violation(violation: Violation): void;
    notEvaluated(entry: NotEvaluated): void;
    /** A violation that an exemption covers. Default: nothing happens. */
    exempted?(violation: Violation, exempted: Exempted): void;
}

/** How much a session has judged. */
export interface Coverage {
    /** Objects that were seen; the items of a list count, not the list. */
    readonly seen: number;
    /** Those that at least one rule judges. */
    readonly judged: number;
    /** Names of the rules that judged at least one object. */
    readonly rules: readonly string[];
}

export interface ActiveRule {
    readonly rule: Rule;
    readonly config: RuleConfig;
}

interface ActivePass {
    readonly name: string;
    readonly wants: Wants;
    readonly pass: Pass;
}

/** One pass of the given rules over a stream of resources; see `openSession`. */
export class Session {
    private readonly cluster = new ClusterIndex();
    private readonly passes: readonly ActivePass[];
    private readonly kinds: WorkloadIndex;
    private readonly wantedBy = new Map<string, readonly Pass[]>();
    private readonly judging = new Set<string>();
    private seen = 0;
    private judged = 0;

    constructor(active: readonly ActiveRule[], listener: Listener, circumstances: Circumstances) {
        this.kinds = kindsOf(active);
        this.passes = active.map(({ rule, config }) => ({
            name: rule.name,
            wants: rule.wants,
            pass: rule.begin(runOf(rule, config, this.cluster, listener, circumstances)),
        }));
    }

    index(resource: JudgedResource): void {
        if (!concernsIndex(resource.type)) {
            return;
        }
        for (const subject of subjectsOf(resource, this.kinds)) {
            this.cluster.add(subject);
        }
    }

    see(resource: JudgedResource): void {
        for (const subject of subjectsOf(resource, this.kinds)) {
            const passes = this.passesFor(subject);
            this.seen++;
            this.judged += passes.length === 0 ? 0 : 1;
            for (const pass of passes) {
                pass.see(subject);
            }
        }
    }

    get coverage(): Coverage {
        return { seen: this.seen, judged: this.judged, rules: [...this.judging].sort() };
    }

    end(): void {
        for (const { pass } of this.passes) {
            pass.end?.();
        }
    }

    private passesFor(subject: Subject): readonly Pass[] {
        const known = this.wantedBy.get(subject.key);
        if (known !== undefined) {
            return known;
        }
        const wanting = this.passes.filter(({ wants }) => matches(wants, subject.key, this.kinds));
        wanting.forEach(({ name }) => this.judging.add(name));
        const passes = wanting.map(({ pass }) => pass);
        this.wantedBy.set(subject.key, passes);
        return passes;
    }
}

/**
 * Tells the types of resources that a session of one rule reads: those that it judges, and those that others are judged by,
 * lists among them, which may hold any kind. Preparing the rest for it would be in vain.
 */
export function readerOf(active: ActiveRule): (type: string) => boolean {
    const kinds = kindsOf([active]);
    const known = new Map<string, boolean>();
    return (type) => {
        const reads = known.get(type) ?? (matches(active.rule.wants, keyOf(type), kinds) || concernsIndex(type));
        known.set(type, reads);
        return reads;
    };
}

function kindsOf(active: readonly ActiveRule[]): WorkloadIndex {
    return workloadIndex([...workloadKinds, ...active.flatMap(({ config }) => config.options.workloadKinds)]);
}

function matches(wants: Wants, key: string, kinds: WorkloadIndex): boolean {
    if (wants === "pods") {
        return kinds.has(key);
    }
    return wants.some((want) => (want.endsWith("*") ? key.startsWith(want.slice(0, -1)) : key === want));
}

function runOf(
    rule: Rule,
    config: RuleConfig,
    cluster: ClusterIndex,
    listener: Listener,
    circumstances: Circumstances,
): RuleRun<never> {
    const common = (subject: Subject) => ({
        policy: rule.name,
        group: rule.group,
        urn: subject.resource.urn,
        type: subject.resource.type,
        name: subject.resource.name,
        ...(subject.object !== undefined && { object: subject.object }),
    });
    let lastSkip = "";
    const run: RuleRun<never> = {
        options: config.options as never,
        cluster,
        report: (subject, finding) => {
            const { exempted, note } = verdictOn(rule.name, config.options, subject, finding, circumstances);
            const violation: Violation = {
                ...common(subject),
                ...(rule.check !== undefined && { check: rule.check }),
                ...(rule.podSecurityLevel !== undefined && { podSecurityLevel: rule.podSecurityLevel }),
                level: config.level === "advisory" ? "advisory" : "mandatory",
                path: finding.path,
                message: note === undefined ? finding.message : `${finding.message} (${note})`,
            };
            if (exempted !== undefined) {
                listener.exempted?.(violation, exempted);
                return;
            }
            listener.violation(violation);
        },
        skip: (subject, path, reason = "the value is not known before the update") => {
            // Several parts of a rule may run into the same unknown value; it is one reason.
            const key = `${subject.resource.urn} ${path}`;
            if (key !== lastSkip) {
                lastSkip = key;
                listener.notEvaluated({ ...common(subject), path, reason });
            }
        },
        attempt: (subject, judge) => {
            try {
                judge();
            } catch (error) {
                if (!(error instanceof UnknownRead)) {
                    throw error;
                }
                run.skip(subject, error.path);
            }
        },
    };
    return run;
}
