import { storeRegion } from "../../config/existingCluster";
import { modelStoreSchema } from "../../config/modelStore";
import { projectNamespace, projectValues } from "../../config/load";
import { factsOfFile } from "../../config/platformFacts";
import { type ExistingCluster, platformKindSchema } from "../../config/platformKind";
import { awsRegion } from "../../config/region";
import { validate } from "../../config/validate";
import { ConfigError } from "../../config/fault";
import { readStackConfig } from "../../simulation/stackFile";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";
import { stackOutputs } from "../shared/stackOutputs";
import { type ServedModel, servedModels } from "./servedModels";

/** Where models are published, according to the stack file. */
interface Destination {
    readonly region: string;
    /** Undefined unless the stack uses an existing bucket: its own bucket is in its outputs. */
    readonly bucket?: string;
    /** Models reach the bucket by replication from another region. */
    readonly readOnly: boolean;
    /** Models that the stack's workloads load. */
    readonly served: readonly ServedModel[];
    /** The cluster that the store runs in; undefined: it is outside. */
    readonly cluster?: ExistingCluster;
    /** URL of a store outside that is not the cloud's. */
    readonly endpoint?: string;
}

/**
 * Reads region, bucket and served models from the stack file.
 *
 * @throws StackFileError, ConfigError when the file cannot be used
 */
export function destinationOf(folder: string, stack: string): Destination {
    const { config } = readStackConfig(folder, stack, projectNamespace);
    const values = projectValues(config);
    const { modelStore = {}, workloads } = values;
    const platform = validate(platformKindSchema, values.platform, ["platform"]);
    const facts = factsOfFile(values);
    const region =
        facts.region === undefined
            ? validate(awsRegion, config["aws:region"], ["aws:region"])
            : { value: facts.region };
    const store = validate(modelStoreSchema, modelStore, ["modelStore"]);
    if ("faults" in platform || "faults" in region || "faults" in store) {
        const faults = [platform, region, store].flatMap((part) => ("faults" in part ? part.faults : []));
        throw new ConfigError(stack, faults);
    }
    if (platform.value.kind === "existing") {
        return { readOnly: false, served: servedModels(workloads), ...existingStore(platform.value) };
    }
    const { existing } = store.value;
    return {
        region: region.value,
        ...(existing !== undefined && { bucket: existing.bucket }),
        readOnly: existing?.readOnly ?? false,
        served: servedModels(workloads),
    };
}

/** The store of a stack on an existing cluster: in the cluster, or the one that the stack file names. */
function existingStore(platform: ExistingCluster): Pick<Destination, "region" | "bucket" | "cluster" | "endpoint"> {
    if (platform.objectStore !== undefined) {
        const { region, endpoint, buckets } = platform.objectStore;
        return { region, endpoint, bucket: buckets.models };
    }
    return { region: storeRegion, bucket: "models", cluster: platform };
}

/**
 * The bucket that `pulumi up` made, from the stack's outputs.
 *
 * @throws CommandError when the outputs cannot be read or do not name a bucket
 */
export async function bucketFromOutputs(folder: string, stack: string, region: string): Promise<string> {
    const text = await stackOutputs(folder, stack, "Name the bucket with --bucket instead.");
    const bucket = bucketIn(text, region);
    if (bucket === undefined) {
        throw new CommandError(
            `stack ${stack} has no models bucket in ${region} among its outputs: run pulumi up first, or use --bucket`,
            ExitCode.Rejected,
        );
    }
    return bucket;
}

/** `buckets.<region>.models` of the outputs as JSON. */
export function bucketIn(outputs: string, region: string): string | undefined {
    const { buckets } = JSON.parse(outputs) as { buckets?: Record<string, Record<string, string>> };
    return buckets?.[region]?.models;
}
