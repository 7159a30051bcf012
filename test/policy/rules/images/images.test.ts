import assert from "node:assert/strict";
import { allowedRegistries } from "../../../../policy/rules/images/allowedRegistries";
import { digests } from "../../../../policy/rules/images/digests";
import { pinnedTags } from "../../../../policy/rules/images/pinnedTags";
import { parseImage } from "../../../../policy/rules/images/reference";
import { changed, describeRule, gone } from "../../../support/policy/cases";
import { deployment } from "../../../support/policy/objects";

const image = "0/spec/template/spec/containers/0/image";
const at = '"spec.template.spec.containers[0].image"';
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describeRule(pinnedTags, [deployment()], {
    "finds latest": {
        at: image,
        to: "app:latest",
        message: `${at} has the tag "latest" (app:latest); write a version tag or digest`,
    },
    "finds a missing tag": {
        at: image,
        to: "registry:5000/app",
        message: `${at} has no tag (registry:5000/app); write a version tag or digest`,
    },
    "finds a missing image": {
        at: image,
        to: gone,
        message: `${at} is missing; set an image with a version tag or digest`,
    },
    "finds the image of a volume": {
        at: "0/spec/template/spec/volumes",
        to: [{ name: "model", image: { reference: "models/resnet" } }],
        message: `"spec.template.spec.volumes[0].image.reference" has no tag (models/resnet); write a version tag or digest`,
    },
    "accepts a digest in place of a tag": { at: image, to: `app@${digest}`, message: "" },
});
describeRule(
    pinnedTags,
    changed([deployment()], "0/spec/template/metadata/labels", { "sidecar.istio.io/inject": "true" }),
    {
        "accepts what Istio's injection replaces": {
            at: "0/spec/template/spec/containers/0",
            to: { name: "istio-proxy", image: "auto" },
            message: "",
        },
        "finds the placeholder where injection does not replace it": {
            at: image,
            to: "auto",
            message: `${at} has no tag (auto); write a version tag or digest`,
        },
    },
);

describeRule(digests, changed([deployment()], image, `app:1@${digest}`), {
    "finds a tag alone": {
        at: image,
        to: "app:1",
        message: `${at} has no digest (app:1); append @sha256:<64 hexadecimal digits>`,
    },
    "finds a malformed digest": {
        at: image,
        to: "app@sha256:abc",
        message: `${at} has no digest (app@sha256:abc); append @sha256:<64 hexadecimal digits>`,
    },
});

describeRule(
    allowedRegistries,
    [deployment()],
    {
        "finds a foreign registry": {
            at: image,
            to: "quay.io/a/b:1",
            message: `${at} comes from quay.io (quay.io/a/b:1); allowed are "registry.example.com", "docker.io/library"`,
        },
        "is not fooled by a registry that begins alike": {
            at: image,
            to: "registry.example.com.evil.io/b:1",
            message: `${at} comes from registry.example.com.evil.io (registry.example.com.evil.io/b:1); allowed are "registry.example.com", "docker.io/library"`,
        },
        "knows where short names lead": { at: image, to: "redis:8", message: "" },
        "knows that short names with an owner lead elsewhere": {
            at: image,
            to: "owner/redis:8",
            message: `${at} comes from docker.io (owner/redis:8); allowed are "registry.example.com", "docker.io/library"`,
        },
    },
    { registries: ["registry.example.com", "docker.io/library"] },
);
describeRule(allowedRegistries, [deployment()], {});

describe("parseImage", () => {
    it("parses references as container runtimes do", () => {
        assert.deepEqual(parseImage("redis"), { registry: "docker.io", repository: "library/redis" });
        assert.deepEqual(parseImage("a/b:1"), { registry: "docker.io", repository: "a/b", tag: "1" });
        assert.deepEqual(parseImage("localhost/b"), { registry: "localhost", repository: "b" });
        assert.deepEqual(parseImage(`r:5000/a/b:1@${digest}`), {
            registry: "r:5000",
            repository: "a/b",
            tag: "1",
            digest,
        });
    });
});
