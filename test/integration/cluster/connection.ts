import { type RequestOptions } from "node:https";

/** Where an API server is and how a request authenticates. */
export interface Connection {
    readonly server: string;
    /** What every request carries: trust, credentials, an agent. Asked again when credentials have expired. */
    readonly requestOptions: () => Promise<RequestOptions>;
}

/**
 * The cluster behind one context of the user's kubeconfig (`KUBECONFIG`, or the default file), with its credential plugins.
 *
 * @throws Error when `context` does not exist; it lists those that do.
 */
export async function connectionOfContext(context: string): Promise<Connection> {
    // Loaded only here: an ES module of some size that a control plane of our own does not need.
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromDefault();
    const known = config.getContexts().map(({ name }) => name);
    if (!known.includes(context)) {
        throw new Error(
            `--context: "${context}" is not in the kubeconfig: ` +
                (known.length === 0 ? "it has no contexts" : `use one of ${known.join(", ")}`),
        );
    }
    config.setCurrentContext(context);
    const cluster = config.getCurrentCluster();
    if (cluster === null) {
        throw new Error(`--context: "${context}" names a cluster that the kubeconfig does not have`);
    }
    return {
        server: cluster.server,
        requestOptions: async () => {
            const options: RequestOptions = {};
            await config.applyToHTTPSOptions(options);
            return options;
        },
    };
}
