import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { answerOn, ip } from "../runtime/sandbox";

/** The node's own address on the network of pods: istiod answers there. */
export const nodeAddress = "10.244.0.1";
const podBits = 16;
/** Networks for documentation (RFC 5737): hosts and clients outside the cluster; and the address of EC2's metadata. */
const outsideRanges = ["198.51.100.0/24", "203.0.113.0/24", "169.254.169.254/32"];

const bridge = "pods";
/** Names and addresses that processes of the sandbox and of pods resolve. */
export const hostsFile = "/run/hosts";

/**
 * The network of one node inside the sandbox: a bridge with a network namespace per pod, and further ones for what lies outside
 * the cluster.
 */
export class Network {
    private addresses = 0;
    private interfaces = 0;

    constructor() {
        // What `ip netns` and iptables leave there must not outlive the sandbox.
        run("mount", "-t", "tmpfs", "tmpfs", "/run");
        mkdirSync("/run/netns");
        this.resolve(new Map());
        run("mount", "--bind", hostsFile, "/etc/hosts");
        answerOn([]);
        ip("link", "add", bridge, "type", "bridge");
        ip("addr", "add", `${nodeAddress}/${podBits}`, "dev", bridge);
        ip("link", "set", bridge, "up");
        for (const range of outsideRanges) {
            ip("route", "add", range, "dev", bridge);
        }
        writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
        // Namespaces reach each other through the node, although they share a link.
        writeFileSync(`/proc/sys/net/ipv4/conf/${bridge}/send_redirects`, "0");
    }

    /** The next free address of a pod. */
    public podAddress(): string {
        this.addresses += 1;
        return `10.244.${1 + Math.floor(this.addresses / 250)}.${1 + (this.addresses % 250)}`;
    }

    /**
     * Gives the addresses to a network namespace of their own.
     *
     * @param sysctls as a pod's security context names them
     * @returns a command line that runs what follows inside
     */
    public attach(
        name: string,
        addresses: readonly string[],
        sysctls: Readonly<Record<string, string>> = {},
    ): readonly string[] {
        const inside = ["nsenter", `--net=/run/netns/${name}`, "--"];
        const outer = `veth${(this.interfaces += 1)}`;
        ip("netns", "add", name);
        ip("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", name);
        ip("link", "set", outer, "master", bridge, "up");
        ip("-n", name, "link", "set", "lo", "up");
        for (const address of addresses) {
            ip("-n", name, "addr", "add", `${address}/32`, "dev", "eth0");
        }
        ip("-n", name, "link", "set", "eth0", "up");
        ip("-n", name, "route", "add", nodeAddress, "dev", "eth0");
        ip("-n", name, "route", "add", "default", "via", nodeAddress);
        for (const [key, value] of Object.entries(sysctls)) {
            const file = `/proc/sys/${key.replaceAll(".", "/")}`;
            run(...inside, "sh", "-c", 'printf %s "$1" >"$2"', "sh", value, file);
        }
        return inside;
    }

    public detach(name: string): void {
        ip("netns", "delete", name);
    }

    /** Where names lead, for every process of the sandbox: there is no DNS server. */
    public resolve(addresses: ReadonlyMap<string, string>): void {
        const lines = [...addresses].map(([name, address]) => `${address} ${name}`);
        writeFileSync(hostsFile, ["127.0.0.1 localhost", ...lines, ""].join("\n"));
    }
}

/** Runs a command to its end. @throws Error with what it said. */
export function run(...[command = "", ...args]: readonly string[]): void {
    execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"] });
}
