import assert from "node:assert/strict";
import { charts, type ReleaseName, releaseNames } from "../../../components/addons/charts";
import { chartSource, releaseValues } from "../../../components/addons/helmAddon";
import { imageKeys, imageRules, resolveImage } from "../../../components/addons/images";

const noImages = {};
const timeoutSeconds = 600;

describe("chartSource", () => {
    it("takes a chart from its own repository", () => {
        assert.deepEqual(chartSource(charts.keda, { timeoutSeconds }), {
            chart: "keda",
            version: "2.20.2",
            repositoryOpts: { repo: "https://kedacore.github.io/charts" },
        });
    });

    it("takes every chart from an OCI mirror, none from anywhere else", () => {
        for (const release of releaseNames) {
            const { chart, version } = charts[release];
            assert.deepEqual(
                chartSource(charts[release], { mirror: "oci://registry.example.com/charts", timeoutSeconds }),
                {
                    chart: `oci://registry.example.com/charts/${chart}`,
                    version,
                },
            );
        }
    });

    it("takes every chart from an https mirror under its own name", () => {
        for (const release of releaseNames) {
            const source = chartSource(charts[release], { mirror: "https://charts.example.com", timeoutSeconds });
            assert.deepEqual(source.repositoryOpts, { repo: "https://charts.example.com" });
            assert.equal(source.chart, charts[release].chart);
        }
    });

    it("takes every chart from a folder, where the file name holds the version", () => {
        for (const release of releaseNames) {
            const { chart, version } = charts[release];
            assert.deepEqual(chartSource(charts[release], { mirror: "./vendor/charts", timeoutSeconds }), {
                chart: `./vendor/charts/${chart}-${version}.tgz`,
            });
        }
    });
});

describe("the table of charts", () => {
    it("pins every chart to one exact version", () => {
        for (const release of releaseNames) {
            assert.match(charts[release].version, /^\d+\.\d+\.\d+$/, release);
        }
    });

    it("installs all parts of Istio at one version", () => {
        const versions = (["istio-base", "istio-cni", "istiod", "istio-gateway"] as const).map(
            (release: ReleaseName) => charts[release].version,
        );
        assert.equal(new Set(versions).size, 1);
    });
});

describe("image mirrors", () => {
    const images = { mirror: "registry.example.com/mirror" };

    it("rewrites every image key that a chart has", () => {
        for (const release of releaseNames) {
            for (const [key, image] of Object.entries(imageKeys[release])) {
                const values = releaseValues(release, { images, values: {} });
                assert.equal(at(values, key), `registry.example.com/mirror/${image}`, `${release}: ${key}`);
            }
        }
    });

    it("leaves the charts' images alone without a mirror", () => {
        assert.deepEqual(releaseValues("keda", { images: noImages, values: { a: 1 } }), { a: 1 });
    });

    it("keeps the values beside a rewritten key", () => {
        const values = releaseValues("cluster-autoscaler", { images, values: { image: { tag: "v1.36.1" } } });
        assert.deepEqual(values, {
            image: {
                tag: "v1.36.1",
                repository: "registry.example.com/mirror/registry.k8s.io/autoscaling/cluster-autoscaler",
            },
        });
    });

    it("spells out the registry that a short image name leaves out", () => {
        const cases = {
            nginx: "docker.io/library/nginx",
            "tensorflow/serving:2.19.1": "docker.io/tensorflow/serving:2.19.1",
            "ghcr.io/a/b@sha256:0": "ghcr.io/a/b@sha256:0",
            "localhost/a": "localhost/a",
            "registry:5000/a": "registry:5000/a",
        };
        for (const [image, full] of Object.entries(cases)) {
            assert.equal(resolveImage(image, images), `registry.example.com/mirror/${full}`);
        }
        assert.equal(resolveImage("nginx", noImages), "nginx");
    });

    it("gives workloads the pull secret that is configured, and none otherwise", () => {
        assert.deepEqual(imageRules({ pullSecret: "registry" }).pullSecrets, ["registry-credentials"]);
        assert.deepEqual(imageRules(noImages).pullSecrets, []);
    });
});

function at(values: Record<string, unknown>, key: string): unknown {
    return key.split(".").reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], values);
}
