import type * as client from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";
import { stackOutputs } from "../shared/stackOutputs";

/** The APIs of the cluster that a run needs. */
export interface ClusterApis {
    readonly batch: client.BatchV1Api;
    readonly core: client.CoreV1Api;
}

/**
 * Connects to the stack's own cluster, so that no other one gets the load.
 *
 * @param context context of the user's kubeconfig to use instead. Default: the kubeconfig among the stack's outputs
 * @throws CommandError when there is no such cluster
 */
export async function connect(folder: string, stack: string, context: string | undefined): Promise<ClusterApis> {
    // An ES module, and slow to load: only for a run.
    const { KubeConfig, BatchV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const kubeconfig = new KubeConfig();
    if (context === undefined) {
        kubeconfig.loadFromString(await kubeconfigOf(folder, stack));
    } else {
        kubeconfig.loadFromDefault();
        const contexts = kubeconfig.getContexts().map(({ name }) => name);
        if (!contexts.includes(context)) {
            throw new CommandError(
                `the kubeconfig has no context "${context}": use one of ${contexts.join(", ") || "none"}`,
                ExitCode.InvalidInput,
            );
        }
        kubeconfig.setCurrentContext(context);
    }
    return { batch: kubeconfig.makeApiClient(BatchV1Api), core: kubeconfig.makeApiClient(CoreV1Api) };
}

async function kubeconfigOf(folder: string, stack: string): Promise<string> {
    const text = await stackOutputs(folder, stack, "Name a context of your kubeconfig with --context instead.", true);
    const { kubeconfig } = JSON.parse(text) as { readonly kubeconfig?: unknown };
    if (kubeconfig === undefined) {
        throw new CommandError(
            `stack ${stack} has no kubeconfig among its outputs: run pulumi up first, or use --context`,
            ExitCode.Rejected,
        );
    }
    return typeof kubeconfig === "string" ? kubeconfig : JSON.stringify(kubeconfig);
}
