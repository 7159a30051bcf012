import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { serverContainer } from "../labels";
import { type Release, type ServingPlan } from "../plan";

/** Failed readings of a trigger within 5 minutes that mean a fallback; KEDA reads every 30 seconds, three in a row are needed. */
const failedReadings = 3;

/** Alerts on what changes a workload's pods: autoscaler and rollouts. */
export function controlAlerts(plan: ServingPlan): readonly Alert[] {
    return [
        ...(plan.scaling === undefined ? [] : scalingAlerts(plan)),
        ...(plan.rolloutMinutes === undefined ? [] : rolloutAlerts(plan, plan.rolloutMinutes)),
        restartAlert(plan),
    ];
}

function scalingAlerts(plan: ServingPlan): readonly Alert[] {
    return [
        fallbackAlert(plan),
        ...plan.releases.map((release) => missingAlert(plan, release)),
        inactiveAlert(plan),
        pausedAlert(plan),
        maximumAlert(plan),
    ];
}

/**
 * KEDA stops counting errors once the fallback takes over, which is after three of them: requests without a good answer
 * and empty answers are counted all the time. Source: KEDA 2.20 `pkg/fallback/fallback.go`, GetMetricsWithFallback.
 */
function fallbackAlert({ name, namespace, releases }: ServingPlan): Alert {
    const names = anyOf(releases.map((release) => release.name));
    const of = { exported_namespace: namespace };
    const http = { ...of, scaled_resource: names, status_code: { not: "200" } };
    const empty = { ...of, scaledResource: names, ignoreNullValues: "false" };
    const failed = {
        scaledObject: series("keda_scaler_detail_errors_total", { ...of, scaledObject: names }),
        scaled_resource: series("keda_scaler_http_requests_total", http),
        scaledResource: series("keda_scaler_empty_upstream_responses_total", empty),
    };
    return {
        name: "InferenceScalingFallback",
        expr: Object.entries(failed)
            .map(([label, counter]) => `sum by (${label}) (increase(${counter}[5m])) > ${failedReadings}`)
            .join(" or "),
        for: "5m",
        severity: "warning",
        summary: `${name} is not scaled by its metrics`,
        description:
            `The autoscaler has failed to read its triggers more than ${failedReadings} times in 5 minutes, for 5 minutes: ` +
            "it keeps the pods that run, or its fallback.",
        runbook: "scaling-fallback",
        noData: "silent",
    };
}

/** KEDA names the autoscaler of a ScaledObject after it. */
function autoscalerOf({ name }: Release): string {
    return `keda-hpa-${name}`;
}

function autoscalers({ namespace, releases }: ServingPlan) {
    return { namespace, horizontalpodautoscaler: anyOf(releases.map(autoscalerOf)) };
}

/**
 * KEDA has no metric of a ScaledObject's conditions; that its autoscaler does not exist shows the same. While scaling is
 * paused there is none.
 */
function missingAlert({ name, namespace }: ServingPlan, release: Release): Alert {
    const { version } = release;
    const pods = series("kube_pod_labels", { namespace, label_app: name, label_version: version });
    const maximum = series("kube_horizontalpodautoscaler_spec_max_replicas", {
        namespace,
        horizontalpodautoscaler: autoscalerOf(release),
    });
    return {
        name: "InferenceAutoscalerMissing",
        expr: `max by (namespace) (${pods}) unless on (namespace) ${maximum} unless on () ${paused(namespace, [release])} > 0`,
        for: "15m",
        severity: "warning",
        summary: `${name} ${version} has no autoscaler`,
        description:
            "For 15 minutes pods have run and KEDA has not made an autoscaler from their ScaledObject: they stay as they " +
            "are, whatever the load.",
        runbook: "autoscaler-not-ready",
        noData: "silent",
        labels: { version },
    };
}

