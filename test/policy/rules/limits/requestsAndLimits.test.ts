import { overcommit } from "../../../../policy/rules/limits/overcommit";
import { requestsAndLimits } from "../../../../policy/rules/limits/requestsAndLimits";
import { changed, describeRule } from "../../../support/policy/cases";
import { deployment } from "../../../support/policy/objects";

const spec = "0/spec/template/spec";
const at = "spec.template.spec";
const budget = { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "2", memory: "3Gi" } };
const bare = (...names: string[]) => names.map((name) => ({ name, image: `registry.example.com/${name}:1` }));
const shared = changed(
    changed([deployment()], `${spec}/containers`, bare("app", "tokenizer")),
    `${spec}/resources`,
    budget,
);

describeRule(requestsAndLimits, shared, {
    "finds what the pod's budget leaves out, once": {
        at: `${spec}/resources`,
        to: { requests: { cpu: "1" }, limits: { cpu: "2" } },
        message: `"${at}.resources" lacks "requests.memory", "limits.memory"; set them on the pod, or in "resources" of containers "app", "tokenizer"`,
    },
    "takes a missing request of the pod from its limit": {
        at: `${spec}/resources`,
        to: { limits: { cpu: "2", memory: "3Gi" } },
        message: "",
    },
    "asks each container of a cluster that does not support it": {
        at: `${spec}/containers`,
        to: bare("app"),
        options: { kubernetesVersion: "1.33" },
        message: `"${at}.containers[0].resources" lacks "requests.cpu", "limits.cpu", "requests.memory", "limits.memory"; set them on container "app"`,
    },
});

const memoryInContainer = [{ ...bare("app")[0], resources: { limits: { memory: "1Gi" } } }];
describeRule(requestsAndLimits, changed(shared, `${spec}/containers`, memoryInContainer), {
    "accepts what the pod leaves out and its containers set": {
        at: `${spec}/resources`,
        to: { limits: { cpu: "2" } },
        message: "",
    },
});

describeRule(requestsAndLimits, [deployment()], {
    "leaves a gateway's proxy to injection": {
        at: "0/spec/template",
        to: {
            metadata: { labels: { "sidecar.istio.io/inject": "true" } },
            spec: { containers: [{ name: "istio-proxy", image: "auto" }] },
        },
        message: "",
    },
    "asks nothing of a debug container, for which the API server rejects resources": {
        at: `${spec}/ephemeralContainers`,
        to: [{ name: "debug", image: "registry.example.com/debug:1" }],
        message: "",
    },
});

describeRule(overcommit, shared, {
    "applies its ratios to the pod's budget": {
        at: `${spec}/resources/limits/memory`,
        to: "8Gi",
        message: `"${at}.resources.limits.memory" is 4 times the request, at most 2 times is allowed; raise the request or lower the limit`,
    },
    "ignores a budget that the cluster does not support": {
        at: `${spec}/resources/limits/memory`,
        to: "8Gi",
        options: { kubernetesVersion: "1.33" },
        message: "",
    },
});
