import assert from "node:assert/strict";
import { resolveImage } from "../../../components/kubernetes/images";

describe("resolveImage", () => {
    const images = { mirror: "registry.example.com/mirror" };

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
        assert.equal(resolveImage("nginx", {}), "nginx");
    });
});
