import assert from "node:assert/strict";
import { parse } from "yaml";
import { chartFiles } from "../../../cli/chart/chart";

const bucket = "inference-prod-models-111122223333-us-west-2";
const container = { name: "server", image: "example.com/app:1.0.0", resources: { limits: { memory: "8Gi" } } };
const objects = [
    {
        file: "deployment-app.yaml",
        object: {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "app" },
            spec: { template: { spec: { containers: [container] } } },
        },
    },
    {
        file: "scaledobject-app.yaml",
        object: { kind: "ScaledObject", metadata: { name: "app" }, spec: { minReplicaCount: 3, maxReplicaCount: 20 } },
    },
    {
        file: "prometheusrule-app.yaml",
        object: {
            kind: "PrometheusRule",
            metadata: { name: "app" },
            spec: { summary: "{{ $labels.pod }} fails", uri: `s3://${bucket}/models/` },
        },
    },
];

describe("a chart of a workload", () => {
    const files = new Map(
        chartFiles({ name: "app", stack: "prod", modelsBucket: bucket, objects }).map(({ path, text }) => [path, text]),
    );

    it("has values for images, resources, scaling and the models bucket", () => {
        assert.deepEqual(parse(files.get("values.yaml") ?? ""), {
            modelsBucket: bucket,
            images: { app: { server: "example.com/app:1.0.0" } },
            resources: { app: { server: { limits: { memory: "8Gi" } } } },
            scaling: { app: { min: 3, max: 20 } },
        });
        assert.match(
            files.get("templates/deployment-app.yaml") ?? "",
            /image: \{\{ index \.Values\.images "app" "server" \| quote \}\}\n/,
        );
        assert.match(
            files.get("templates/scaledobject-app.yaml") ?? "",
            /minReplicaCount: \{\{ \(index \.Values\.scaling "app"\)\.min \| int \}\}\n/,
        );
    });

    it("leaves to others what they expand, and takes the bucket from the values", () => {
        const rule = files.get("templates/prometheusrule-app.yaml") ?? "";
        assert.ok(rule.includes('{{ "{{" }} $labels.pod }} fails'), rule);
        assert.ok(rule.includes("s3://{{ .Values.modelsBucket }}/models/"), rule);
    });
});
