import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type KubeClient } from "../integration/cluster/client";
import { type ProcessGroup } from "../integration/cluster/processes";
import { type KubeObject, type V1Container } from "../integration/cluster/types";
import { environmentOf, type RunningPod } from "./containers";

/** Name of the workload that runs it, and of the one model that it serves. */
export const sampleName = "sample";

const samples = path.resolve(__dirname, "../../samples");

interface SampleServerArgs {
    readonly pod: RunningPod;
    readonly container: V1Container;
    /** Command line that enters the pod's network namespace. */
    readonly inside: readonly string[];
    readonly processes: ProcessGroup;
    readonly client: KubeClient;
}

/** The server of samples/inference-service as its container runs it: with the pod's variables, ConfigMaps and model. */
export class SampleServer {
    private readonly root: string;

    constructor(private readonly args: SampleServerArgs) {
        this.root = path.join(args.processes.folder, args.pod.metadata.name);
    }

    public async start(): Promise<void> {
        const { pod, container, inside, processes } = this.args;
        await this.mountConfigMaps();
        const models = path.join(this.root, "models");
        mkdirSync(models, { recursive: true });
        symlinkSync(path.join(samples, "model"), path.join(models, sampleName));
        const mounts = (container.volumeMounts ?? []).map(({ mountPath }) => mountPath);
        const mounted = (value: string): boolean =>
            mounts.some((each) => value === each || value.startsWith(`${each}/`));
        const env = Object.entries(environmentOf(container, pod)).map(([key, value]) => [
            key,
            mounted(value) ? path.join(this.root, value) : value,
        ]);
        const [command = "", ...enter] = inside;
        await processes.start({
            name: pod.metadata.name,
            binary: command,
            args: [...enter, "python3", path.join(samples, "inference-service/server.py")],
            env: Object.fromEntries(env) as Record<string, string>,
            ready: () => this.isReady(),
        });
    }

    /** Ends it as a kubelet does. @param seconds until it is killed */
    public async end(seconds: number): Promise<void> {
        await this.args.processes.end(this.args.pod.metadata.name, seconds);
    }

    /** Asked from inside the pod: from elsewhere the proxy admits callers of the mesh alone. */
    private async isReady(): Promise<boolean> {
        const { path: route, port } = this.args.container.readinessProbe?.httpGet ?? {};
        const named = this.args.container.ports?.find(({ name }) => name === port);
        const url = `http://127.0.0.1:${named?.containerPort ?? String(port)}${route}`;
        const [command = "", ...enter] = this.args.inside;
        await promisify(execFile)(command, [...enter, "curl", "--silent", "--fail", "--max-time", "5", url]);
        return true;
    }

    private async mountConfigMaps(): Promise<void> {
        const { pod, container, client } = this.args;
        for (const { name, mountPath } of container.volumeMounts ?? []) {
            const source = pod.spec.volumes?.find((volume) => volume.name === name)?.configMap?.name;
            if (source !== undefined) {
                const { namespace } = pod.metadata;
                const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: source, namespace } };
                const found = await client.read<KubeObject & { readonly data?: Record<string, string> }>(object);
                const folder = path.join(this.root, mountPath);
                mkdirSync(folder, { recursive: true });
                for (const [file, text] of Object.entries(found?.data ?? {})) {
                    writeFileSync(path.join(folder, file), text);
                }
            }
        }
    }
}
