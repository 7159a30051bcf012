import assert from "node:assert/strict";
import { notServedWarning, servedModels } from "../../../cli/publish-model/servedModels";

describe("servedModels", () => {
    it("lists every model that workloads load, below their own path where they name one", () => {
        const workloads = {
            detect: { kind: "tensorflow-serving", models: { m: {}, other: { path: "shared/other/" } } },
            app: { kind: "inference-service", models: { m: {} } },
        };
        assert.deepEqual(servedModels(workloads), [
            { workload: "detect", kind: "tensorflow-serving", prefix: "models/m/" },
            { workload: "detect", kind: "tensorflow-serving", prefix: "models/shared/other/" },
            { workload: "app", kind: "inference-service", prefix: "models/m/" },
        ]);
    });

    it("takes a workload that cannot be read for one without models", () => {
        for (const workloads of [undefined, "x", { a: null }, { a: { kind: 1 } }, { a: { kind: "k", models: [] } }]) {
            assert.deepEqual(servedModels(workloads), [], JSON.stringify(workloads));
        }
    });
});

describe("notServedWarning", () => {
    const served = servedModels({ w: { kind: "k", models: { detector: {} } } });

    it("is absent for a model that a workload loads", () => {
        assert.equal(notServedWarning("dev", "detector", served), undefined);
    });

    it("names what is loaded, and the nearest name", () => {
        assert.match(
            notServedWarning("dev", "detectr", served) ?? "",
            /^warning: no workload of Pulumi\.dev\.yaml loads models\/detectr\/ \(they load detector\).*detector/,
        );
        assert.equal(
            notServedWarning("dev", "x", []),
            "warning: no workload of Pulumi.dev.yaml loads models/x/ (they load no models).",
        );
    });
});
