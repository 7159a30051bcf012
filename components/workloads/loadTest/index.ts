import * as k8s from "@pulumi/kubernetes";
import { type Fault, keyPath } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type CallersConfig } from "../../../config/serving/access";
import { podDemands } from "../../../config/serving/pod";
import { type WorkloadConfig } from "../../../config/workload";
import { podsIn, tcp } from "../../kubernetes/networkPolicies";
import { podFailurePolicy } from "../../kubernetes/podFailures";
import { child, metadata, type StackContext, type WorkloadContext } from "../../serving/context";
import { cronTemplate } from "../../serving/jobs/cronJob";
import { jobPodTemplate } from "../../serving/jobs/jobTemplate";
import { appSelector } from "../../serving/labels";
import { podFaults } from "../../serving/pod/faults";
import { PodWorkload } from "../../serving/pod/podWorkload";
import { defineKind } from "../kind";
import { preprocessorOf } from "../preprocessor";
import { type LoadTestPlan, loadTestPlan, podConfig } from "./plan";
import { kind, type LoadTestConfig, schema } from "./schema";

/** A k6 load test of another workload, as a template: an update of the stack never starts it. */
export const loadTest = defineKind({
    kind,
    schema,
    demands: (name, config) => podDemands(name, podConfig(config)),
    faults: (name, config, stack) => [
        ...podFaults(name, podConfig(config), stack),
        ...targetFaults(name, config, stack),
        ...(stack.environment === "production" && !config.evenInProduction
            ? [
                  {
                      path: keyPath("workloads", name),
                      reason: "puts load on a production stack: set evenInProduction: true to confirm, or leave it out",
                  },
              ]
            : []),
    ],
    create: (name, config, context, opts) => {
        const plan = loadTestPlan(name, config, context);
        new PodWorkload(
            name,
            {
                plan,
                context,
                create: (inside, before) =>
                    cronTemplate(plan, jobSpec(plan, config, context), inside, [
                        ...before,
                        resultsPolicy(plan, inside),
                    ]),
            },
            opts,
        );
        return {};
    },
});

function targetFaults(name: string, { target, protocol, namespace }: LoadTestConfig, stack: PlatformConfig): Fault[] {
    const path = keyPath("workloads", name, "target");
    const workload: (WorkloadConfig & { readonly callers?: CallersConfig }) | undefined = stack.workloads[target];
    if (workload?.callers === undefined) {
        return [
            { path, reason: `is "${target}", which is not a workload that answers requests: name one of the stack` },
        ];
    }
    const front = preprocessorOf(target);
    if (workload.callers[front] !== undefined && stack.workloads[front] !== undefined) {
        return [{ path, reason: `is "${target}", which its preprocessor alone may call: use "${front}"` }];
    }
    if (protocol === "grpc" && workload.kind !== "tensorflow-serving") {
        const reason = `is grpc, and "${target}" is not a tensorflow-serving, whose API alone the test knows: use http`;
        return [{ path: keyPath("workloads", name, "protocol"), reason }];
    }
    const caller = workload.callers[name];
    const admitted =
        caller !== undefined &&
        (caller.namespace ?? workload.namespace) === namespace &&
        caller.podLabels === undefined &&
        (caller.serviceAccount ?? name) === name &&
        (caller.ports?.includes(protocol) ?? true);
    return admitted
        ? []
        : [
              {
                  path,
                  reason: `does not let the test in: add ${name}: { namespace: ${namespace} } to workloads.${target}.callers, with port ${protocol} where it lists ports`,
              },
          ];
}

function jobSpec(
    plan: LoadTestPlan,
    { parallelism, durationSeconds }: LoadTestConfig,
    context: StackContext,
): k8s.types.input.batch.v1.JobSpec {
    return {
        completions: parallelism,
        parallelism,
        completionMode: "Indexed",
        // A test that has failed is not tried again: the answer is there.
        backoffLimit: 0,
        // Pods may have to wait for nodes first.
        activeDeadlineSeconds: durationSeconds + 900,
        ttlSecondsAfterFinished: 86_400,
        podReplacementPolicy: "Failed",
        podFailurePolicy,
        template: jobPodTemplate(plan, plan.releases[0], context, { container: "k6" }),
    };
}

/** Lets the pods write their results to Prometheus. */
function resultsPolicy(plan: LoadTestPlan, context: WorkloadContext): k8s.networking.v1.NetworkPolicy {
    const { namespace, prometheusPodLabels } = context.inCluster.metrics;
    return new k8s.networking.v1.NetworkPolicy(
        `${plan.name}-results`,
        {
            metadata: metadata(plan, `${plan.name}.results`),
            spec: {
                podSelector: { matchLabels: appSelector(plan) },
                policyTypes: ["Egress"],
                egress: [{ to: [podsIn(namespace, prometheusPodLabels)], ports: [tcp(9090)] }],
            },
        },
        child(context),
    );
}
