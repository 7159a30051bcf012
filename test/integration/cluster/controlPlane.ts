import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import path from "node:path";
import { downloadModule, ensureTool, tools, type ToolName } from "../tools";
import { createAuthority, issueCertificate } from "./certificates";
import { type Connection } from "./connection";
import { ComponentError, freePorts, ProcessGroup } from "./processes";

/** Who talks to the API server, and the groups each belongs to. */
const users = {
    admin: "system:masters",
    kwok: "system:masters",
    "system:kube-controller-manager": "",
    "system:kube-scheduler": "",
} as const;
type User = keyof typeof users;

/** Stages of kwok's own that make nodes Ready and keep them so, run pods and remove what is deleted. */
const kwokStages = [
    "kustomize/stage/node/fast/node-initialize.yaml",
    "kustomize/stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
    "kustomize/stage/pod/fast/pod-ready.yaml",
    "kustomize/stage/pod/fast/pod-delete.yaml",
];

/** Stages of this tier: the end of Jobs' pods, and volumes. */
const ownStages = ["jobs.stage.yaml", "volumes.stage.yaml"];

/** The tools of every control plane. */
export const controlPlaneTools = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
] as const satisfies readonly ToolName[];

/**
 * Ten times the kubelet's 40 seconds. A simulated node is there until it is deleted, and the heartbeats of a stack's nodes take most
 * of what an idle control plane takes.
 */
const nodeLeaseSeconds = 400;

/** Of requests to the API server: at its own limit of 20 a second, the controller manager takes 20 seconds for 80 new nodes. */
const manyRequests = ["--kube-api-qps=500", "--kube-api-burst=1000"];

/** Starts that may lose the race for a free port before the fault counts as real. */
const attempts = 3;

/** A running control plane. */
export interface ControlPlane {
    readonly connection: Connection;
    /** Path of an administrator's kubeconfig. */
    readonly kubeconfig: string;
    /** Its processes; further programs of a cluster join them. */
    readonly processes: ProcessGroup;
    readonly stop: () => Promise<void>;
}

/** How a control plane differs from the plain one. */
export interface ControlPlaneOptions {
    /**
     * Whether the API server calls Services: aggregated APIs, admission webhooks. It then goes to the addresses of their
     * EndpointSlices, since nothing here routes a Service's own address. Default: no.
     */
    readonly callsServices?: boolean;
    /** Range that simulated pods get their addresses from. Default: kwok's own. */
    readonly podRange?: string;
    /** Whether pods are placed and run, in name. Default: yes; no: another program runs them. */
    readonly simulatedPods?: boolean;
    /** Further flags of kube-controller-manager. Default: none. */
    readonly managerFlags?: readonly string[];
}

