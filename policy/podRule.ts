import { type Container, type Pod } from "./model/pod";
import { type Subject } from "./model/subject";
import { type CommonOptions, type Finding, type Rule, rule, type RuleRun } from "./rule";

/** What a rule on pods works with. */
export interface PodRun<Options> {
    readonly subject: Subject;
    readonly options: Options;
    readonly report: (finding: Finding) => void;
    /** Judges something that must not be hidden by an unknown value elsewhere. */
    readonly attempt: (judge: () => void) => void;
    /** Judges every container; an unknown value in one hides nothing in the others. */
    readonly eachContainer: (judge: (container: Container) => void) => void;
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
        begin: (run) => ({
            see: (subject) => {
                for (const pod of subject.pods) {
                    judgePod(subject, pod, run, judge);
                }
            },
        }),
    });
}

function judgePod<Options>(
    subject: Subject,
    pod: Pod,
    run: RuleRun<Options & CommonOptions>,
    judge: (pod: Pod, run: PodRun<Options & CommonOptions>) => void,
): void {
    const attempt = (part: () => void) => {
        run.attempt(subject, part);
    };
    for (const path of pod.unknown) {
        run.skip(subject, path);
    }
    attempt(() => {
        judge(pod, {
            subject,
            options: run.options,
            attempt,
            report: (finding) => {
                run.report(subject, finding);
            },
            eachContainer: (judgeContainer) => {
                for (const container of pod.containers) {
                    attempt(() => {
                        judgeContainer(container);
                    });
                }
            },
        });
    });
}
