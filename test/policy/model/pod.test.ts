import assert from "node:assert/strict";
import { containerPath, podsOf, specPath } from "../../../policy/model/pod";
import { guarded, UNKNOWN } from "../../../policy/model/unknown";

const owner = { apiVersion: "v1", kind: "Pod", name: "app" };
const podOf = (props: object) => podsOf(guarded(props) as never, "", owner, [""])[0]!;

describe("podsOf", () => {
    it("lists the containers in the order in which admission visits them, native sidecars marked", () => {
        const pod = podOf({
            spec: {
                containers: [{ name: "app" }],
                initContainers: [{ name: "proxy", restartPolicy: "Always" }, { name: "copy" }],
                ephemeralContainers: [{ name: "debug" }],
            },
        });
        assert.deepEqual(
            pod.containers.map(({ field, index, name, sidecar }) => [field, index, name, sidecar]),
            [
                ["initContainers", 0, "proxy", true],
                ["initContainers", 1, "copy", false],
                ["containers", 0, "app", false],
                ["ephemeralContainers", 0, "debug", false],
            ],
        );
    });

    it("reads null in a list as an empty object, as the API server does, and skips what is not an object", () => {
        const pod = podOf({ spec: { containers: [null, "text", { name: "app" }] } });
        assert.deepEqual(
            pod.containers.map(({ index, name }) => [index, name]),
            [
                [0, ""],
                [2, "app"],
            ],
        );
    });

    it("keeps known containers beside one that is not known yet, and names its path", () => {
        const pod = podOf({ spec: { containers: [UNKNOWN, { name: "app" }] } });
        assert.deepEqual(
            pod.containers.map(({ name }) => name),
            ["app"],
        );
        assert.deepEqual(pod.unknown, ["spec.containers[0]"]);
    });

    it("writes the paths of what it found", () => {
        const [pod] = podsOf({ spec: { template: { spec: { containers: [{}] } } } }, "items[1]", owner, [
            "spec.template",
        ]);
        assert.equal(specPath(pod!, "securityContext"), "items[1].spec.template.spec.securityContext");
        assert.equal(
            containerPath(pod!, pod!.containers[0]!, "image"),
            "items[1].spec.template.spec.containers[0].image",
        );
    });
});
