import { scoreEdges } from "../../../components/observation/metrics/recorded";
import { type Behavior, type Demand, quiet } from "./behavior";

/** Edges of the proxy's latency histogram in milliseconds where no annotation sets others. Source: istio.io/api. */
const defaultEdges = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000];

export type Dialect = "contract" | "tensorflow-serving";

/** The part of the load that reaches one pod. */
interface PodLoad {
    /** Requests per second. */
    readonly requests: number;
    /** Share of everything else that the workload is asked. */
    readonly share: number;
    readonly demand: Demand;
    readonly behavior: Behavior;
}

/** Counters and gauges of one pod: of its server, as the contract or TensorFlow Serving has them, and of its proxy. */
export class PodMetrics {
    private answered = 0;
    private failed = 0;
    private latencySum = 0;
    private waitedMicroseconds = 0;
    private readonly buckets: Map<number, number>;
    private readonly scored = scoreEdges.map(() => 0);
    private restarted = 0;
    private load: PodLoad | undefined;

    /** @param edges of the proxy's histogram; default: the proxy's own */
    constructor(
        private readonly dialect: Dialect,
        edges: readonly number[] = defaultEdges,
    ) {
        this.buckets = new Map([...edges, Infinity].map((edge) => [edge, 0]));
    }

    /** Lets `seconds` pass under a load. */
    public advance(seconds: number, load: PodLoad): void {
        this.load = load;
        const { share, demand, behavior } = load;
        const requests = load.requests * seconds;
        const waiting = demand.waiting * share;
        const latency = behavior.latencyMs + behavior.waitMs * waiting;
        this.answered += requests * (1 - behavior.errors);
        this.failed += requests * behavior.errors;
        this.latencySum += requests * latency;
        this.waitedMicroseconds += waiting * seconds * 1_000_000;
        let upTo = 0;
        behavior.scores?.forEach((tenth, i) => {
            upTo += tenth;
            this.scored[i] = (this.scored[i] ?? 0) + requests * upTo;
        });
        this.restarted += behavior.restartsEvery === undefined ? 0 : seconds / behavior.restartsEvery;
        for (const [edge, count] of this.buckets) {
            if (latency <= edge) {
                this.buckets.set(edge, count + requests);
            }
        }
    }

    /** How often the container has been started again. */
    public get restarts(): number {
        return Math.floor(this.restarted);
    }

    /** Used share of the GPU in percent. */
    public get gpuPercent(): number {
        return this.load === undefined ? 0 : Math.min(100, this.load.demand.gpu * this.load.share * 100);
    }

    /** Used CPU or memory, in requests of this pod. */
    public used(resource: "cpu" | "memory"): number {
        return this.load === undefined ? 0 : this.load.demand[resource] * this.load.share;
    }

    /** The page that the mesh's agent serves: the proxy's metrics and the server's. */
    public page(workload: string): string {
        const { behavior } = this.load ?? {};
        return [...this.proxy(workload), ...(behavior?.measured === true ? this.server(behavior) : []), ""].join("\n");
    }

    private proxy(workload: string): string[] {
        const labels = [
            'reporter="destination"',
            `destination_workload="${workload}"`,
            'request_protocol="http"',
            'response_flags="-"',
            'connection_security_policy="mutual_tls"',
        ].join(",");
        const all = this.answered + this.failed;
        return [
            "# TYPE istio_requests_total counter",
            `istio_requests_total{${labels},response_code="200",grpc_response_status=""} ${this.answered}`,
            `istio_requests_total{${labels},response_code="500",grpc_response_status=""} ${this.failed}`,
            "# TYPE istio_request_duration_milliseconds histogram",
            ...[...this.buckets].map(
                ([edge, count]) =>
                    `istio_request_duration_milliseconds_bucket{${labels},le="${edge === Infinity ? "+Inf" : edge}"} ${count}`,
            ),
            `istio_request_duration_milliseconds_sum{${labels}} ${this.latencySum}`,
            `istio_request_duration_milliseconds_count{${labels}} ${all}`,
        ];
    }

    private server(behavior: Behavior): string[] {
        const { demand, share } = this.load ?? { demand: quiet, share: 0 };
        const own = Object.entries(demand.own).flatMap(([name, sum]) => [
            `# TYPE ${name} gauge`,
            `${name} ${sum * share}`,
        ]);
        return [...this.known(behavior), ...own];
    }

    /** What every server of its kind reports. */
    private known({ accuracy, scores }: Behavior): string[] {
        if (this.dialect === "tensorflow-serving") {
            return [
                "# TYPE :tensorflow:cc:saved_model:load_attempt_count counter",
                ':tensorflow:cc:saved_model:load_attempt_count{model_path="/models/m/1",status="success"} 1',
                "# TYPE :tensorflow:serving:request_count counter",
                `:tensorflow:serving:request_count{model_name="m",status="OK"} ${this.answered}`,
                "# TYPE :tensorflow:serving:batching_session:queuing_latency histogram",
                ...histogram(":tensorflow:serving:batching_session:queuing_latency", this.waitedMicroseconds),
            ];
        }
        return [
            "# TYPE http_requests_total counter",
            `http_requests_total{method="POST",path="/predict",status="200"} ${this.answered}`,
            `http_requests_total{method="POST",path="/predict",status="500"} ${this.failed}`,
            "# TYPE inference_queue_depth gauge",
            `inference_queue_depth{model="m"} ${(this.load?.demand.waiting ?? 0) * (this.load?.share ?? 0)}`,
            ...(accuracy === undefined
                ? []
                : ["# TYPE model_accuracy gauge", `model_accuracy{model="m",model_version="1"} ${accuracy}`]),
            ...(scores === undefined
                ? []
                : [
                      "# TYPE prediction_score histogram",
                      ...this.scored.map(
                          (count, i) =>
                              `prediction_score_bucket{model="m",model_version="1",le="${scoreEdges[i]}"} ${count}`,
                      ),
                  ]),
        ];
    }
}

/** A histogram of which only the sum matters. */
function histogram(name: string, sum: number): string[] {
    const labels = 'thread_pool_name="batch"';
    return [`${name}_bucket{${labels},le="+Inf"} 1`, `${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} 1`];
}