/**
 * A Kubernetes control plane on loopback with simulated nodes: etcd, API server, controller manager, scheduler, kwok.
 *
 * @throws ComponentError with the last log lines of the component that did not start.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const binaries = new Map<ToolName, string>();
    // One after the other: a build uses every core by itself.
    for (const tool of controlPlaneTools) {
        binaries.set(tool, await ensureTool(tool));
    }
    const kwok = await downloadModule("sigs.k8s.io/kwok", tools.kwok.module);
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await start(binaries, kwok.folder, options);
        } catch (error) {
            const portTaken = error instanceof ComponentError && error.message.includes("address already in use");
            if (!portTaken || attempt === attempts) {
                throw error;
            }
        }
    }
}

async function start(
    binaries: ReadonlyMap<ToolName, string>,
    kwokModule: string,
    options: ControlPlaneOptions,
): Promise<ControlPlane> {
    const group = new ProcessGroup();
    try {
        return await startComponents(group, binaries, kwokModule, options);
    } catch (error) {
        await group.stop();
        throw error;
    }
}

async function startComponents(
    group: ProcessGroup,
    binaries: ReadonlyMap<ToolName, string>,
    kwokModule: string,
    { callsServices = false, podRange, simulatedPods = true, managerFlags = [] }: ControlPlaneOptions,
): Promise<ControlPlane> {
    const file = (name: string): string => path.join(group.folder, name);
    const ports = await freePorts(6);
    const [etcdPort, etcdPeerPort, apiPort, managerPort, schedulerPort, kwokPort] = ports as [
        number,
        number,
        number,
        number,
        number,
        number,
    ];
    const server = `https://127.0.0.1:${apiPort}`;
    const run = async (name: ToolName, args: readonly string[], ready: () => Promise<boolean>): Promise<void> => {
        await group.start({ name, binary: binaries.get(name) ?? "", args, ready });
    };

    await run(
        "etcd",
        [
            `--data-dir=${file("etcd")}`,
            `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
            `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
            `--listen-peer-urls=http://127.0.0.1:${etcdPeerPort}`,
            `--initial-advertise-peer-urls=http://127.0.0.1:${etcdPeerPort}`,
            `--initial-cluster=default=http://127.0.0.1:${etcdPeerPort}`,
            // Durability is worth nothing in a folder that is removed afterwards.
            "--unsafe-no-fsync",
        ],
        () => answers(`http://127.0.0.1:${etcdPort}/health`),
    );

    const tokens = writeTokens(file("tokens.csv"));
    writeServiceAccountKeys(file("service-account.key"), file("service-account.pub"));
    // The API server signs its own certificate; the file holds the authority as well.
    const authority = file("apiserver/apiserver.crt");
    const admin = { authorization: `Bearer ${tokens.admin}` };
    await run(
        "kube-apiserver",
        [
            `--etcd-servers=http://127.0.0.1:${etcdPort}`,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            // Nothing in this cluster calls the API server by its Service, and loopback is refused as its endpoint.
            "--endpoint-reconciler-type=none",
            `--secure-port=${apiPort}`,
            `--cert-dir=${file("apiserver")}`,
            `--token-auth-file=${file("tokens.csv")}`,
            "--anonymous-auth=false",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--allow-privileged=true",
            "--service-cluster-ip-range=172.20.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc",
            `--service-account-key-file=${file("service-account.pub")}`,
            `--service-account-signing-key-file=${file("service-account.key")}`,
            ...(callsServices ? aggregationFlags(group.folder) : []),
        ],
        () => answers(`${server}/readyz`, admin),
    );

    const kubeconfigs = Object.fromEntries(
        (Object.keys(users) as User[]).map((user) => {
            const kubeconfig = file(`${user.replace("system:", "")}.kubeconfig`);
            writeKubeconfig(kubeconfig, { server, authority, user, token: tokens[user] });
            return [user, kubeconfig];
        }),
    ) as Record<User, string>;

    const manager = kubeconfigs["system:kube-controller-manager"];
    const scheduler = kubeconfigs["system:kube-scheduler"];
    await Promise.all([
        run(
            "kube-controller-manager",
            [
                `--kubeconfig=${manager}`,
                "--bind-address=127.0.0.1",
                `--secure-port=${managerPort}`,
                `--cert-dir=${file("manager")}`,
                "--leader-elect=false",
                ...manyRequests,
                "--use-service-account-credentials",
                `--node-monitor-grace-period=${nodeLeaseSeconds + 10}s`,
                // Without a kubelet's heartbeat nodes count as lost, and their pods would be removed.
                ...(simulatedPods ? [] : ["--controllers=*,-node-lifecycle-controller,-taint-eviction-controller"]),
                `--service-account-private-key-file=${file("service-account.key")}`,
                `--root-ca-file=${authority}`,
                ...managerFlags,
            ],
            () => answers(`https://127.0.0.1:${managerPort}/healthz`),
        ),
        simulatedPods &&
            run(
                "kube-scheduler",
                [
                    `--kubeconfig=${scheduler}`,
                    "--bind-address=127.0.0.1",
                    `--secure-port=${schedulerPort}`,
                    `--cert-dir=${file("scheduler")}`,
                    "--leader-elect=false",
                    ...manyRequests,
                ],
                () => answers(`https://127.0.0.1:${schedulerPort}/healthz`),
            ),
        simulatedPods &&
            run(
                "kwok",
                [
                    `--kubeconfig=${kubeconfigs.kwok}`,
                    ...(podRange === undefined ? [] : [`--cidr=${podRange}`]),
                    "--manage-all-nodes=true",
                    `--node-lease-duration-seconds=${nodeLeaseSeconds}`,
                    `--server-address=127.0.0.1:${kwokPort}`,
                    ...kwokStages.map((stage) => `--config=${path.join(kwokModule, stage)}`),
                    ...ownStages.map((stage) => `--config=${path.join(__dirname, stage)}`),
                ],
                () => answers(`http://127.0.0.1:${kwokPort}/healthz`),
            ),
    ]);

    const agent = new Agent({ ca: readFileSync(authority), keepAlive: true, maxSockets: 32 });
    return {
        connection: { server, requestOptions: () => Promise.resolve({ agent, headers: admin }) },
        kubeconfig: kubeconfigs.admin,
        processes: group,
        stop: async () => {
            agent.destroy();
            await group.stop();
        },
    };
}

/** Makes the API server pass requests on to aggregated APIs, in the name of who asked, and sign them as itself. */
function aggregationFlags(folder: string): string[] {
    const authority = createAuthority(path.join(folder, "front-proxy"), "front-proxy");
    const { certificate, key } = issueCertificate(authority, "front-proxy-client", []);
    return [
        "--enable-aggregator-routing",
        `--requestheader-client-ca-file=${authority.certificate}`,
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        `--proxy-client-cert-file=${certificate}`,
        `--proxy-client-key-file=${key}`,
    ];
}

function writeTokens(file: string): Record<User, string> {
    const tokens = {} as Record<User, string>;
    const lines = (Object.keys(users) as User[]).map((user) => {
        tokens[user] = randomBytes(32).toString("hex");
        return [tokens[user], user, user, ...(users[user] === "" ? [] : [users[user]])].join(",");
    });
    writeFileSync(file, lines.join("\n"), { mode: 0o600 });
    return tokens;
}

function writeServiceAccountKeys(privateFile: string, publicFile: string): void {
    // An RSA key takes a quarter of a second.
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(privateFile, privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
    writeFileSync(publicFile, publicKey.export({ type: "spki", format: "pem" }));
}

interface KubeconfigArgs {
    readonly server: string;
    readonly authority: string;
    readonly user: string;
    readonly token: string;
}

function writeKubeconfig(file: string, { server, authority, user, token }: KubeconfigArgs): void {
    const name = "inference-platform-integration";
    const config = {
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name, cluster: { server, "certificate-authority": authority } }],
        users: [{ name: user, user: { token } }],
        contexts: [{ name, context: { cluster: name, user } }],
        "current-context": name,
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
}

/** Whether a health endpoint says yes. Certificates are not checked: it asks for a sign of life and sends no secret but ours. */
async function answers(url: string, headers: Readonly<Record<string, string>> = {}): Promise<boolean> {
    if (url.startsWith("http:")) {
        return (await fetch(url)).ok;
    }
    return await new Promise((resolve, reject) => {
        const outgoing = request(url, { headers, rejectUnauthorized: false, agent: false }, (incoming) => {
            incoming.resume();
            resolve(incoming.statusCode === 200);
        });
        outgoing.on("error", reject);
        outgoing.end();
    });
}
