import { modelDigestAnnotation } from "../../components/serving/labels";
import { accepted } from "../integration/cluster/client";
import { type KubeObject, type V1Pod } from "../integration/cluster/types";
import { evict } from "../integration/drain";
import { isReady } from "../integration/pods";
import { release } from "../integration/standIns";
import { type Cluster } from "./cluster";
import { type Behavior, type Demand } from "./load/behavior";
import { weightsOf } from "./load/routes";
import { workloadNamespace } from "./names";
import { paced } from "./pace";
import { Messages } from "./queues";
import { timeForPrograms } from "./timeForPrograms";
import { Timeline } from "./timeline";
import { Waits } from "./waits";

/** What Argo Rollouts says of a rollout. */
export interface RolloutStatus {
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
    readonly currentPodHash?: string;
    readonly stableRS?: string;
    readonly currentStepIndex?: number;
    readonly pauseConditions?: readonly { readonly reason: string }[];
    readonly blueGreen?: { readonly activeSelector?: string; readonly previewSelector?: string };
}

interface Condition {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
}

/** Conditions of a Job that has ended. */
const endOfJob = ["Complete", "Failed"];
const revisionLabel = "rollouts-pod-template-hash";

/** One workload on a cluster, with what a test does to it and what it looks at. All times are those of a cluster. */
export class Subject extends Waits {
    private readonly scales: number[] = [];
    private readonly weights: number[] = [];
    private readonly phases: string[] = [];
    private readonly served: string[] = [];
    /** For the closing lines. */
    public readonly timeline = new Timeline();

    constructor(
        public readonly name: string,
        private readonly cluster: Cluster,
        /** Name of the scaled object, which is another than the workload's where it has several versions. */
        public readonly release = name,
    ) {
        super();
        const remember = (object: KubeObject): void => {
            const { replicas } = (object["spec"] ?? {}) as { replicas?: number };
            if (object.metadata.name === release && replicas !== undefined) {
                this.timeline.remember(this.scales, replicas, `${replicas} pods`);
            }
        };
        cluster.seen.deployments.onChange(remember);
        cluster.seen.rollouts.onChange((object) => {
            remember(object);
            const { phase } = (object["status"] ?? {}) as RolloutStatus;
            if (object.metadata.name === release && (phase === "Healthy" || phase === "Degraded")) {
                this.timeline.remember(this.phases, phase, phase.toLowerCase());
            }
        });
        cluster.seen.services.onChange(({ metadata }) => {
            const hash = this.selected(name);
            if (metadata.name === name && hash !== undefined) {
                this.timeline.remember(this.served, hash, `serves version ${this.served.length + 1}`);
            }
        });
        cluster.seen.virtualServices.onChange((object) => {
            const { canary } = weightsOf(object);
            if (object.metadata.name === name && canary !== undefined) {
                this.timeline.remember(this.weights, canary, `${canary} %`);
            }
        });
    }

    /** Changes what callers ask of the workload. */
    public demand(change: Partial<Demand>): void {
        this.timeline.begin();
        this.cluster.fleet.demand(this.name, change);
    }

    /** Takes all load away. */
    public idle(): void {
        this.timeline.note("no load");
        this.cluster.fleet.idle(this.name);
    }

    /** Whether the autoscaler learns what the pods use. */
    public setUsageKnown(known: boolean): void {
        this.timeline.note(known ? "usage is known" : "usage is unknown");
        this.cluster.fleet.setUsageKnown(this.name, known);
    }

    /** Messages in a queue. @param name default: the workload's */
    public queue(name = this.name): Messages {
        return new Messages(this.cluster.queues, name);
    }

    /** Runs of this workload that have not ended. */
    public get runs(): KubeObject[] {
        return this.allRuns.filter(({ status }) => {
            const { conditions = [] } = (status ?? {}) as { conditions?: readonly Condition[] };
            return !conditions.some((each) => endOfJob.includes(each.type) && each.status === "True");
        });
    }

    /** Runs of this workload that there are, those that have ended included. */
    public get allRuns(): KubeObject[] {
        return this.cluster.seen.jobs.all().filter(({ metadata }) => metadata.labels?.["app"] === this.name);
    }

    /** Lets the runs that there are come to their end, once their pods run. */
    public async endRuns(): Promise<void> {
        // Counted anew each time: another run may have started since.
        await this.until("has a pod of each run", () => this.runningPods.length === this.runs.length, 300);
        await Promise.all(this.runningPods.map((pod) => release(this.cluster.client, pod)));
    }

    private get runningPods(): V1Pod[] {
        return (this.cluster.seen.pods.all() as V1Pod[]).filter(
            ({ metadata, status }) => metadata?.labels?.["app"] === this.name && status?.phase === "Running",
        );
    }

    /** Applies what was withheld of the workload. */
    public async supply(): Promise<void> {
        this.timeline.note("what was missing is there");
        await this.cluster.supply(this.name);
    }

    /** Milliseconds since the cluster was started. */
    public get sinceStart(): number {
        return Date.now() - this.cluster.startedAt;
    }

