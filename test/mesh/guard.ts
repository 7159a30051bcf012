import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { accepted, type KubeClient } from "../integration/cluster/client";
import { type ControlPlane } from "../integration/cluster/controlPlane";
import { type KubeObject } from "../integration/cluster/types";
import { ensureTool } from "../integration/tools";
import { eventually } from "../integration/wait";
import { run } from "./network";
import { nodeName } from "./pods";

const name = "kube-network-policies";
const namespace = "kube-system";
const queue = "100";
const metricsPort = 9080;

/** Where a program in a pod finds its token and the API server's authority. Source: client-go, rest.InClusterConfig. */
const accountFolder = "/run/secrets/kubernetes.io/serviceaccount";

/** First packets of connections between pods, and between pods and hosts outside: all pass through the node. */
const diverted = ["FORWARD", "--protocol", "tcp", "--syn", "--jump", "NFQUEUE", "--queue-num", queue];

/**
 * Enforces the cluster's NetworkPolicies on packets: SIG Network's own agent decides about the first packet of each connection,
 * and this lays its queue before it, since the kernels of test machines lack the kind of rule that it writes by itself.
 */
export class NetworkGuard {
    /** Starts the agent; nothing is guarded yet. @throws ComponentError when it does not start */
    public async start(client: KubeClient, { processes, connection }: ControlPlane): Promise<void> {
        for (const object of permissions) {
            accepted(await client.apply(object));
        }
        mkdirSync(accountFolder, { recursive: true });
        writeFileSync(`${accountFolder}/token`, await tokenOf(client));
        writeFileSync(`${accountFolder}/ca.crt`, await authorityOf(client));
        const { hostname, port } = new URL(connection.server);
        await processes.start({
            name,
            binary: await ensureTool(name),
            args: [
                `--hostname-override=${nodeName}`,
                `--nfqueue-id=${queue}`,
                `--metrics-bind-address=127.0.0.1:${metricsPort}`,
            ],
            env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
            ready: () => Promise.resolve(hasReader(queue)),
        });
    }

    /** Lets the policies decide about every connection that is opened meanwhile; those that are open go on. */
    public async guarding<T>(use: () => Promise<T>): Promise<T> {
        run("iptables", "--insert", ...diverted);
        try {
            return await use();
        } finally {
            run("iptables", "--delete", ...diverted);
        }
    }
}

/** What the agent's own manifest allows it. */
const permissions: readonly KubeObject[] = [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name },
        rules: [
            { apiGroups: [""], resources: ["pods", "namespaces"], verbs: ["list", "watch"] },
            { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list", "watch"] },
        ],
    },
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
        subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
];

/** Whether a program of this network namespace takes packets from the queue. Source: Linux, nfnetlink_queue. */
function hasReader(number: string): boolean {
    const rows = readFileSync("/proc/net/netfilter/nfnetlink_queue", "utf8").split("\n");
    return rows.some((row) => row.trim().split(/\s+/)[0] === number);
}

/** As every namespace has it for its pods. */
async function authorityOf(client: KubeClient): Promise<string> {
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kube-root-ca.crt", namespace } };
    return await eventually("the API server's authority for pods", async () => {
        const found = await client.read<{ readonly data: Readonly<Record<string, string>> }>(configMap);
        return found?.data["ca.crt"];
    });
}

async function tokenOf(client: KubeClient): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 7200 } };
    const reply = await client.send<{ readonly status: { readonly token: string } }>("POST", path, { body });
    return accepted(reply).body.status.token;
}
