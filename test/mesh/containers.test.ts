import assert from "node:assert/strict";
import { applicationOf, argumentsOf, containerOf, environmentOf, type RunningPod } from "./containers";

const pod: RunningPod = {
    metadata: { name: "detector-1", namespace: "ml", labels: { version: "v1" } },
    spec: {
        serviceAccountName: "detector",
        initContainers: [
            {
                name: "istio-proxy",
                args: ["proxy", "--domain", "$(POD_NAMESPACE).svc", "--of=$(NOBODY)"],
                env: [
                    { name: "PLAIN", value: "text" },
                    { name: "EMPTY" },
                    { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
                    { name: "ACCOUNT", valueFrom: { fieldRef: { fieldPath: "spec.serviceAccountName" } } },
                    { name: "VERSION", valueFrom: { fieldRef: { fieldPath: "metadata.labels['version']" } } },
                    { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1" } } },
                    { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1" } } },
                    { name: "SECRET", valueFrom: { secretKeyRef: { name: "keys", key: "key" } } },
                ],
                resources: { limits: { cpu: "1500m", memory: "512Mi" } },
            },
        ],
        containers: [{ name: "server" }],
    },
};

describe("a container that runs as an ordinary process", () => {
    const proxy = containerOf(pod, "istio-proxy");
    assert.ok(proxy !== undefined);

    it("gets the variables that a kubelet would set, limits in whole units and no secrets", () => {
        assert.deepEqual(environmentOf(proxy, pod), {
            PLAIN: "text",
            EMPTY: "",
            POD_NAMESPACE: "ml",
            ACCOUNT: "detector",
            VERSION: "v1",
            CPU: "2",
            MEMORY: String(512 * 1024 * 1024),
        });
    });

    it("gets its arguments with the variables filled in, unknown ones as they are", () => {
        assert.deepEqual(argumentsOf(proxy, environmentOf(proxy, pod)), [
            "proxy",
            "--domain",
            "ml.svc",
            "--of=$(NOBODY)",
        ]);
    });

    it("is not guessed at where the pod lacks a field or a limit", () => {
        const [without] = [{ ...proxy, resources: {} }];
        assert.throws(() => environmentOf(without, pod), {
            message: 'container "istio-proxy" has limits.cpu "undefined", which is not read here',
        });
        const { serviceAccountName: _none, ...spec } = pod.spec;
        assert.throws(() => environmentOf(proxy, { ...pod, spec }), {
            message: 'pod "detector-1" has no text at spec.serviceAccountName',
        });
    });
});

describe("the application of a pod", () => {
    it("is what runs beside the proxy, wherever the proxy stands", () => {
        assert.equal(applicationOf(pod)?.name, "server");
        const gateway = { ...pod, spec: { containers: [{ name: "istio-proxy" }] } };
        assert.equal(applicationOf(gateway), undefined);
    });
});
