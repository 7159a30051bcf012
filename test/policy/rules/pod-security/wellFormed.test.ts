import { wellFormed } from "../../../../policy/rules/pod-security/wellFormed";
import { describeRule } from "../../../support/policy/cases";
import { pod } from "../../../support/policy/objects";

const c = "0/spec/containers/0";
const at = "spec.containers[0]";
const quote = (path: string, found = "") =>
    `malformed pod (${path} must be a string${found}); quote the value at "${path}"`;
const off = ", not the boolean false";

describeRule(wellFormed, [pod()], {
    "finds every environment value without quotes": {
        at: `${c}/env`,
        to: [
            { name: "WORKERS", value: 4 },
            { name: "DEBUG", value: false },
            { name: "NAME", value: "app" },
        ],
        message: [quote(`${at}.env[0].value`), quote(`${at}.env[1].value`, off)],
    },
    "finds a number among arguments": { at: `${c}/args`, to: ["--port", 8080], message: quote(`${at}.args[1]`) },
    "finds a number among commands": { at: `${c}/command`, to: ["sleep", 5], message: quote(`${at}.command[1]`) },
    "finds a switch among annotations": {
        at: "0/metadata/annotations",
        to: { "prometheus.io/scrape": true },
        message: quote("metadata.annotations['prometheus.io/scrape']", ", not the boolean true"),
    },
    "finds a number among labels": {
        at: "0/metadata/labels",
        to: { version: 1.2 },
        message: quote("metadata.labels.version"),
    },
    "finds a switch in a node selector": {
        at: "0/spec/nodeSelector",
        to: { gpu: true },
        message: quote("spec.nodeSelector.gpu", ", not the boolean true"),
    },
    "finds an image that is a number": { at: `${c}/image`, to: 1.25, message: quote(`${at}.image`) },
    "finds a port that is text": {
        at: `${c}/ports`,
        to: [{ containerPort: "8080" }],
        message: `malformed pod (${at}.ports[0].containerPort must be an integer); correct the type at "${at}.ports[0].containerPort"`,
    },
    "finds a quantity that is a switch": {
        at: `${c}/resources/limits/cpu`,
        to: true,
        message: `malformed pod (${at}.resources.limits.cpu must be a quantity, not the boolean true); correct the type at "${at}.resources.limits.cpu"`,
    },
    "accepts quantities as numbers": { at: `${c}/resources/limits`, to: { cpu: 2, memory: 1e9 }, message: "" },
    "accepts a probe's port by name": { at: `${c}/livenessProbe/httpGet/port`, to: "http", message: "" },
    "accepts fields that the pack does not know": { at: "0/spec/futureField", to: { any: [1] }, message: "" },
});
