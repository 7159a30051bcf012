import fc from "fast-check";
import { type V1Container, type V1PodSpec } from "../cluster/types";
import { volumeSource } from "./volumeArbitrary";

/** A pod as somebody may write it: valid for the API server, with anything from none to many breaches of Pod Security. */
export interface GeneratedPod {
    readonly annotations: Readonly<Record<string, string>>;
    readonly spec: V1PodSpec;
}

type SecurityContext = NonNullable<V1Container["securityContext"]>;
type Probe = NonNullable<V1Container["livenessProbe"]>;
type Port = NonNullable<V1Container["ports"]>[number];
type Lifecycle = NonNullable<V1Container["lifecycle"]>;

/**
 * One of several values: mostly absent or harmless, seldom harmful. With some twenty such choices in a pod this gives pods
 * without any breach as often as pods with one or a few.
 */
function choice<T>(harmless: readonly T[], harmful: readonly T[]): fc.Arbitrary<T | undefined> {
    return fc.oneof(
        { weight: 10, arbitrary: fc.constant(undefined) },
        { weight: 9, arbitrary: fc.constantFrom(...harmless) },
        { weight: 1, arbitrary: fc.constantFrom(...harmful) },
    );
}

/** What a careful author sets; most pods start from it, so that `restricted` is reached often. */
function careful<T>(value: T, others: fc.Arbitrary<T | undefined>): fc.Arbitrary<T | undefined> {
    return fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, { weight: 2, arbitrary: others });
}

