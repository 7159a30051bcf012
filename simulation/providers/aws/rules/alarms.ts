import { type ArgumentRule, type Properties, type RuleTable } from "../../types";
import { given, text } from "../../naming";
import { atMost, matches, oneOf, rule, shown, tagRule } from "./vocabulary";

const api = "CloudWatch API, PutMetricAlarm";

interface MetricQuery {
    readonly id?: unknown;
    readonly returnData?: unknown;
}

const fullPeriod = (value: unknown) =>
    [10, 20, 30].includes(Number(value)) || (Number(value) >= 60 && Number(value) % 60 === 0)
        ? undefined
        : `is ${shown(value)}: must be 10, 20, 30 or a multiple of 60 seconds`;

/** Services of AWS write values once a minute at most often, so that a shorter period finds none. */
const minutePeriod = (value: unknown, inputs: Properties) =>
    Number(value) < 60 && text(inputs, "namespace", "").startsWith("AWS/")
        ? `is ${shown(value)}: must be 60 or more, since ${text(inputs, "namespace")} has no values in between`
        : undefined;

function periodsFault(value: unknown, inputs: Properties): string | undefined {
    const queries = given<{ metric?: { period?: number } }[]>(inputs, "metricQueries", []);
    const period = given(inputs, "period", Math.max(0, ...queries.map(({ metric }) => metric?.period ?? 0)));
    const most = period < 3600 ? 86_400 : 604_800;
    if (typeof value !== "number" || value < 1) {
        return `is ${shown(value)}: must be 1 or more`;
    }
    return value * period > most
        ? `is ${value}, with a period of ${period} seconds ${value * period}: must be at most ${most} seconds in all`
        : undefined;
}

function dimensionsFault(value: unknown): string | undefined {
    const dimensions = Object.entries(value as Properties);
    if (dimensions.length > 30) {
        return `are ${dimensions.length}: must be at most 30`;
    }
    const wrong = dimensions.find(
        ([name, each]) =>
            !/^[^:\s][\x20-\x7e]{0,254}$/.test(name) ||
            typeof each !== "string" ||
            !/^(?=.*\S)[\x20-\x7e]{1,1024}$/.test(each),
    );
    return wrong === undefined
        ? undefined
        : `have ${shown(wrong[1])} under ${shown(wrong[0])}: must be 1 to 1024 ASCII characters under a name of 1 to 255`;
}

function queriesFault(value: unknown, inputs: Properties): string | undefined {
    const queries = value as readonly MetricQuery[];
    const ids = queries.map(({ id }) => id);
    if (inputs.metricName !== undefined) {
        return "are beside metricName: must be one of both";
    }
    if (queries.length > 20) {
        return `are ${queries.length}: must be at most 20`;
    }
    if (new Set(ids).size !== ids.length) {
        return `have the ids ${ids.join(", ")}: must be different`;
    }
    const returned = queries.filter(({ returnData }) => returnData === true).length;
    return returned === 1 ? undefined : `return ${returned} results: must be one`;
}

/** Actions are in the alarm's own region. */
function actionRule(argument: string): ArgumentRule {
    return rule(argument, api, (value, inputs) => {
        const arns = value as readonly string[];
        const region = inputs.region;
        const elsewhere = arns.find((arn) => typeof region === "string" && arn.split(":")[3] !== region);
        if (arns.length > 5) {
            return `are ${arns.length}: must be at most 5`;
        }
        return elsewhere === undefined
            ? undefined
            : `has ${shown(elsewhere)}: must be in the region of the alarm, ${String(region)}`;
    });
}

export const alarmRules: RuleTable = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": [
        rule("name", api, matches(/^.{1,255}$/s, "1 to 255 characters")),
        rule("alarmDescription", api, atMost(1024)),
        rule("namespace", api, matches(/^[^:].{0,254}$/s, "1 to 255 characters, the first not a colon")),
        rule("metricName", api, matches(/^.{1,255}$/s, "1 to 255 characters")),
        rule("dimensions", api, dimensionsFault),
        rule("statistic", api, oneOf("SampleCount", "Average", "Sum", "Minimum", "Maximum")),
        rule("period", api, fullPeriod, minutePeriod),
        rule("evaluationPeriods", api, periodsFault),
        rule("datapointsToAlarm", api, (value, inputs) =>
            Number(value) < 1 || Number(value) > given(inputs, "evaluationPeriods", 1)
                ? `is ${shown(value)}: must be 1 to evaluationPeriods, ${given(inputs, "evaluationPeriods", 1)}`
                : undefined,
        ),
        rule(
            "comparisonOperator",
            api,
            oneOf(
                "GreaterThanOrEqualToThreshold",
                "GreaterThanThreshold",
                "LessThanThreshold",
                "LessThanOrEqualToThreshold",
                "LessThanLowerOrGreaterThanUpperThreshold",
                "LessThanLowerThreshold",
                "GreaterThanUpperThreshold",
            ),
        ),
        rule("treatMissingData", api, oneOf("breaching", "notBreaching", "ignore", "missing")),
        rule("metricQueries", api, queriesFault),
        rule(
            "metricQueries[*].id",
            api,
            matches(/^[a-z][A-Za-z0-9_]{0,254}$/, "a lower-case letter, then letters, digits and _"),
        ),
        rule("metricQueries[*].metric.period", api, fullPeriod),
        actionRule("alarmActions"),
        actionRule("okActions"),
        actionRule("insufficientDataActions"),
        tagRule(),
    ],
};
