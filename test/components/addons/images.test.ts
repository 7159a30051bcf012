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
