import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { secretKey, storeName, storeService } from "../../components/existing/store/objectStore";
import { publisher } from "../../components/existing/store/stores";
import { type ExistingCluster } from "../../config/platformKind";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";

type Cluster = Pick<ExistingCluster, "context" | "kubeconfig">;

/** The S3 server of an existing cluster, reached from this machine. */
export interface ClusterStore {
    /** URL on loopback. */
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    /** Ends the connection. */
    close(): void;
}

/** Milliseconds that kubectl may take to forward a port. */
const forwardTimeoutMs = 20_000;

/**
 * Forwards a port of this machine to the S3 server and reads the publisher's key, both with kubectl.
 *
 * @throws CommandError when kubectl is not there, or the cluster does not have the server
 */
export async function clusterStore(cluster: Cluster): Promise<ClusterStore> {
    const credentials = await publisherKey(cluster);
    const { endpoint, close } = await forward(cluster);
    return { endpoint, credentials, close };
}

async function publisherKey(cluster: Cluster): Promise<ClusterStore["credentials"]> {
    const args = [...connection(cluster), "get", "secret", publisher, "--output", "json"];
    const { stdout } = await promisify(execFile)("kubectl", args).catch((error: unknown) => {
        const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
        throw unreachable(cluster, code === "ENOENT" ? noKubectl : stderr?.trim() || message);
    });
    const { data = {} } = JSON.parse(stdout) as { data?: Readonly<Record<string, string>> };
    return { accessKeyId: publisher, secretAccessKey: Buffer.from(data[secretKey] ?? "", "base64").toString() };
}

function forward(cluster: Cluster): Promise<Pick<ClusterStore, "endpoint" | "close">> {
    const args = ["port-forward", "--address", "127.0.0.1", `service/${storeName}`, `:${storeService.port}`];
    const child = spawn("kubectl", [...connection(cluster), ...args], { stdio: ["ignore", "pipe", "pipe"] });
    return new Promise((resolve, reject) => {
        let said = "";
        const fail = (reason: string) => {
            child.kill();
            reject(unreachable(cluster, reason));
        };
        const timer = setTimeout(() => fail("kubectl port-forward does not answer"), forwardTimeoutMs);
        child.on("error", ({ message }) => fail(message));
        child.on("exit", () => fail(said.trim() || "kubectl port-forward ended"));
        child.stderr.on("data", (text) => (said += String(text)));
        createInterface({ input: child.stdout }).on("line", (line) => {
            const port = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
            if (port !== undefined) {
                clearTimeout(timer);
                resolve({ endpoint: `http://127.0.0.1:${port}`, close: () => void child.kill() });
            }
        });
    });
}

function connection({ context, kubeconfig }: Cluster): string[] {
    const file = kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig];
    return [...file, "--context", context, "--namespace", storeName];
}

const noKubectl = "kubectl is not on the PATH";

function unreachable({ context }: Cluster, reason: string): CommandError {
    return new CommandError(
        `the S3 server in the cluster of context ${context} cannot be reached: ${reason}\n` +
            "Run pulumi up first, or name another server with --endpoint and --bucket.",
        ExitCode.Failed,
    );
}