    /**
     * Moves the one schedule of the workload to the hours of a time zone: it lasts the first whole minute that is half a minute away. When a cluster is
     * ready is not known while its objects are rendered, and KEDA's schedules run by the real minute.
     */
    public async schedulePeak(timezone: string): Promise<void> {
        const first = Math.ceil((Date.now() + 30_000) / 60_000);
        const body = [
            { op: "replace", path: "/spec/triggers/0/metadata/start", value: cronOf(first, timezone) },
            { op: "replace", path: "/spec/triggers/0/metadata/end", value: cronOf(first + 1, timezone) },
        ];
        await this.patchScaledObject(body, "application/json-patch+json");
    }

    /** Makes KEDA look at a ScaledObject at once that it has refused: it is paused for a moment. */
    public async makeKedaLook(): Promise<void> {
        await this.setScalingPaused(true);
        await this.until("is paused", () => this.conditionOf("Paused")?.status === "True", 300);
        await this.setScalingPaused(false);
    }

    /** Tells KEDA by its annotation to leave the number of pods alone, and no longer. */
    public async setScalingPaused(paused: boolean): Promise<void> {
        const value = paused ? "true" : null;
        await this.patchScaledObject({ metadata: { annotations: { "autoscaling.keda.sh/paused": value } } });
    }

    /** Lets a pod name another content of its models, as one does that was started with another. */
    public async setModelDigest({ metadata }: V1Pod, digest: string): Promise<void> {
        const body = { metadata: { annotations: { [modelDigestAnnotation]: digest } } };
        await this.patch(`/api/v1/namespaces/${workloadNamespace}/pods/${metadata?.name}`, { body });
    }

    /** Whether KEDA has made an autoscaler. */
    public get hasAutoscaler(): boolean {
        return this.cluster.seen.autoscalers.get(`keda-hpa-${this.release}`) !== undefined;
    }

    /** The query of a trigger as it was applied. */
    public queryOf(trigger: string): string {
        const scaler = this.cluster.objects.find(
            ({ kind, metadata }) => kind === "ScaledObject" && metadata.name === this.release,
        );
        const { triggers = [] } = (scaler?.["spec"] ?? {}) as {
            triggers?: readonly { readonly name: string; readonly metadata: { readonly query?: string } }[];
        };
        return triggers.find(({ name }) => name === trigger)?.metadata.query ?? "";
    }

    /** The first value that Prometheus answers to a query with; NaN: none. */
    public async ask(query: string): Promise<number> {
        return await this.cluster.alerts.ask(query);
    }

    /** Sets how servers with this tag of the image answer. */
    public behave(tag: string, change: Partial<Behavior>): void {
        this.cluster.fleet.behave(this.name, tag, change);
    }

    public get lostRequests(): number {
        return this.cluster.fleet.lost(this.name);
    }

    public silencePrometheus(): void {
        this.timeline.note("Prometheus is silent");
        this.cluster.prometheus.silence(this.name);
    }

    public unsilencePrometheus(): void {
        this.timeline.note("Prometheus answers");
        this.cluster.prometheus.answer(this.name);
    }

    /** Pods that are ready now, without those that are ending. */
    public get pods(): V1Pod[] {
        return (this.cluster.seen.pods.all() as V1Pod[]).filter(
            (pod) =>
                pod.metadata?.labels?.["app"] === this.name &&
                pod.metadata.deletionTimestamp === undefined &&
                this.isOfRelease(pod) &&
                isReady(pod),
        );
    }

    /** Ready pods of one version of a rollout, by the hash of its template. */
    public podsOf(hash: string | undefined): V1Pod[] {
        return this.pods.filter(({ metadata }) => metadata?.labels?.[revisionLabel] === hash);
    }

    /** Names of this workload's alerts that fire now. */
    public get alerts(): ReadonlySet<string> {
        return this.cluster.alerts.of(this.name);
    }

    /** Names of this workload's alerts that have fired. */
    public get alertsSoFar(): ReadonlySet<string> {
        return this.cluster.alerts.everOf(this.name);
    }

    /** Every number of replicas that was wanted, one after the other. */
    public get replicaHistory(): readonly number[] {
        return this.scales;
    }

    /** Phases of the analyses of this rollout so far. */
    public get analyses(): readonly (string | undefined)[] {
        return this.cluster.seen.analysisRuns
            .all()
            .filter(({ metadata }) => metadata.ownerReferences?.some(({ name }) => name === this.name))
            .map(({ status }) => (status as { phase?: string } | undefined)?.phase);
    }

    /** Every share of requests of the new version, in percent, one after the other. */
    public get canaryHistory(): readonly number[] {
        return this.weights;
    }

    /** What KEDA says of the ScaledObject or ScaledJob. */
    public conditionOf(wanted: string): Condition | undefined {
        const { scaledObjects, scaledJobs } = this.cluster.seen;
        const scaler = scaledObjects.get(this.release) ?? scaledJobs.get(this.release);
        const { conditions = [] } = (scaler?.["status"] ?? {}) as { conditions?: readonly Condition[] };
        return conditions.find(({ type }) => type === wanted);
    }