/** An autoscaler whose target has no pods is inactive too, and need not scale. */
function inactiveAlert(plan: ServingPlan): Alert {
    const of = autoscalers(plan);
    const condition = { ...of, condition: "ScalingActive", status: "false" };
    return {
        name: "InferenceAutoscalerInactive",
        expr:
            `max by (namespace, horizontalpodautoscaler) (${series("kube_horizontalpodautoscaler_status_condition", condition)}) > 0 ` +
            "and on (namespace, horizontalpodautoscaler) " +
            `${series("kube_horizontalpodautoscaler_status_current_replicas", of)} > 0`,
        for: "15m",
        severity: "warning",
        summary: `The autoscaler of ${plan.name} does not scale`,
        description:
            "For 15 minutes the autoscaler has not been able to compute a number of pods: the pods that run stay, whatever " +
            "the load.",
        runbook: "autoscaler-not-ready",
        noData: "silent",
    };
}

/** Above 0 for each ScaledObject that a person has paused. */
function paused(namespace: string, releases: readonly Release[]): string {
    const of = { exported_namespace: namespace, scaledObject: anyOf(releases.map((release) => release.name)) };
    return series("keda_scaled_object_paused", of);
}

/** A pause is for maintenance; it does not end by itself. */
function pausedAlert(plan: ServingPlan): Alert {
    return {
        name: "InferenceScalingPaused",
        expr: `max by (scaledObject) (${paused(plan.namespace, plan.releases)}) > 0`,
        for: "1h",
        severity: "warning",
        summary: `Scaling of {{ $labels.scaledObject }} is paused`,
        description: `The autoscaler of ${plan.name} has been paused for an hour; it stays so until the annotation is removed.`,
        runbook: "scaling-paused",
        noData: "silent",
    };
}

function maximumAlert(plan: ServingPlan): Alert {
    const { name } = plan;
    const of = autoscalers(plan);
    return {
        name: "InferenceAtMaxReplicas",
        expr:
            `${series("kube_horizontalpodautoscaler_status_desired_replicas", of)} >= ` +
            series("kube_horizontalpodautoscaler_spec_max_replicas", of),
        for: "15m",
        severity: "warning",
        summary: `${name} runs at its maximum of {{ $value }} pods`,
        description:
            "The autoscaler has asked for all pods that it may have for 15 minutes; more load makes requests slower.",
        runbook: "scaling-maximum",
        noData: "silent",
    };
}

/** Names are letters, digits and dashes: nothing in them means more in a regular expression. */
function anyOf(names: readonly string[]): string | { readonly matches: string } {
    const [first = "", ...others] = names;
    return others.length === 0 ? first : { matches: names.join("|") };
}

/** Phases of the metric are not those of the status. Source: argo-rollouts 1.9 `controller/metrics/rollouts.go`. */
function rolloutAlerts({ namespace, name }: ServingPlan, minutes: number): Alert[] {
    const info = (phase: string | { readonly matches: string }) =>
        series("rollout_info", { exported_namespace: namespace, name, phase });
    return [
        {
            name: "InferenceRolloutAborted",
            expr: `max by (name) (${info({ matches: "Abort|Timeout" })}) > 0`,
            for: "1m",
            severity: "warning",
            summary: `The rollout of ${name} was rolled back`,
            description:
                "The new version failed its analysis or did not become ready; the stable version has all requests.",
            runbook: "rollout-aborted",
            noData: "silent",
        },
        {
            name: "InferenceRolloutStuck",
            expr: `max by (name) (${info({ matches: "Progressing|Paused|Error|InvalidSpec" })}) > 0`,
            for: `${minutes}m`,
            severity: "warning",
            summary: `The rollout of ${name} does not end`,
            description: `It has run for ${minutes} minutes, the time that its steps take at most: it waits for pods or a person.`,
            runbook: "rollout-stuck",
            noData: "silent",
        },
    ];
}

/** Restarts within an hour beyond which a server does not just recover from one failure. */
const restarts = 3;

function restartAlert({ namespace, name }: ServingPlan): Alert {
    const servers = series("kube_pod_container_status_restarts_total", { namespace, container: serverContainer });
    const pods = series("kube_pod_labels", { namespace, label_app: name });
    return {
        name: "InferencePodsRestarting",
        expr: `increase(${servers}[1h]) * on (namespace, pod) group_left () max by (namespace, pod) (${pods}) > ${restarts}`,
        for: "5m",
        severity: "warning",
        summary: `The server in {{ $labels.pod }} keeps restarting`,
        description: `The server of ${name} has restarted more than ${restarts} times within an hour.`,
        runbook: "inference-pods-restarting",
        noData: "silent",
    };
}
