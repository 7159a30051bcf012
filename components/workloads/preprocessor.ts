import { z } from "zod";
import { type ServingConfig } from "../../config/serving/serving";
import { type Expansion } from "../../config/workloadKind";
import { type ServingPort, serviceHost } from "../serving/plan";
import { type ImageServiceConfig, imageShape, kind } from "./inferenceService/schema";

/**
 * What a preprocessor takes over from its workload: where it runs, who calls it and what they are promised. It has no GPU, which
 * is its reason to exist.
 */
const ofWorkload = {
    kind: true,
    namespace: true,
    accelerator: true,
    gpus: true,
    capacity: true,
    cuda: true,
    callers: true,
    gateway: true,
    slo: true,
} as const;

/** Keys that callers see, of the workload in the stack file and of the preprocessor in the cluster. */
const moved = ["callers", "gateway", "slo"] as const;

/** Key of a workload that may have a preprocessor. */
export const preprocessorKey = {
    preprocessor: z
        .strictObject(imageShape)
        .omit(ofWorkload)
        .optional()
        .describe(
            "Pods without GPU in front of the workload, with image and scaling of their own, as the workload " +
                "`<name>-preprocessor`: `callers`, `gateway` and `slo` are theirs, and they alone call the workload. " +
                "Default: callers reach the workload itself.",
        ),
};

type Preprocessor = NonNullable<z.output<typeof preprocessorKey.preprocessor>>;

/** Name in the cluster of a workload's preprocessor. */
export function preprocessorOf(workload: string): string {
    return `${workload}-preprocessor`;
}

/** Where the program finds the workload, `MODEL_SERVER_GRPC` and `MODEL_SERVER_HTTP`; a secret of that name is the user's own. */
function addresses(
    { secrets }: Preprocessor,
    host: string,
    ports: readonly ServingPort[],
): Readonly<Record<string, string>> {
    return Object.fromEntries(
        ports
            .filter(({ byName }) => byName !== true)
            .map((port) => [`MODEL_SERVER_${port.name.toUpperCase()}`, `${host}:${port.servicePort}`] as const)
            .filter(([variable]) => !Object.hasOwn(secrets, variable)),
    );
}

/**
 * A workload with a preprocessor as the two workloads that it stands for. Undefined: it has none.
 *
 * @param ports of the workload, which the preprocessor calls
 */
export function withPreprocessor<W extends ServingConfig & { readonly preprocessor?: Preprocessor | undefined }>(
    name: string,
    config: W,
    ports: readonly ServingPort[],
): Expansion<W> | undefined {
    const { preprocessor, callers, gateway, slo, ...rest } = config;
    if (preprocessor === undefined) {
        return undefined;
    }
    const own = preprocessorOf(name);
    const host = serviceHost({ name, namespace: config.namespace });
    const beside: ImageServiceConfig = {
        ...preprocessor,
        kind,
        namespace: config.namespace,
        capacity: "on-demand",
        env: { ...addresses(preprocessor, host, ports), ...preprocessor.env },
        callers,
        ...(gateway !== undefined && { gateway: { ...gateway, pathPrefix: gateway.pathPrefix ?? `/${name}/` } }),
        slo,
    };
    return {
        // The objective is measured where callers are, once.
        workload: { ...rest, callers: { [own]: {} }, slo: false } as unknown as W,
        beside: { name: own, workload: beside, key: "preprocessor", moved },
    };
}