    public get rollout(): RolloutStatus {
        return this.cluster.seen.rollouts.get(this.name)?.["status"] ?? {};
    }

    /** Hash that a Service selects; undefined: any. */
    public selected(service: string): string | undefined {
        const { selector } = (this.cluster.seen.services.get(service)?.["spec"] ?? {}) as {
            selector?: Readonly<Record<string, string>>;
        };
        return selector?.[revisionLabel];
    }

    /** Waits for the first version, as a stack does that was there before the test. */
    public async hasStarted(pods: number): Promise<void> {
        await this.until(`has ${pods} pods at first`, () => this.pods.length === pods, 600);
        this.timeline.begin();
    }

    /** Changes the image of the pods, as a new version does. */
    public async releaseVersion(tag: string): Promise<void> {
        if (Math.max(0, ...this.weights) === 0) {
            this.timeline.beginAnew();
        }
        const path = "/spec/template/spec/containers/0/image";
        const body = [{ op: "replace", path, value: `registry.example.com/${this.name}:${tag}` }];
        await this.patchRollout("", body, "application/json-patch+json");
    }

    /** As `kubectl argo rollouts abort` does. */
    public async abort(): Promise<void> {
        await this.patchRollout("/status", { status: { abort: true } });
    }

    /** As `kubectl argo rollouts promote` does. */
    public async promote(): Promise<void> {
        await this.patchRollout("/status", { status: { pauseConditions: null } });
    }

    /** Evicts pods as a drain of their nodes does, asking again for as long as a budget refuses. */
    public async evict(pods: readonly V1Pod[]): Promise<void> {
        const deadline = timeForPrograms.now() + paced(1500);
        let left = pods;
        while (left.length > 0) {
            const refused: V1Pod[] = [];
            for (const pod of left) {
                if ((await evict(this.cluster.client, pod)) !== undefined) {
                    refused.push(pod);
                }
            }
            this.require("lets its pods be drained in time", timeForPrograms.now() < deadline);
            left = refused;
            await this.pause();
        }
    }

    private isOfRelease({ metadata }: V1Pod): boolean {
        return this.release === this.name || metadata?.labels?.["version"] === this.release.slice(this.name.length + 1);
    }

    private async patchRollout(subresource: string, body: object, contentType?: string): Promise<void> {
        await this.patch(
            `/apis/argoproj.io/v1alpha1/namespaces/${workloadNamespace}/rollouts/${this.name}${subresource}`,
            {
                body,
                contentType,
            },
        );
    }

    private async patchScaledObject(body: object, contentType?: string): Promise<void> {
        await this.patch(`/apis/keda.sh/v1alpha1/namespaces/${workloadNamespace}/scaledobjects/${this.release}`, {
            body,
            contentType,
        });
    }

    private async patch(
        path: string,
        { body, contentType = "application/merge-patch+json" }: { body: object; contentType?: string | undefined },
    ): Promise<void> {
        accepted(await this.cluster.client.send("PATCH", path, { body, contentType }));
    }

    protected override describe(): string {
        const { phase, message, currentStepIndex } = this.rollout;
        const ready = this.conditionOf("Ready");
        const autoscaler = this.cluster.seen.autoscalers.get(`keda-hpa-${this.release}`);
        return JSON.stringify({
            pods: this.pods.length,
            replicas: this.scales,
            scaledObject: ready === undefined ? "none" : `${ready.status} ${ready.message ?? ""}`,
            metrics: metricsOf(autoscaler),
            ...(this.allRuns.length > 0 && { runs: `${this.runs.length} of ${this.allRuns.length}` }),
            alerts: [...this.alertsSoFar],
            ...(phase !== undefined && { phase, message, step: currentStepIndex, weights: this.weights }),
        });
    }
}

/** Cron expression of a minute of one day. @param minute since 1970 */
function cronOf(minute: number, timeZone: string): string {
    const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "numeric", minute: "numeric" });
    const [hour = "", itsMinute = ""] = parts.format(new Date(minute * 60_000)).split(":");
    return `${Number(itsMinute)} ${Number(hour)} * * *`;
}

/** What the autoscaler measured last, and why it could not where it could not. */
function metricsOf(autoscaler: KubeObject | undefined): unknown {
    const { currentMetrics, conditions = [] } = (autoscaler?.["status"] ?? {}) as {
        currentMetrics?: readonly Readonly<Record<string, unknown>>[] | null;
        conditions?: readonly Condition[];
    };
    const current = (currentMetrics ?? []).map(({ external, containerResource }) => {
        const metric = (external ?? containerResource) as { current?: object } | undefined;
        return metric?.current ?? {};
    });
    const fault = conditions.find(({ type, status }) => type === "ScalingActive" && status !== "True");
    return fault === undefined ? current : [fault.message, ...current];
}
