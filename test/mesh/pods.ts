import { setTimeout as sleep } from "node:timers/promises";
import { accepted, type KubeClient } from "../integration/cluster/client";
import { type ProcessGroup } from "../integration/cluster/processes";
import { applicationOf, containerOf, proxyName, type RunningPod } from "./containers";
import { type Network, nodeAddress } from "./network";
import { Program } from "./program";
import { Proxy, type ProxyPrograms } from "./proxy";
import { sampleName, SampleServer } from "./sampleServer";

/** The one node; every pod is bound to it. */
export const nodeName = "node";
const pollMs = 200;
/** Proxies that start at the same time: more of them would take longer than each may. */
const startsAtOnce = 4;
/** Kubernetes' own default. */
const defaultGraceSeconds = 30;

interface RunnerArgs {
    readonly client: KubeClient;
    readonly network: Network;
    readonly processes: ProcessGroup;
    readonly programs: ProxyPrograms;
    /** Binary of the program that stands for every application. */
    readonly application: string;
}

/** A pod that runs here. */
export interface Running {
    readonly pod: RunningPod;
    readonly address: string;
    /** Command line that enters its network namespace. */
    readonly inside: readonly string[];
    readonly application?: Program;
    /** In the place of the program, where the pod runs a server of its own. */
    readonly server?: SampleServer;
    readonly proxy?: Proxy;
}

/**
 * Does for the pods of a cluster what scheduler and kubelet do: binds them, gives them an address, starts the injected proxy and
 * then the application, reports them ready, and ends them in the kubelet's order.
 */
export class PodRunner {
    private readonly known = new Set<string>();
    private readonly running = new Map<string, Running>();
    private readonly ending = new Set<string>();
    private readonly faults: string[] = [];
    private readonly waiting: (() => void)[] = [];
    private starting = 0;
    private stopped = false;
    private loop: Promise<void> | undefined;

    constructor(private readonly args: RunnerArgs) {}

    public start(): void {
        this.loop = this.follow();
    }

    public async stop(): Promise<void> {
        this.stopped = true;
        await this.loop;
    }

    /** What runs with these labels in a namespace, oldest first; pods that are ending are left out. */
    public withLabels(namespace: string, labels: Readonly<Record<string, string>>): readonly Running[] {
        return this.all().filter(
            ({ pod: { metadata } }) =>
                metadata.namespace === namespace &&
                Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
        );
    }

    /** Everything that runs; pods that are ending are left out. */
    public all(): readonly Running[] {
        this.throwFaults();
        return [...this.running.values()].filter(({ pod }) => !this.ending.has(pod.metadata.uid ?? ""));
    }

    /** How many pods run. */
    public get count(): number {
        return this.all().length;
    }

    /** @throws Error with the reasons of every pod that could not be started or ended. */
    private throwFaults(): void {
        if (this.faults.length > 0) {
            throw new Error(this.faults.join("\n"));
        }
    }

    private async follow(): Promise<void> {
        while (!this.stopped) {
            for (const pod of await this.args.client.list<RunningPod>("/api/v1/pods")) {
                this.take(pod);
            }
            await sleep(pollMs);
        }
    }

    private take(pod: RunningPod): void {
        const uid = pod.metadata.uid ?? "";
        const begins = !this.known.has(uid);
        const ends = pod.metadata.deletionTimestamp !== undefined && this.running.has(uid) && !this.ending.has(uid);
        this.known.add(uid);
        if (begins) {
            this.note(
                pod,
                this.inTurn(() => this.begin(pod)),
            );
        } else if (ends) {
            this.ending.add(uid);
            this.note(pod, this.end(uid));
        }
    }

    private async inTurn(start: () => Promise<void>): Promise<void> {
        if (this.starting === startsAtOnce) {
            await new Promise<void>((resolve) => this.waiting.push(resolve));
        } else {
            this.starting += 1;
        }
        try {
            await start();
        } finally {
            const next = this.waiting.shift();
            if (next === undefined) {
                this.starting -= 1;
            } else {
                next();
            }
        }
    }

