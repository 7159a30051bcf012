import { type Container, type Pod } from "../model/pod";
import { type Subject } from "../model/subject";
import { type CommonOptions, type Finding, type Rule, rule, type RuleRun } from "./rule";

/** What a rule on pods works with. One object serves all pods of a run: there may be a million. */
export class PodRun<Options> {
    subject!: Subject;
    pod!: Pod;

    constructor(private readonly run: RuleRun<Options>) {}

    get options(): Options {
        return this.run.options;
    }

    report(finding: Finding): void {
        this.run.report(this.subject, finding);
    }

    /** Judges something that must not be hidden by an unknown value elsewhere. */
    attempt(judge: () => void): void {
        this.run.attempt(this.subject, judge);
    }

    /** Judges every container; an unknown value in one does not hide faults in the others. */
    eachContainer(judge: (container: Container) => void): void {
        for (const container of this.pod.containers) {
            this.attempt(() => {
                judge(container);
            });
        }
    }
}

type PodRuleDefinition<Options> = Omit<Rule<Options>, "scope" | "wants" | "begin"> & {
    readonly judge: (pod: Pod, run: PodRun<Options & CommonOptions>) => void;
};

/** A rule that judges the pods of every kind that carries a pod template, each by itself. */
export function podRule<Options>({ judge, ...definition }: PodRuleDefinition<Options>): Rule {
    return rule<Options>({
        ...definition,
        scope: "resource",
        wants: "pods",
        begin: (run) => {
            const podRun = new PodRun(run);
            return {
                see: (subject) => {
                    podRun.subject = subject;
                    for (const pod of subject.pods) {
                        pod.unknown.forEach((path) => {
                            run.skip(subject, path);
                        });
                        podRun.pod = pod;
                        podRun.attempt(() => {
                            judge(pod, podRun);
                        });
                    }
                },
            };
        },
    });
}
