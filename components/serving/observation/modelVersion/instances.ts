import type * as pulumi from "@pulumi/pulumi";
import { type StackContext } from "../../context";
import { objectName } from "../../../kubernetes/names";
import { type ServedModel } from "../../models/served";
import { type Release, type ServingPlan } from "../../plan";

/** A ModelVersion as this project writes it; its schema is in `definition.ts`. */
export interface ModelVersion {
    readonly spec: {
        readonly workload: string;
        readonly release: string;
        readonly model: string;
        readonly version: string;
        readonly uri: string;
        readonly framework: string;
        readonly digest?: string;
        readonly replicas: { readonly min: number; readonly max: number };
        readonly resources: {
            readonly requests: Readonly<Record<string, string>>;
            readonly limits: Readonly<Record<string, string>>;
        };
    };
}

export interface ModelVersionInstance {
    /** Name of the object in the workload's namespace. */
    readonly name: string;
    readonly spec: Omit<ModelVersion["spec"], "uri"> & { readonly uri: pulumi.Output<string> };
}

/** What a workload serves, one object per version of the workload and version of a model. */
export function modelVersions(plan: ServingPlan, context: StackContext): readonly ModelVersionInstance[] {
    return plan.releases.flatMap((release) =>
        release.models.flatMap((model) =>
            versionsOf(model).map((version) => instance(plan, release, model, version, context)),
        ),
    );
}

/** Numbers, or one entry for those that follow the bucket. */
export function versionsOf(model: ServedModel): readonly string[] {
    if (Array.isArray(model.versions)) {
        return model.versions.map(String);
    }
    return [model.versions === "all" ? "all" : `latest-${model.versions.latest}`];
}

function instance(
    plan: ServingPlan,
    release: Release,
    model: ServedModel,
    version: string,
    { platform }: StackContext,
): ModelVersionInstance {
    const { requests, limits } = plan.resources;
    const digest = model.digests[version];
    const folder = /^\d+$/.test(version) ? `${model.prefix}${version}/` : model.prefix;
    return {
        name: `${plan.name}-${release.version}-${objectName(model.name)}-${version}`,
        spec: {
            workload: plan.name,
            release: release.version,
            model: model.name,
            version,
            uri: platform.stores.models.uri(folder),
            framework: model.framework,
            ...(digest !== undefined && { digest }),
            replicas: release.bounds,
            resources: { requests: { ...requests }, limits: { ...limits } },
        },
    };
}
