import assert from "node:assert/strict";
import { expectationsOf } from "../../../cli/check-image/workload";
import { temporaryFolder } from "../../support/temporary";

describe("what a workload expects of its image", () => {
    const temporary = temporaryFolder();
    const expectations = (workload: string) => {
        temporary.write(
            "Pulumi.test.yaml",
            `config:
  inference-platform:nodeGroups: wrong
  inference-platform:workloads:
    ranker:
      kind: inference-service
      image: registry.example.com/ranker:1.0.0
      models: { ranker: { versions: [1], framework: xgboost } }
      callers: { ranker-client: {} }
      metrics: { jobs_waiting: { type: gauge, labels: [tenant] } }
      scaling: { latencyP95Ms: 200 }
      warmUp: { requests: [{ path: /predict, body: { x: 1 } }] }
    quick:
      kind: inference-service
      image: registry.example.com/quick:1.0.0
      models: { quick: { versions: [1], framework: xgboost } }
      callers: { ranker-client: {} }
      scaling: { latencyP95Ms: false }
    broken: { kind: inference-service, image: 7, metrics: { jobs_waiting: gauges } }
    boxes:
      kind: tensorflow-serving
      preprocessor: { image: "registry.example.com/crop:1.0.0", metrics: { crops_total: counter } }
      models: { boxes: { versions: [1] } }
      callers: { ranker-client: {} }
`,
        );
        return expectationsOf(temporary.path, { stack: "test", workload });
    };

    it("is its metrics, its latency target and its warm-up, whatever else is wrong in the file", () => {
        assert.deepEqual(expectations("ranker"), {
            metrics: { jobs_waiting: { type: "gauge", labels: ["tenant"] } },
            latencyTarget: 200,
            warmUp: [{ path: "/predict", body: { x: 1 } }],
        });
    });

    it("is what stands under a workload for its preprocessor, which has an image of its own", () => {
        assert.deepEqual(expectations("boxes-preprocessor"), {
            metrics: { crops_total: "counter" },
            latencyTarget: 500,
        });
    });

    it("is no target and no warm-up where it has none", () => {
        assert.deepEqual(expectations("quick"), { metrics: {} });
    });

    it("is not known of a workload that is wrong, that is not there, or that has no image of this kind", () => {
        assert.throws(() => expectations("broken"), {
            message:
                'Pulumi.test.yaml has 1 fault:\n  - "workloads.broken.metrics.jobs_waiting" is "gauges": must be gauge or counter or histogram or a mapping of keys',
        });
        assert.throws(() => expectations("rankr"), {
            message:
                'stack test has no workload "rankr": it has ranker, quick, broken, boxes, boxes-preprocessor; did you mean "ranker"?',
        });
        assert.throws(() => expectations("boxes"), {
            message:
                'workload "boxes" of stack test is a tensorflow-serving, and its image keeps no contract: name one of kind inference-service',
        });
    });
});
