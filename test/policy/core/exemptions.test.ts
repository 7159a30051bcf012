import assert from "node:assert/strict";
import { judge, UNKNOWN } from "../../../policy/core/judge";
import packConfig from "../../../policy/config.json";
import { changed, kube } from "../../support/policy/cases";
import { namespace, pod, podSpec } from "../../support/policy/objects";

const privileged = changed([pod()], "0/spec/containers/0/securityContext/privileged", true);

describe("an exemption", () => {
    const exempt = (exemption: Record<string, unknown>) => {
        const config = { "pod-security-privileged": { exempt: [{ reason: "needed by the driver", ...exemption }] } };
        return judge(privileged, { groups: ["pod-security"], config }).violations.length === 0;
    };

    it("covers objects by namespace, kind and name", () => {
        assert.equal(exempt({}), true);
        assert.equal(exempt({ namespace: "ml" }), true);
        assert.equal(exempt({ namespace: "other" }), false);
        assert.equal(exempt({ kind: "Pod", name: "app" }), true);
        assert.equal(exempt({ kind: "DaemonSet" }), false);
        assert.equal(exempt({ name: "ap*" }), true);
        assert.equal(exempt({ name: "ap" }), false);
    });

    it("counts until the end of its last day, and says when it has expired", () => {
        const found = (today: string) =>
            judge(privileged, {
                groups: ["pod-security"],
                level: "baseline",
                today,
                config: {
                    "pod-security-privileged": { exempt: [{ reason: "needed by the driver", until: "2027-01-31" }] },
                },
            }).violations.map(({ message }) => message.replace(/^.*(?= \()/s, ""));
        assert.deepEqual(found("2027-01-31"), []);
        assert.deepEqual(found("2027-02-01"), [" (the exemption expired on 2027-01-31)"]);
    });

    it("must end on a day that exists", () => {
        const config = { "pod-security-privileged": { exempt: [{ reason: "needed by the driver", until: "soon" }] } };
        assert.throws(
            () => judge([], { config }),
            /"pod-security-privileged\.exempt\.0\.until": must be a date such as 2027-01-31/,
        );
    });

    it("for a rule that does not exist is named where the rule that was meant finds something", () => {
        const found = (rule: string) => {
            const annotations = { [`exempt.inference-platform/${rule}`]: "until 9999-12-31: needed by the driver" };
            return judge(changed(privileged, "0/metadata/annotations", annotations), {
                groups: ["pod-security", "limits"],
            }).violations.map(({ policy, message }) => [policy, / \((the annotation .*)\)$/s.exec(message)?.[1]]);
        };
        assert.deepEqual(found("pod-security-priviledged"), [
            [
                "pod-security-privileged",
                'the annotation "exempt.inference-platform/pod-security-priviledged" exempts nothing: ' +
                    '"pod-security-priviledged" is not a rule of this pack; ' +
                    'did you mean "exempt.inference-platform/pod-security-privileged"?',
            ],
        ]);
        // Near another rule: that one would say so.
        assert.deepEqual(found("limits-requests-and-limit"), [["pod-security-privileged", undefined]]);
        assert.deepEqual(found("limits-over-commit"), [["pod-security-privileged", undefined]]);
        assert.deepEqual(found("everything"), [
            [
                "pod-security-privileged",
                'the annotation "exempt.inference-platform/everything" exempts nothing: "everything" is not a rule of this pack',
            ],
        ]);
    });

    it("beside an object counts for the rules that judge a stack as a whole, too", () => {
        const annotations = {
            "exempt.inference-platform/availability-service-targets": "until 9999-12-31: made by hand",
        };
        const service = (metadata: object) =>
            kube({
                apiVersion: "v1",
                kind: "Service",
                metadata: { name: "s", ...metadata },
                spec: { selector: { a: "b" } },
            });
        const found = (metadata: object) =>
            judge([service(metadata)], { groups: ["availability"] }).violations.map(({ policy }) => policy);
        assert.deepEqual(found({}), ["availability-service-targets"]);
        assert.deepEqual(found({ annotations }), []);
    });

    it("covers single values", () => {
        const volumes = [
            { name: "models", hostPath: { path: "/opt/edge-models" } },
            { name: "root", hostPath: { path: "/" } },
        ];
        const found = (mounted: unknown, values: string[]) =>
            judge(changed([pod()], "0/spec/volumes", mounted), {
                groups: ["pod-security"],
                config: {
                    "pod-security-restricted-volumes": {
                        exempt: [{ namespace: "ml", values, reason: "models lie on the edge node" }],
                    },
                },
            }).violations.length;
        assert.equal(found(volumes.slice(0, 1), ["/opt/edge-models"]), 0);
        assert.equal(found(volumes, ["/opt/edge-models"]), 1);
    });

    it("does not cover a namespace that is not known yet", () => {
        const unknown = changed(privileged, "0/metadata/namespace", UNKNOWN);
        const { violations } = judge(unknown, {
            groups: ["pod-security"],
            level: "baseline",
            config: { "pod-security-privileged": { exempt: [{ namespace: "ml", reason: "needed by the driver" }] } },
        });
        assert.equal(violations.length, 1);
    });

    it("lets the edge's pods have their models, and nothing else of the node", () => {
        const edge = (volumes: unknown, change: object = {}) => {
            const spec = { ...podSpec(), volumes, ...change };
            const metadata = { name: "edge-inference", namespace: "edge-computing" };
            const daemonSet = kube({
                apiVersion: "apps/v1",
                kind: "DaemonSet",
                metadata,
                spec: { template: { spec } },
            });
            const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
            return judge([namespace("edge-computing", labels), daemonSet], {
                groups: ["pod-security"],
                config: packConfig,
            }).violations.map(({ check }) => check);
        };
        const models = { name: "models", hostPath: { path: "/opt/edge-models" } };
        assert.deepEqual(edge([models]), []);
        assert.deepEqual(edge([models, { name: "root", hostPath: { path: "/" } }]), ["restrictedVolumes"]);
        assert.deepEqual(edge([models], { hostNetwork: true }), ["hostNamespaces", "hostPorts"]);
    });
});
