import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Simulated } from "../../support/simulate";
import { type S3Environment } from "../models/s3Server";
import { awsCommands } from "./awsCommands";

/** A container, as far as it can run as a process of this machine. */
interface Container {
    readonly name: string;
    readonly restartPolicy?: string;
    readonly command: readonly string[];
    readonly args?: readonly string[];
    readonly env: readonly { readonly name: string; readonly value?: string }[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface PodSpec {
    readonly initContainers?: readonly Container[];
    readonly containers: readonly [Container];
    readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

/** The pods of a rendered CronJob. */
export function podsOfCronJob(run: Simulated, name: string): unknown {
    const { jobTemplate } = run.object("CronJob", name).inputs.spec as {
        jobTemplate: { spec: { template: { spec: unknown } } };
    };
    return jobTemplate.spec.template.spec;
}

/** What a pod came to: the exit code of the first container that failed, else of the main one. */
export interface Outcome {
    readonly code: number;
    readonly log: string;
}

export interface JobPodArgs {
    /** The rendered stack, for the pod's files. */
    readonly run: Simulated;
    readonly spec: unknown;
    /** Environment of every container, beside its own. */
    readonly env: S3Environment & Readonly<Record<string, string>>;
    /** Buckets of this machine instead of those of the rendered stack. */
    readonly buckets: Readonly<Record<string, string>>;
    /** Folders of this machine instead of volumes of their names. */
    readonly volumes?: Readonly<Record<string, string>>;
}

/**
 * A rendered pod whose containers run as processes, in the order and with the signals of the kubelet: init containers one after
 * the other, native sidecars beside what follows and stopped after it. Paths of volumes are replaced by folders of this machine.
 */
export class JobPod {
    public readonly folder = mkdtempSync(path.join(tmpdir(), "job-pod-"));
    private readonly spec: PodSpec;
    private readonly folders: Readonly<Record<string, string>>;
    private readonly sidecars: ChildProcess[] = [];
    private main: ChildProcess | undefined;
    private log = "";

    constructor(private readonly args: JobPodArgs) {
        this.spec = args.spec as PodSpec;
        this.folders = Object.fromEntries(
            this.spec.volumes.map(({ name, configMap }) => [name, this.volume(name, configMap?.name)]),
        );
    }

    /** Runs the pod to its end; `started` is called when the main container runs. */
    public async run(started: () => Promise<void> = () => Promise.resolve()): Promise<Outcome> {
        const [main] = this.spec.containers;
        const programs = [await awsCommands(), process.env.PATH ?? ""].join(path.delimiter);
        for (const container of this.spec.initContainers ?? []) {
            const child = this.start(container, programs);
            if (container.restartPolicy === "Always") {
                this.sidecars.push(child);
                continue;
            }
            const code = await exitCode(child);
            if (code !== 0) {
                await this.stopSidecars("SIGTERM");
                return { code, log: this.log };
            }
        }
        this.main = this.start(main, programs);
        const ended = exitCode(this.main);
        await started();
        const code = await ended;
        await this.stopSidecars("SIGTERM");
        return { code, log: this.log };
    }

    /** Ends the main container as an eviction does. */
    public evict(): void {
        this.main?.kill("SIGTERM");
    }

    /** Ends all containers at once, as the loss of a node does. */
    public async lose(): Promise<void> {
        killGroup(this.main);
        this.sidecars.forEach(killGroup);
        await this.stopSidecars("SIGKILL");
    }

    public remove(): void {
        killGroup(this.main);
        this.sidecars.forEach(killGroup);
        rmSync(this.folder, { recursive: true, force: true });
    }

    public folderOf(volume: string): string {
        return this.folders[volume] ?? assert.fail(`the pod has no volume "${volume}"`);
    }

    private async stopSidecars(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
        for (const sidecar of this.sidecars.reverse()) {
            const ended = exitCode(sidecar);
            sidecar.kill(signal);
            await ended;
        }
    }

    /** @param programs the PATH */
    private start({ name, command, args = [], env, volumeMounts }: Container, programs: string): ChildProcess {
        const folders = new Map(volumeMounts.map((mount) => [mount.mountPath, this.folderOf(mount.name)]));
        const mounted = new RegExp(`(?<=^|=)(${[...folders.keys()].join("|")})(?=/|$)`, "g");
        const here = (text: string) => text.replaceAll(mounted, (found) => folders.get(found) ?? found);
        const { buckets } = this.args;
        const [program = "", ...rest] = [...command, ...args].map(here);
        const child = spawn(program, rest, {
            env: {
                PATH: programs,
                ...Object.fromEntries(
                    env.map(({ name: variable, value = "" }) => [variable, buckets[value] ?? here(value)]),
                ),
                ...this.args.env,
            },
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
        for (const stream of [child.stdout, child.stderr]) {
            stream.on("data", (text) => (this.log += `${name}: ${String(text)}`));
        }
        return child;
    }

    private volume(name: string, configMap: string | undefined): string {
        const given = this.args.volumes?.[name];
        if (given !== undefined) {
            return given;
        }
        const folder = path.join(this.folder, name);
        mkdirSync(folder);
        if (configMap !== undefined) {
            const { data } = this.args.run.object("ConfigMap", configMap).inputs as { data: Record<string, string> };
            Object.entries(data).forEach(([file, text]) => writeFileSync(path.join(folder, file), text));
        }
        return folder;
    }
}

async function exitCode(child: ChildProcess): Promise<number> {
    if (child.exitCode === null && child.signalCode === null) {
        await once(child, "exit");
    }
    return child.exitCode ?? 137;
}

/** The process and what it has started. */
function killGroup(child: ChildProcess | undefined): void {
    try {
        process.kill(-(child?.pid ?? 0) || 2 ** 30, "SIGKILL");
    } catch {
        // It is gone.
    }
}
