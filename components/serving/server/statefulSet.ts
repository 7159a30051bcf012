import * as k8s from "@pulumi/kubernetes";
import { child, metadata, type StackContext } from "../context";
import { type Release, releaseSelector, type ServingPlan } from "../plan";
import { headlessServiceSpec } from "../traffic/services";
import { secretAnnotations } from "../pod/secretChanges";
import { fixedReplicas, type PodController, revisionHistoryLimit } from "./controller";
import { podTemplate } from "./podTemplate";

/** Pods that each keep a volume with the models they have copied. */
export const statefulSet: PodController = {
    outlivesUpdate: false,
    create: (plan, release, context, before) => {
        const headless = new k8s.core.v1.Service(
            headlessName(release),
            {
                metadata: metadata(plan, headlessName(release)),
                spec: headlessServiceSpec(plan, releaseSelector(plan, release)),
            },
            child(context),
        );
        return new k8s.apps.v1.StatefulSet(
            release.name,
            {
                metadata: metadata(plan, release.name, secretAnnotations(plan, context)),
                spec: statefulSetSpec(plan, release, context),
            },
            child(context, [...before, headless]),
        );
    },
};

function statefulSetSpec(
    plan: ServingPlan,
    release: Release,
    context: StackContext,
): k8s.types.input.apps.v1.StatefulSetSpec {
    const { models } = plan;
    const { retained } = context.platform.cloud.storageClasses;
    const claim = models.delivery.claimTemplate?.(models, release.name, retained);
    return {
        ...fixedReplicas(plan, release),
        serviceName: headlessName(release),
        selector: { matchLabels: releaseSelector(plan, release) },
        // Replicas are independent of each other: no reason to start them one by one.
        podManagementPolicy: "Parallel",
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        revisionHistoryLimit,
        template: podTemplate(plan, release, context),
        ...(claim !== undefined && { volumeClaimTemplates: [claim] }),
    };
}

function headlessName({ name }: Release): string {
    return `${name}-pods`;
}
