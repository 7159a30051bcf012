import { z } from "zod";
import { imageShape, kind } from "../../components/workloads/inferenceService/schema";
import { preprocessorOf } from "../../components/workloads/preprocessor";
import { ConfigError, didYouMean } from "../../config/fault";
import { projectNamespace, projectValues } from "../../config/load";
import { type OwnMetrics } from "../../config/serving/ownMetrics";
import { type WarmUpRequests } from "../../config/serving/warmUp";
import { validate } from "../../config/validate";
import { readStackConfig } from "../../simulation/stackFile";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";

/** A workload of a stack file. */
export interface WorkloadName {
    readonly stack: string;
    readonly workload: string;
}

/** What the stack file says about the image of a workload. */
export interface WorkloadExpectations {
    readonly metrics: OwnMetrics;
    /** Latency target in milliseconds; undefined: it has none. */
    readonly latencyTarget?: number;
    /** Default: none. */
    readonly warmUp?: WarmUpRequests;
}

/** What matters here of a workload, and of a preprocessor, which has the same keys. */
const schema = z.object({ metrics: imageShape.metrics, scaling: imageShape.scaling, warmUp: imageShape.warmUp });

/**
 * Reads what a workload expects of its image. The rest of the stack file may be wrong.
 *
 * @throws StackFileError, ConfigError, CommandError when the workload cannot be read, is not there or has no image of this kind
 */
export function expectationsOf(folder: string, { stack, workload }: WorkloadName): WorkloadExpectations {
    const { workloads } = projectValues(readStackConfig(folder, stack, projectNamespace).config);
    const images = imagesOf(workloads);
    const found = images.find(({ name }) => name === workload);
    if (found === undefined) {
        const known = images.map(({ name }) => name);
        const hint = didYouMean(workload, known);
        throw usageError(`stack ${stack} has no workload "${workload}": it has ${known.join(", ") || "none"}${hint}`);
    }
    const { path, input, itsKind } = found;
    if (itsKind !== kind) {
        const is = typeof itsKind === "string" ? `is a ${itsKind}` : "has no kind";
        throw usageError(
            `workload "${workload}" of stack ${stack} ${is}, and its image keeps no contract: name one of kind ${kind}`,
        );
    }
    const parsed = validate(schema, input, path);
    if ("faults" in parsed) {
        throw new ConfigError(stack, parsed.faults);
    }
    const { metrics, scaling, warmUp } = parsed.value;
    return {
        metrics,
        ...(scaling.latencyP95Ms !== false && { latencyTarget: scaling.latencyP95Ms }),
        ...(warmUp !== undefined && { warmUp: warmUp.requests }),
    };
}

interface Image {
    /** Of the workload in the cluster. */
    readonly name: string;
    readonly path: readonly string[];
    readonly input: unknown;
    /** As it is written. */
    readonly itsKind: unknown;
}

/** The workloads as they are written, and their preprocessors. */
function imagesOf(workloads: unknown): readonly Image[] {
    return Object.entries(isRecord(workloads) ? workloads : {}).flatMap(([name, input]) => {
        const { kind: itsKind, preprocessor } = isRecord(input) ? input : {};
        const path = ["workloads", name];
        return [
            { name, path, input, itsKind },
            ...(preprocessor === undefined
                ? []
                : [
                      {
                          name: preprocessorOf(name),
                          path: [...path, "preprocessor"],
                          input: preprocessor,
                          itsKind: kind,
                      },
                  ]),
        ];
    });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function usageError(message: string): CommandError {
    return new CommandError(message, ExitCode.InvalidInput);
}
