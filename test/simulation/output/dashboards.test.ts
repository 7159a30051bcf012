import assert from "node:assert/strict";
import { dashboardFiles } from "../../../simulation/output/dashboards";

describe("dashboard files of an output folder", () => {
    it("are what Grafana's sidecar would read, and no other ConfigMap", () => {
        const configMap = (labels: Record<string, string> | undefined, data: Record<string, string>) => ({
            path: "p",
            object: { kind: "ConfigMap", metadata: { name: "m", ...(labels && { labels }) }, data },
        });
        const files = dashboardFiles([
            configMap({ grafana_dashboard: "1" }, { "mesh.json": '{"uid":"mesh"}' }),
            configMap({ app: "x" }, { "other.json": "{}" }),
            configMap(undefined, { plain: "text" }),
        ]);
        assert.deepEqual(files, [{ path: "dashboards/mesh.json", text: '{\n  "uid": "mesh"\n}\n' }]);
    });
});