/** A record without the keys whose value is undefined: absence is a case of its own for every check. */
function present<T extends object>(record: { [K in keyof T]: T[K] | undefined }): T {
    return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

function sometimes<T>(arbitrary: fc.Arbitrary<T>, weight = 3): fc.Arbitrary<T | undefined> {
    return fc.oneof({ weight: 10 - weight, arbitrary: fc.constant(undefined) }, { weight, arbitrary });
}

const seccomp = choice(
    [{ type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "profiles/a.json" }],
    [{ type: "Unconfined" }],
);
const appArmor = choice(
    [{ type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "k8s-apparmor-example" }],
    [{ type: "Unconfined" }],
);
const seLinux = choice<NonNullable<SecurityContext["seLinuxOptions"]>>(
    [
        {},
        { level: "s0:c123,c456" },
        { type: "container_t" },
        { type: "container_init_t" },
        { type: "container_kvm_t" },
        { type: "container_engine_t" },
    ],
    [
        { type: "spc_t" },
        { user: "system_u" },
        { role: "system_r" },
        { type: "container_t", user: "system_u" },
        { type: "" },
        { user: "" },
    ],
);
const windowsOptions = choice(
    [{}, { runAsUserName: "ContainerUser" }, { hostProcess: false }],
    [{ hostProcess: true }],
);
const runAsUser = choice([1, 1001, 65532], [0]);
const runAsNonRoot = choice([true], [false]);

const defaultCapabilities = ["CHOWN", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETUID", "SYS_CHROOT", "AUDIT_WRITE"];
const otherCapabilities = ["NET_ADMIN", "NET_RAW", "SYS_ADMIN", "SYS_PTRACE", "ALL", "CAP_CHOWN", "net_bind_service"];
const capabilities = careful<SecurityContext["capabilities"]>(
    { drop: ["ALL"] },
    fc
        .record({
            add: sometimes(
                fc.oneof(
                    { weight: 3, arbitrary: fc.constant<string[]>(["NET_BIND_SERVICE"]) },
                    { weight: 2, arbitrary: fc.subarray(defaultCapabilities) },
                    { weight: 1, arbitrary: fc.subarray([...defaultCapabilities, ...otherCapabilities]) },
                ),
                6,
            ),
            drop: fc.oneof(
                { weight: 6, arbitrary: fc.constantFrom<string[][]>(["ALL"], ["NET_RAW", "ALL"]) },
                { weight: 2, arbitrary: fc.constantFrom<string[][]>([], ["all"], ["KILL"], ["CAP_ALL"]) },
                { weight: 1, arbitrary: fc.constant(undefined) },
            ),
        })
        .map((each) => present<NonNullable<SecurityContext["capabilities"]>>(each)),
);

/** Contexts that the API server refuses to combine are taken apart, so that few pods are wasted. */
const linuxContext: fc.Arbitrary<SecurityContext> = fc
    .record({
        privileged: choice([false], [true]),
        allowPrivilegeEscalation: careful(false, choice([false], [true])),
        capabilities,
        procMount: choice(["Default"], ["Unmasked"]),
        runAsNonRoot,
        runAsUser,
        runAsGroup: choice([1001], [0]),
        readOnlyRootFilesystem: choice([true], [false]),
        seccompProfile: seccomp,
        appArmorProfile: appArmor,
        seLinuxOptions: seLinux,
    })
    .map((each) => {
        const context = present<SecurityContext>(each);
        const escalates = context.privileged === true || context.capabilities?.add?.includes("SYS_ADMIN") === true;
        return escalates && context.allowPrivilegeEscalation === false
            ? present<SecurityContext>({ ...context, allowPrivilegeEscalation: undefined })
            : context;
    });

const windowsContext: fc.Arbitrary<SecurityContext> = fc
    .record({ runAsNonRoot, windowsOptions })
    .map((each) => present<SecurityContext>(each));

const host = choice(["", undefined], ["127.0.0.1", "example.com", "::1"]);
const httpGet = host.map((name) => present({ port: 8080, path: "/", host: name }));
const probe: fc.Arbitrary<Probe> = fc.oneof(
    httpGet.map((action) => ({ httpGet: action })),
    host.map((name) => ({ tcpSocket: present({ port: 8080, host: name }) })),
    fc.constantFrom<Probe[]>({ exec: { command: ["true"] } }, { grpc: { port: 8080 } }),
);
const hook = fc.oneof(
    httpGet.map((action) => ({ httpGet: action })),
    host.map((name) => ({ tcpSocket: present({ port: 8080, host: name }) })),
    fc.constantFrom<NonNullable<Lifecycle["preStop"]>[]>({ exec: { command: ["true"] } }, { sleep: { seconds: 1 } }),
);
const lifecycle: fc.Arbitrary<Lifecycle> = fc
    .record({ preStop: sometimes(hook, 5), postStart: sometimes(hook, 5) })
    .map((each) => present<Lifecycle>(each));

const port: fc.Arbitrary<Port> = fc
    .record({ containerPort: fc.integer({ min: 1, max: 65535 }), hostPort: choice([0], [80, 8080, 65535]) })
    .map((each) => present<Port>(each));

function container(name: string, context: fc.Arbitrary<SecurityContext>, runsOn: boolean): fc.Arbitrary<V1Container> {
    const running = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
        runsOn ? sometimes(arbitrary) : fc.constant(undefined);
    return fc
        .record({
            securityContext: fc.oneof(
                { weight: 9, arbitrary: context },
                { weight: 1, arbitrary: fc.constant(undefined) },
            ),
            ports: sometimes(fc.uniqueArray(port, { maxLength: 2, selector: (each) => each.containerPort })),
            livenessProbe: running(probe),
            readinessProbe: running(probe),
            startupProbe: running(probe),
            lifecycle: running(lifecycle),
        })
        .map((each) => ({ name, image: "example.com/image:1", ...present<Omit<V1Container, "name">>(each) }));
}

function containers(
    context: fc.Arbitrary<SecurityContext>,
): fc.Arbitrary<Pick<V1PodSpec, "containers" | "initContainers">> {
    const sidecar = container("sidecar", context, true).map((each) => ({ ...each, restartPolicy: "Always" }));
    return fc
        .record({
            app: container("app", context, true),
            second: sometimes(container("second", context, true), 2),
            init: sometimes(container("init", context, false), 3),
            sidecar: sometimes(sidecar, 2),
        })
        .map(({ app, second, init, sidecar: native }) => {
            const initContainers = [init, native].filter((each) => each !== undefined);
            return {
                containers: [app, second].filter((each) => each !== undefined),
                ...(initContainers.length > 0 && { initContainers }),
            };
        });
}

const sysctls = fc.uniqueArray(
    fc.oneof(
        {
            weight: 6,
            arbitrary: fc.constantFrom(
                "kernel.shm_rmid_forced",
                "net.ipv4.ip_local_port_range",
                "net.ipv4.ip_unprivileged_port_start",
                "net.ipv4.tcp_syncookies",
                "net.ipv4.ping_group_range",
                "net.ipv4.ip_local_reserved_ports",
                "net.ipv4.tcp_keepalive_time",
                "net.ipv4.tcp_fin_timeout",
                "net.ipv4.tcp_keepalive_intvl",
                "net.ipv4.tcp_keepalive_probes",
                "net.ipv4.tcp_rmem",
                "net.ipv4.tcp_wmem",
            ),
        },
        { weight: 1, arbitrary: fc.constantFrom("kernel.msgmax", "net.core.somaxconn", "net/ipv4/tcp_syncookies") },
    ),
    { maxLength: 2 },
);

const volumes = fc
    .array(volumeSource, { maxLength: 2 })
    .map((sources) => sources.map((source, i) => ({ name: `volume-${i}`, ...source })));

type PodContext = NonNullable<V1PodSpec["securityContext"]>;

const linuxPodContext: fc.Arbitrary<PodContext> = fc
    .record({
        runAsNonRoot: careful(true, runAsNonRoot),
        runAsUser,
        seccompProfile: careful({ type: "RuntimeDefault" }, seccomp),
        appArmorProfile: appArmor,
        seLinuxOptions: seLinux,
        sysctls: sometimes(
            sysctls.map((names) => names.map((name) => ({ name, value: "1" }))),
            2,
        ),
        fsGroup: choice([1001], [0]),
        supplementalGroups: choice([[1001]], [[0]]),
    })
    .map((each) => present<PodContext>(each));

const linuxPod: fc.Arbitrary<V1PodSpec> = fc
    .record({
        securityContext: fc.oneof(
            { weight: 9, arbitrary: linuxPodContext },
            { weight: 1, arbitrary: fc.constant(undefined) },
        ),
        hostNetwork: choice([false], [true]),
        hostPID: choice([false], [true]),
        hostIPC: choice([false], [true]),
        hostUsers: fc.oneof(
            { weight: 6, arbitrary: fc.constant(undefined) },
            { weight: 1, arbitrary: fc.constant(true) },
            { weight: 3, arbitrary: fc.constant(false) },
        ),
        os: choice([{ name: "linux" }], [{ name: "linux" }]),
        volumes: sometimes(volumes, 5),
        all: containers(linuxContext),
    })
    .map(({ all, ...each }) => withoutConflicts(present<V1PodSpec>({ ...each, ...all })));

/** A Windows pod may carry none of the fields that only Linux has; without `os` the same pod is judged as any other. */
const windowsPod: fc.Arbitrary<V1PodSpec> = fc
    .record({
        securityContext: sometimes(windowsContext, 8),
        hostNetwork: choice([false], [true]),
        os: sometimes(fc.constant({ name: "windows" }), 8),
        volumes: sometimes(volumes, 5),
        all: containers(windowsContext),
    })
    .map(({ all, ...each }) => withoutConflicts(present<V1PodSpec>({ ...each, ...all })));

/** A pod of Windows host processes: all of its containers are, and it shares the node's network. */
const hostProcessPod: fc.Arbitrary<V1PodSpec> = fc
    .record({ pod: windowsPod, inherited: fc.boolean() })
    .map(({ pod, inherited }) => {
        const own = { windowsOptions: { hostProcess: true, runAsUserName: "NT AUTHORITY\\SYSTEM" } };
        const contained = (each: V1Container): V1Container => ({
            ...each,
            securityContext: inherited ? { runAsNonRoot: true } : own,
        });
        return withoutConflicts({
            ...pod,
            hostNetwork: true,
            securityContext: inherited ? own : {},
            containers: pod.containers.map(contained),
            ...(pod.initContainers !== undefined && { initContainers: pod.initContainers.map(contained) }),
        });
    });

/** Combinations that validation refuses, made acceptable in a way that keeps the graver breach. */
function withoutConflicts(spec: V1PodSpec): V1PodSpec {
    const sharesHost = spec.hostNetwork === true || spec.hostPID === true || spec.hostIPC === true;
    const each = (container: V1Container): V1Container => {
        const { procMount, ...context } = container.securityContext ?? {};
        return {
            ...container,
            ...(sharesHost && procMount === "Unmasked" && { securityContext: context }),
            ...(spec.hostNetwork === true &&
                container.ports !== undefined && {
                    ports: container.ports.map((port) =>
                        port.hostPort ? { ...port, hostPort: port.containerPort } : port,
                    ),
                }),
        };
    };
    const { hostUsers, securityContext, ...rest } = spec;
    const { sysctls, ...podContext } = securityContext ?? {};
    const unmasked = [...spec.containers, ...(spec.initContainers ?? [])].some(
        (container) => container.securityContext?.procMount === "Unmasked",
    );
    return present<V1PodSpec>({
        ...rest,
        containers: spec.containers.map(each),
        initContainers: spec.initContainers?.map(each),
        hostUsers: sharesHost ? undefined : unmasked ? false : hostUsers,
        securityContext: sharesHost && sysctls !== undefined ? podContext : securityContext,
    });
}

/** Annotations that earlier versions read; AppArmor's still counts where no field is set. */
const annotations: fc.Arbitrary<Record<string, string>> = fc
    .record({
        "container.apparmor.security.beta.kubernetes.io/app": choice(
            ["runtime/default", "localhost/k8s-apparmor-example"],
            ["unconfined"],
        ),
        "seccomp.security.alpha.kubernetes.io/pod": choice(["runtime/default"], ["unconfined"]),
    })
    .map((each) => present<Record<string, string>>(each));

/** An annotation and the field that replaced it must not differ; the field goes. */
const annotatedPod: fc.Arbitrary<GeneratedPod> = fc
    .record({ annotations, spec: linuxPod })
    .map(({ annotations: given, spec }) => {
        const { seccompProfile: _seccomp, appArmorProfile: _appArmor, ...podContext } = spec.securityContext ?? {};
        return {
            annotations: given,
            spec: {
                ...spec,
                securityContext: podContext,
                containers: spec.containers.map((container) => {
                    const { appArmorProfile: _own, ...context } = container.securityContext ?? {};
                    return { ...container, securityContext: context };
                }),
            },
        };
    });

function plain(spec: fc.Arbitrary<V1PodSpec>): fc.Arbitrary<GeneratedPod> {
    return spec.map((each) => ({ annotations: {}, spec: each }));
}

export const generatedPod: fc.Arbitrary<GeneratedPod> = fc.oneof(
    { weight: 16, arbitrary: plain(linuxPod) },
    { weight: 2, arbitrary: annotatedPod },
    { weight: 2, arbitrary: plain(windowsPod) },
    { weight: 1, arbitrary: plain(hostProcessPod) },
);
