import assert from "node:assert/strict";
import { seriesOf, vocabularyOf } from "../../../../components/serving/queries/vocabulary";
import { type ServingConfig } from "../../../../config/serving/serving";
import { loadWorkloads } from "../../../support/serving/render";

function wordsOf(workload: object, dialect: "contract" | "tensorflow-serving", queue = true): readonly string[] {
    const config = loadWorkloads({ w: workload }).workloads["w"] as unknown as ServingConfig;
    return [...vocabularyOf(config, { dialect, queue }, 15).series.keys()];
}

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("what queries of one's own may ask for", () => {
    it("is what this workload has: not another server's metrics, a GPU's without one, or a queue's without a queue", () => {
        const own = wordsOf({ ...app, metrics: { jobs_waiting: "gauge" } }, "contract");
        const served = wordsOf({ ...detector, accelerator: "t4", batching: false }, "tensorflow-serving", false);
        const both = ["inference:requests:rate1m", "istio_requests_total", "up"];
        const ofOne = ["jobs_waiting", "http_requests_total", "inference:accuracy", "inference:queue_depth"];
        const ofOther = [":tensorflow:serving:request_count", "inference:gpu_utilization"];
        const has = (words: readonly string[], wanted: readonly string[]) => wanted.map((name) => words.includes(name));
        assert.deepEqual([has(own, both), has(served, both)].flat(), Array<boolean>(6).fill(true));
        assert.deepEqual([...has(own, ofOne), ...has(served, ofOther)], Array<boolean>(6).fill(true));
        assert.deepEqual([...has(served, ofOne), ...has(own, ofOther)], Array<boolean>(6).fill(false));
    });

    it("leaves out metrics that no label narrows to a workload's version", () => {
        const words = wordsOf(app, "contract");
        const others = ["DCGM_FI_DEV_GPU_UTIL", "kube_pod_labels", "gpu:workload_gpus", "inference:slo:objective"];
        assert.deepEqual(
            others.filter((name) => words.includes(name)),
            [],
        );
    });

    it("has the three series of a declared histogram", () => {
        assert.deepEqual(seriesOf("job_seconds", "histogram"), [
            "job_seconds_bucket",
            "job_seconds_sum",
            "job_seconds_count",
        ]);
        const words = wordsOf({ ...app, metrics: { job_seconds: "histogram" } }, "contract");
        assert.ok(words.includes("job_seconds_bucket") && !words.includes("job_seconds"));
    });
});
