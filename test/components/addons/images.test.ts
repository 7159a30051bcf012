import assert from "node:assert/strict";
import { releases } from "../../../components/addons/definitions";
import { imageRules, withMirroredImages } from "../../../components/addons/images";
import { releaseNamed } from "../../support/addons";

const noImages = {};

describe("image mirrors", () => {
    const images = { mirror: "registry.example.com/mirror" };

    it("rewrites every image key that a chart has", () => {
        for (const { name, images: keys } of releases) {
            for (const [key, image] of Object.entries(keys)) {
                const values = withMirroredImages({}, keys, images);
                assert.equal(at(values, key), `registry.example.com/mirror/${image}`, `${name}: ${key}`);
            }
        }
    });

    it("leaves the charts' images alone without a mirror", () => {
        assert.deepEqual(withMirroredImages({ a: 1 }, releaseNamed("keda").images, noImages), { a: 1 });
    });

    it("rewrites only what is cached, in charts and for workloads", () => {
        const sources = { caches: { "quay.io": "registry.example.com/cache/quay.io" } };
        const keys = { "image.registry": "quay.io", "image.repository": "quay.io/team/app", other: "docker.io" };
        assert.deepEqual(withMirroredImages({}, keys, sources), {
            image: {
                registry: "registry.example.com/cache/quay.io",
                repository: "registry.example.com/cache/quay.io/team/app",
            },
        });
        const { resolve } = imageRules(sources);
        assert.equal(resolve("quay.io/team/app:1@sha256:0"), "registry.example.com/cache/quay.io/team/app:1@sha256:0");
        assert.equal(resolve("nginx:1.29"), "nginx:1.29");
        const hub = imageRules({ caches: { "docker.io": "registry.example.com/cache/docker.io" } });
        assert.equal(hub.resolve("nginx:1.29"), "registry.example.com/cache/docker.io/library/nginx:1.29");
    });

    it("keeps the values beside a rewritten key", () => {
        const keys = releaseNamed("cluster-autoscaler").images;
        const values = withMirroredImages({ image: { tag: "v1.36.1" } }, keys, images);
        assert.deepEqual(values, {
            image: {
                tag: "v1.36.1",
                repository: "registry.example.com/mirror/registry.k8s.io/autoscaling/cluster-autoscaler",
            },
        });
    });

    it("gives workloads the pull secret that is configured, and none otherwise", () => {
        assert.deepEqual(imageRules({ pullSecret: "registry" }).pullSecrets, ["registry-credentials"]);
        assert.deepEqual(imageRules(noImages).pullSecrets, []);
    });
});

function at(values: Record<string, unknown>, key: string): unknown {
    return key.split(".").reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], values);
}
