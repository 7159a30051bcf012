import { chownSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ProcessGroup } from "../integration/cluster/processes";
import { accepted, type KubeClient } from "../integration/cluster/client";
import { eventually } from "../integration/wait";
import { argumentsOf, containerOf, environmentOf, proxyName, type RunningPod } from "./containers";
import { hostsFile, run } from "./network";

/** Programs that stand for the content of Istio's image. */
export interface ProxyPrograms {
    readonly agent: string;
    readonly envoy: string;
    /** Folder of Istio's Go module. */
    readonly istio: string;
}

/** What the proxy runs as; its own traffic is told from the application's by it. Source: Istio's injection template. */
export const proxyUser = 1337;
/** Where the agent answers the kubelet's question whether the proxy is ready. */
const readyPort = 15021;

/** Folders of the machine that a proxy's root has, too. `/usr/local/bin` is another one: the agent and Envoy lie there. */
const sharedFolders = ["/usr", "/dev", "/etc/ssl"];
const programFolder = "/usr/local/bin";
/** Links that distributions with a merged /usr have in their root. */
const links = ["bin", "sbin", "lib", "lib64"];

/** Folders that the injected volumes of a proxy are mounted at, writable for it. */
const volumes = [
    "/etc/istio/proxy",
    "/etc/istio/pod",
    "/var/lib/istio/data",
    "/var/lib/istio/envoy",
    "/var/run/secrets/tokens",
    "/var/run/secrets/istio",
    "/var/run/secrets/workload-spiffe-uds",
    "/var/run/secrets/workload-spiffe-credentials",
    "/var/run/secrets/credential-uds",
    "/tmp",
];

/** Mounts are the sandbox's own: they are gone with the process, and the folder below can be removed. */
const enterRoot = `
set -e
root=$1; agent=$2; envoy=$3; shift 3
for folder in ${sharedFolders.join(" ")}; do mount --rbind "$folder" "$root$folder"; done
mount -t tmpfs tmpfs "$root${programFolder}"
touch "$root${programFolder}/pilot-agent" "$root${programFolder}/envoy"
mount --bind "$agent" "$root${programFolder}/pilot-agent"
mount --bind "$envoy" "$root${programFolder}/envoy"
mount -t proc proc "$root/proc"
cd "$root"
exec chroot --userspec=${proxyUser}:${proxyUser} "$root" ${programFolder}/pilot-agent "$@"
`;

/** The proxy of one pod: injected container, agent and Envoy, in the pod's network namespace and a root of its own. */
export class Proxy {
    private readonly root: string;
    private readonly container;
    private readonly environment: Readonly<Record<string, string>>;

    /** @param inside command line that enters the pod's network namespace */
    constructor(
        private readonly pod: RunningPod,
        private readonly address: string,
        private readonly inside: readonly string[],
        private readonly programs: ProxyPrograms,
        private readonly processes: ProcessGroup,
    ) {
        const container = containerOf(pod, proxyName);
        if (container === undefined) {
            throw new Error(`pod "${pod.metadata.name}" has no container "${proxyName}": it was not injected`);
        }
        this.container = container;
        this.root = path.join(processes.folder, `${this.name}.root`);
        this.environment = environmentOf(container, pod);
    }

