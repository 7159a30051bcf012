import assert from "node:assert/strict";
import { judge } from "../../../../policy/core/judge";
import { newestMinor, oldestMinor } from "../../../../policy/core/kubernetesVersion";
import { changed, kube } from "../../../support/policy/cases";
import { namespace, pod } from "../../../support/policy/objects";

const minors = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, i) => oldestMinor + i);

/** The checks that forbid a pod. */
function checks(at: string, to: unknown, level: "baseline" | "restricted", minor: number): string[] {
    const options = { groups: ["pod-security"], level, kubernetesVersion: `1.${minor}` } as const;
    return judge(changed([pod()], at, to), options).violations.map(({ check }) => check ?? "");
}

/** The minors whose rules forbid a pod. */
function forbiddenIn(at: string, to: unknown, level: "baseline" | "restricted" = "restricted"): number[] {
    return minors.filter((minor) => checks(at, to, level, minor).length > 0);
}

const before = (minor: number) => minors.filter((each) => each < minor);

describe("Pod Security versions", () => {
    const sysctl = (name: string) => forbiddenIn("0/spec/securityContext/sysctls", [{ name }], "baseline");

    it("follows the list of safe sysctls", () => {
        assert.deepEqual(sysctl("kernel.shm_rmid_forced"), []);
        assert.deepEqual(sysctl("net.ipv4.ip_unprivileged_port_start"), []);
        assert.deepEqual(sysctl("net.ipv4.ip_local_reserved_ports"), before(27));
        for (const name of ["keepalive_time", "fin_timeout", "keepalive_intvl", "keepalive_probes"]) {
            assert.deepEqual(sysctl(`net.ipv4.tcp_${name}`), before(29));
        }
        assert.deepEqual(sysctl("net.ipv4.tcp_rmem"), before(32));
        assert.deepEqual(sysctl("net.ipv4.tcp_wmem"), before(32));
        assert.deepEqual(sysctl("net.ipv4.tcp_slow_start_after_idle"), before(37));
        assert.deepEqual(sysctl("net.ipv4.tcp_notsent_lowat"), before(37));
        assert.deepEqual(sysctl("kernel.msgmax"), minors);
    });

    it("allows container_engine_t from 1.31 on", () => {
        const options = { type: "container_engine_t" };
        assert.deepEqual(forbiddenIn("0/spec/securityContext/seLinuxOptions", options, "baseline"), before(31));
    });

    it("looks at hosts of probes from 1.34 on", () => {
        const at = "0/spec/containers/0/livenessProbe/httpGet/host";
        const since = minors.filter((minor) => minor >= 34);
        assert.deepEqual(forbiddenIn(at, "example.com", "baseline"), since);
    });

    it("allows root in a user namespace from 1.35 on", () => {
        const inUserNamespace = {
            ...(pod().props.spec as object),
            hostUsers: false,
            securityContext: { runAsUser: 0 },
        };
        for (const minor of minors) {
            const found = checks("0/spec", inUserNamespace, "restricted", minor);
            const expected = [...(minor < 35 ? ["runAsNonRoot", "runAsUser"] : []), "seccompProfile_restricted"];
            assert.deepEqual(found, expected, `1.${minor}`);
        }
    });

    it("allows an unmasked /proc in a user namespace from 1.35 on, in baseline alone", () => {
        const [app] = (pod().props.spec as { containers: object[] }).containers;
        const unmasked = {
            ...(pod().props.spec as object),
            hostUsers: false,
            containers: [{ ...app, securityContext: { ...privileges, procMount: "Unmasked" } }],
        };
        for (const minor of minors) {
            assert.deepEqual(
                checks("0/spec", unmasked, "baseline", minor),
                minor < 35 ? ["procMount"] : [],
                `1.${minor}`,
            );
            const expected = minor < 35 ? ["procMount"] : ["procMount_restricted"];
            assert.deepEqual(checks("0/spec", unmasked, "restricted", minor), expected, `1.${minor}`);
        }
    });

    const privileges = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

    it("fills in seccomp fields from annotations as API servers did up to 1.26", () => {
        const annotations = { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" };
        const spec = {
            containers: [{ name: "app", securityContext: privileges }],
            securityContext: { runAsNonRoot: true },
        };
        const annotated = (value: string) =>
            kube({
                apiVersion: "v1",
                kind: "Pod",
                metadata: { name: "a", annotations: { "seccomp.security.alpha.kubernetes.io/pod": value } },
                spec,
            });
        const verdict = (value: string, minor: number) =>
            judge([annotated(value)], { groups: ["pod-security"], kubernetesVersion: `1.${minor}` }).violations.length;
        assert.deepEqual(forbiddenIn("0/metadata/annotations", annotations, "baseline"), []);
        assert.deepEqual(
            minors.filter((minor) => verdict("runtime/default", minor) === 0),
            before(27),
        );
        assert.deepEqual(
            minors.filter((minor) => verdict("localhost/p", minor) === 0),
            before(27),
        );
        assert.deepEqual(
            minors.filter((minor) => verdict("localhost/", minor) === 0),
            [],
        );
        assert.deepEqual(
            minors.filter((minor) => verdict("unconfined", minor) === 0),
            [],
        );
    });

    it("reads container annotations by the container's name, and lets fields win", () => {
        const annotated = (name: string, container: object) =>
            judge(
                [
                    kube({
                        apiVersion: "v1",
                        kind: "Pod",
                        metadata: {
                            name: "a",
                            annotations: { [`container.seccomp.security.alpha.kubernetes.io/${name}`]: "unconfined" },
                        },
                        spec: { containers: [{ name: "app", securityContext: container }] },
                    }),
                ],
                { groups: ["pod-security"], level: "baseline", kubernetesVersion: "1.25" },
            ).violations.map(({ check }) => check);
        assert.deepEqual(annotated("app", {}), ["seccompProfile_baseline"]);
        assert.deepEqual(annotated("other", {}), []);
        assert.deepEqual(annotated("app", { seccompProfile: { type: "RuntimeDefault" } }), []);
    });

    it("takes the version from the namespace's label, never newer than the cluster", () => {
        const sysctls = changed([pod()], "0/spec/securityContext/sysctls", [{ name: "net.ipv4.tcp_rmem" }]);
        const count = (label: string, kubernetesVersion?: string) => {
            const labelled = namespace("ml", { "pod-security.kubernetes.io/enforce-version": label });
            return judge([labelled, ...sysctls], {
                groups: ["pod-security"],
                ...(kubernetesVersion !== undefined && { kubernetesVersion }),
            }).violations.length;
        };
        assert.equal(count("v1.31"), 1);
        assert.equal(count("v1.32"), 0);
        assert.equal(count("latest"), 0);
        assert.equal(count("v1.99"), 0);
        assert.equal(count("latest", "1.31"), 1);
        assert.equal(count("v1.36", "1.31"), 1);
    });

    it("does not ask Windows pods for what Windows has not", () => {
        const windows = {
            os: { name: "windows" },
            securityContext: { runAsNonRoot: true },
            containers: [{ name: "app" }],
        };
        assert.deepEqual(forbiddenIn("0/spec", windows), []);
        const linux = { ...windows, os: { name: "linux" } };
        assert.deepEqual(checks("0/spec", linux, "restricted", 36), [
            "allowPrivilegeEscalation",
            "capabilities_restricted",
            "seccompProfile_restricted",
        ]);
        const asRoot = { ...windows, securityContext: {} };
        assert.deepEqual(checks("0/spec", asRoot, "restricted", 36), ["runAsNonRoot"]);
    });
});
