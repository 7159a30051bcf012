import type { ITelemetry } from "@kubernetes-models/istio/telemetry.istio.io/v1alpha1/Telemetry";
import { appSelector } from "../labels";
import { type Release, type ServingPlan } from "../plan";
import { versionsOf } from "./modelVersion/instances";

/**
 * What the spans of a version's proxies say of it: the workload's version, the models that it serves and their versions. The
 * rest of tracing is the mesh's, which this object inherits. Source: Istio 1.30 `pilot/pkg/model/telemetry.go`, which takes
 * tags from the innermost object that has any.
 */
export function traceTags(plan: ServingPlan, { version, models, ownLabels }: Release): NonNullable<ITelemetry["spec"]> {
    const several = models.length > 1;
    const versions = models.flatMap((model) =>
        versionsOf(model).map((each) => (several ? `${model.name}/${each}` : each)),
    );
    const tags = {
        version,
        // A server without models of the store has none to name.
        ...(models.length > 0 && { model: models.map(({ name }) => name).join(), model_version: versions.join() }),
    };
    return {
        selector: { matchLabels: { ...appSelector(plan), ...ownLabels } },
        tracing: [
            {
                customTags: Object.fromEntries(
                    Object.entries(tags).map(([tag, value]) => [tag, { literal: { value } }]),
                ),
            },
        ],
    };
}