    /** Redirects the pod's traffic and starts the proxy. @throws ComponentError when it does not become ready */
    public async start(client: KubeClient): Promise<void> {
        this.redirect();
        await this.fillRoot(client);
        const log = path.join(this.processes.folder, `${this.name}.log`);
        // The access log goes to /dev/stdout, which Envoy opens again by itself.
        writeFileSync(log, "");
        chownSync(log, proxyUser, proxyUser);
        const [binary = "", ...enter] = this.inside;
        await this.processes.start({
            name: this.name,
            binary,
            args: [
                ...enter,
                ...[
                    "unshare",
                    "--mount",
                    "--propagation",
                    "private",
                    "env",
                    "-i",
                    "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                ],
                ...Object.entries(this.environment).map(([key, value]) => `${key}=${value}`),
                ...["sh", "-c", enterRoot, "sh", this.root, this.programs.agent, this.programs.envoy],
                ...argumentsOf(this.container, this.environment),
            ],
            ready: async () => (await fetch(`http://${this.address}:${readyPort}/healthz/ready`)).ok,
        });
    }

    /** As soon as the pod is to end: connections are told to go elsewhere. */
    public drain(): void {
        const command = this.container.lifecycle?.preStop?.exec?.command;
        if (command?.[0] === "pilot-agent") {
            run(...this.inside, this.programs.agent, ...command.slice(1));
        }
    }

    /** Last of all. @param seconds until it is killed */
    public async end(seconds: number): Promise<void> {
        await this.processes.end(this.name, seconds);
    }

    private get name(): string {
        return `${this.pod.metadata.name}.${proxyName}`;
    }

    /**
     * What Istio's CNI plugin does on a node, with the arguments that the injector gives the container that validates the result;
     * a gateway has none.
     */
    private redirect(): void {
        const validation = containerOf(this.pod, "istio-validation");
        if (validation !== undefined) {
            const onlyValidates = ["--run-validation", "--skip-rule-apply"];
            const args = argumentsOf(validation, {}).filter((each) => !onlyValidates.includes(each));
            run(...this.inside, this.programs.agent, ...args);
        }
    }

    private async fillRoot(client: KubeClient): Promise<void> {
        for (const folder of ["/proc", ...sharedFolders, ...volumes]) {
            mkdirSync(path.join(this.root, folder), { recursive: true });
        }
        for (const link of links) {
            symlinkSync(`usr/${link}`, path.join(this.root, link));
        }
        const { metadata } = this.pod;
        const bootstrap = "tools/packaging/common/envoy_bootstrap.json";
        copyFileSync(
            path.join(this.programs.istio, bootstrap),
            path.join(this.root, "var/lib/istio/envoy/envoy_bootstrap_tmpl.json"),
        );
        copyFileSync(hostsFile, path.join(this.root, "etc/hosts"));
        this.write("etc/passwd", `istio-proxy:x:${proxyUser}:${proxyUser}::/:/bin/sh\n`);
        this.write("etc/nsswitch.conf", "hosts: files\n");
        this.write("etc/istio/pod/labels", downwardMap(metadata.labels));
        this.write("etc/istio/pod/annotations", downwardMap(metadata.annotations));
        this.write("var/run/secrets/tokens/istio-token", await tokenOf(client, this.pod));
        this.write("var/run/secrets/istio/root-cert.pem", await rootCertificate(client, metadata.namespace));
        run(
            "chown",
            "-R",
            `${proxyUser}:${proxyUser}`,
            ...["etc/istio", "var", "tmp"].map((each) => path.join(this.root, each)),
        );
    }

    private write(file: string, content: string): void {
        writeFileSync(path.join(this.root, file), content);
    }
}

/** Labels or annotations as the downward API writes them. */
function downwardMap(entries: Readonly<Record<string, string>> = {}): string {
    return Object.entries(entries)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}\n`)
        .join("");
}

/** The token that the injected volume asks for, bound to the pod. */
async function tokenOf(client: KubeClient, { metadata, spec }: RunningPod): Promise<string> {
    const account = `/api/v1/namespaces/${metadata.namespace}/serviceaccounts/${spec.serviceAccountName ?? "default"}`;
    const reply = await client.send<{ readonly status: { readonly token: string } }>("POST", `${account}/token`, {
        body: {
            apiVersion: "authentication.k8s.io/v1",
            kind: "TokenRequest",
            spec: {
                audiences: ["istio-ca"],
                expirationSeconds: 3600,
                boundObjectRef: { kind: "Pod", apiVersion: "v1", name: metadata.name, uid: metadata.uid },
            },
        },
    });
    return accepted(reply).body.status.token;
}

/** Istiod writes its certificate into every namespace it serves. */
async function rootCertificate(client: KubeClient, namespace: string): Promise<string> {
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "istio-ca-root-cert", namespace } };
    return await eventually(`istiod's root certificate in namespace "${namespace}"`, async () => {
        const found = await client.read<{ readonly data: Readonly<Record<string, string>> }>(configMap);
        return found?.data["root-cert.pem"];
    });
}
