import { type Fault } from "../../../config/fault";
import { podsOf } from "../../../config/serving/podCount";
import { type ServingConfig } from "../../../config/serving/serving";
import { servedModels } from "../models/served";
import { type ReleaseBase } from "../plan";
import { boundsOf } from "../scaling/bounds";
import { type StrategyInput } from "./strategy";

/** The one version of a workload whose controller replaces it as a whole. */
export function oneRelease({ name, config, image }: StrategyInput): readonly ReleaseBase[] {
    return [
        {
            name,
            version: config.version,
            weight: 100,
            ownLabels: {},
            image,
            models: servedModels(config.models),
            bounds: boundsOf(config.scaling, 100),
            disruptionBudget:
                config.minAvailable === undefined ? { maxUnavailable: 1 } : { minAvailable: config.minAvailable },
        },
    ];
}

/** A budget that keeps every pod would block node drains. */
export function oneReleaseFaults(path: string, { minAvailable, scaling }: ServingConfig): readonly Fault[] {
    return minAvailable !== undefined && podsOf(minAvailable, scaling.min) >= scaling.min
        ? [
              {
                  path: `${path}.minAvailable`,
                  reason: `is ${minAvailable} with a scaling.min of ${scaling.min}, so that no node could be drained: must be smaller`,
              },
          ]
        : [];
}
