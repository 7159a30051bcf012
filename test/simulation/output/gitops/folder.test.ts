/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- written files of many shapes */
import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { gitopsFiles } from "../../../../simulation/output/gitops/folder";
import { type Manifest } from "../../../../simulation/output/manifests";

const manifest = (kind: string, wave: number, more: Partial<Manifest> = {}): Manifest => ({
    path: `manifests/apps/${kind.toLowerCase()}-m.yaml`,
    object: {
        apiVersion: kind === "Service" ? "v1" : "networking.istio.io/v1",
        kind,
        metadata: { name: "m", namespace: "apps" },
    },
    urn: "urn:pulumi:test::p::t::m",
    wave,
    controllerFields: [],
    ...more,
});

const chart = { path: "p", release: "r", namespace: "apps", values: { a: 1 }, wave: 1 };

function written(manifests: readonly Manifest[], charts: Parameters<typeof gitopsFiles>[0]["charts"] = []) {
    const files = gitopsFiles({ manifests, charts, accountValues: [] });
    return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into objects of many shapes
const documents = (text = ""): any[] => parseAllDocuments(text).map((document) => document.toJS() as unknown);

describe("the GitOps folder", () => {
    it("lets each wave wait for the one before, and does not wait for the last", () => {
        const files = written([manifest("Service", 0), manifest("Sidecar", 1), manifest("Telemetry", 2)]);
        assert.deepEqual(
            documents(files["gitops/flux/waves.yaml"]).map(({ metadata, spec }) => [
                metadata.name,
                spec.dependsOn,
                spec.wait,
            ]),
            [
                ["wave-00", undefined, true],
                ["wave-01", [{ name: "wave-00" }], true],
                ["wave-02", [{ name: "wave-01" }], false],
            ],
        );
    });

    it("leaves alone what controllers write", () => {
        const files = written([
            manifest("VirtualService", 0, { controllerFields: ["spec.http"] }),
            manifest("Service", 0, { controllerFields: ["spec.selector"] }),
        ]);
        const [application] = documents(files["gitops/argocd-application.yaml"]);
        assert.deepEqual(application.spec.ignoreDifferences, [
            {
                group: "networking.istio.io",
                kind: "VirtualService",
                name: "m",
                namespace: "apps",
                jsonPointers: ["/spec/http"],
            },
            { group: "", kind: "Service", name: "m", namespace: "apps", jsonPointers: ["/spec/selector"] },
        ]);
        const [wave] = documents(files["gitops/flux/waves.yaml"]);
        assert.deepEqual(wave.spec.ignore, [
            {
                paths: ["/spec/http"],
                target: { group: "networking.istio.io", kind: "VirtualService", name: "m", namespace: "apps" },
            },
            { paths: ["/spec/selector"], target: { kind: "Service", name: "m", namespace: "apps" } },
        ]);
    });

    it("holds no Secret, and says which one is missing", () => {
        const secret = manifest("Secret", 0);
        const object = { ...secret.object, stringData: { password: "[secret]" } };
        const files = written([{ ...secret, object }, manifest("Service", 0)]);
        assert.ok(Object.values(files).every((text) => !text.includes("[secret]")));
        assert.match(
            files["gitops/waves/00/kustomization.yaml"] ?? "",
            /^# Not included: the Secret apps\/m with password: create it yourself, its values are secret\.\n/,
        );
    });

    it("never prunes an object of another owner", () => {
        const patch = manifest("ServiceAccount", 0, { path: "patches/apps/serviceaccount-default.yaml" });
        const [object] = documents(written([patch])["gitops/waves/00/apps/serviceaccount-default.yaml"]);
        assert.deepEqual(object.metadata.annotations, {
            "argocd.argoproj.io/sync-wave": "0",
            "argocd.argoproj.io/sync-options": "Prune=false",
            "kustomize.toolkit.fluxcd.io/prune": "disabled",
        });
    });

    it("fetches charts from repositories and OCI registries, and names a chart that is a file", () => {
        const files = written(
            [],
            [
                { ...chart, chart: "keda", version: "2.20.2", repository: "https://kedacore.github.io/charts" },
                { ...chart, release: "o", chart: "oci://registry.example.com/charts/loki", version: "1.0.0" },
                { ...chart, release: "f", chart: "/charts/tempo-2.2.4.tgz" },
            ],
        );
        const [keda] = documents(files["gitops/flux/01/r.yaml"]);
        assert.deepEqual(keda.spec.chart.spec, {
            chart: "keda",
            version: "2.20.2",
            sourceRef: { kind: "HelmRepository", name: "kedacore-github-io-charts" },
        });
        const sources = documents(files["gitops/flux/sources.yaml"]).map(({ spec }) => [spec.url, spec.type]);
        assert.deepEqual(sources, [
            ["https://kedacore.github.io/charts", undefined],
            ["oci://registry.example.com/charts", "oci"],
        ]);
        const [loki] = documents(files["gitops/argocd/o.yaml"]);
        assert.deepEqual(
            [loki.spec.source.repoURL, loki.spec.source.chart, loki.spec.source.targetRevision],
            ["registry.example.com/charts", "loki", "1.0.0"],
        );
        assert.match(
            files["gitops/waves/01/kustomization.yaml"] ?? "",
            /^# Not included: the release f: its chart is a local file, \/charts\/tempo-2\.2\.4\.tgz\.\n/,
        );
        assert.equal(files["gitops/flux/01/f.yaml"], undefined);
    });
});