    private note({ metadata }: RunningPod, work: Promise<void>): void {
        work.catch((error: unknown) => {
            this.faults.push(`pod ${metadata.namespace}/${metadata.name}: ${(error as Error).message}`);
        });
    }

    private async begin(pending: RunningPod): Promise<void> {
        const { client, network, processes, programs, application: binary } = this.args;
        const address = network.podAddress();
        await this.bind(pending);
        const pod = await this.report(pending, address, false);
        const { name } = pod.metadata;
        const sysctls = Object.fromEntries(
            (pod.spec.securityContext?.sysctls ?? []).map((each) => [each.name, each.value]),
        );
        const inside = network.attach(name, [address], sysctls);
        const proxy = containerOf(pod, proxyName) && new Proxy(pod, address, inside, programs, processes);
        await proxy?.start(client);
        const container = applicationOf(pod);
        const ports = (container?.ports ?? []).map(({ containerPort }) => containerPort);
        const server =
            container && pod.metadata.labels?.["app"] === sampleName
                ? new SampleServer({ pod, container, inside, processes, client })
                : undefined;
        const application =
            container && server === undefined ? new Program({ name, inside, binary, processes, ports }) : undefined;
        await (server ?? application)?.start();
        this.running.set(pod.metadata.uid ?? "", {
            pod,
            address,
            inside,
            ...(application && { application }),
            ...(server && { server }),
            ...(proxy && { proxy }),
        });
        await this.report(pod, address, true);
    }

    /** Hooks begin at once, the proxy goes after the application. Source: Kubernetes, termination of native sidecars. */
    private async end(uid: string): Promise<void> {
        const { client, network } = this.args;
        const found = this.running.get(uid);
        if (found === undefined) {
            return;
        }
        const { pod, application, server, proxy } = found;
        const grace = pod.metadata.deletionGracePeriodSeconds ?? defaultGraceSeconds;
        const deadline = Date.now() + grace * 1000;
        const left = (): number => Math.max(1, (deadline - Date.now()) / 1000);
        proxy?.drain();
        const hook = applicationOf(pod)?.lifecycle?.preStop;
        if (hook?.exec !== undefined || hook?.httpGet !== undefined) {
            throw new Error("only a hook that sleeps can be run here");
        }
        await sleep(Math.min(hook?.sleep?.seconds ?? 0, grace) * 1000);
        await (server ?? application)?.end(left());
        await proxy?.end(left());
        this.running.delete(uid);
        this.ending.delete(uid);
        await client.delete({ ...pod, apiVersion: "v1", kind: "Pod" }, { gracePeriodSeconds: 0 });
        network.detach(pod.metadata.name);
    }

    private async bind({ metadata, spec }: RunningPod): Promise<void> {
        if (spec.nodeName !== undefined) {
            return;
        }
        const { name, namespace } = metadata;
        const binding = {
            apiVersion: "v1",
            kind: "Binding",
            metadata: { name, namespace },
            target: { apiVersion: "v1", kind: "Node", name: nodeName },
        };
        const path = `/api/v1/namespaces/${namespace}/pods/${name}/binding`;
        accepted(await this.args.client.send("POST", path, { body: binding }));
    }

    private async report({ metadata }: RunningPod, address: string, ready: boolean): Promise<RunningPod> {
        const lastTransitionTime = new Date().toISOString();
        const conditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type, index) => ({
            type,
            status: ready || index < 2 ? "True" : "False",
            lastTransitionTime,
        }));
        const status = {
            phase: "Running",
            podIP: address,
            podIPs: [{ ip: address }],
            hostIP: nodeAddress,
            hostIPs: [{ ip: nodeAddress }],
            startTime: lastTransitionTime,
            conditions,
        };
        const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`;
        const reply = await this.args.client.send<RunningPod>("PATCH", path, {
            body: { status },
            contentType: "application/merge-patch+json",
        });
        return accepted(reply).body;
    }
}
