import { Readable } from "node:stream";
import { load } from "js-yaml";
import { stringify } from "yaml";
import { check } from "../../policy/check/check";
import { parseText } from "../../policy/check/parse";
import { judge, type JudgedResource, type JudgeOptions } from "../../policy/core/judge";
import { collectGarbage } from "../shared/garbage";
import { type Figure } from "./figure";

const objects = 5_000;
const rounds = 5;

/** Speed of the policy pack on parsed objects, beside the cost of parsing the same objects from YAML. */
export async function benchPolicies(): Promise<Figure[]> {
    const pods = Array.from({ length: objects }, (_, i) => podResource(i));
    const mixed = Array.from({ length: objects }, (_, i) => mixedResource(i));
    const text = manifestOf(mixedResource(0));
    const parsing = rate(1_000, () => {
        for (let i = 0; i < 1_000; i++) {
            parseText({ text, line: 1 });
        }
    });
    const bare = rate(1_000, () => {
        for (let i = 0; i < 1_000; i++) {
            load(text);
        }
    });
    const whole = rate(objects, () => judge(mixed));
    const podSecurity = rate(objects, () => judge(pods, { groups: ["pod-security"] } satisfies JudgeOptions));
    const grown = await memoryPerObject();
    const floor = { name: "parsing the same object from YAML", value: parsing };
    return [
        { name: "policy pack, all groups", value: whole, unit: "objects/s", floor, atLeast: 20_000 },
        { name: "policy pack, pod-security alone", value: podSecurity, unit: "objects/s", floor, atLeast: 50_000 },
        {
            name: "npm run check, documents read",
            value: parsing,
            unit: "objects/s",
            floor: { name: "js-yaml", value: bare },
        },
        { name: "npm run check, heap retained for each additional pod of a stream", value: grown, unit: "bytes" },
    ];
}

/** Best of several rounds: slower rounds measure the machine's other load. */
function rate(count: number, work: () => unknown): number {
    let best = Infinity;
    for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        work();
        best = Math.min(best, performance.now() - start);
    }
    return (count / best) * 1000;
}

/** Bytes of heap that the check retains for each additional pod of a stream. */
async function memoryPerObject(): Promise<number> {
    const small = await peakHeap(1_000);
    const large = await peakHeap(11_000);
    return Math.max(0, (large - small) / 10_000);
}

async function peakHeap(count: number): Promise<number> {
    const text = `---\n${manifestOf(podResource(1))}`;
    let peak = 0;
    let read = 0;
    function* documents(): Generator<Buffer> {
        for (let i = 0; i < count; i++) {
            yield Buffer.from(text);
        }
    }
    const judged = () => {
        if (read++ % 500 === 0) {
            collectGarbage();
            peak = Math.max(peak, process.memoryUsage().heapUsed);
        }
    };
    await check(
        { inputs: ["-"], groups: ["availability"], format: "json" },
        {
            // One violation per pod: a call for each.
            out: judged,
            err: () => undefined,
            stdin: Readable.from(documents()),
            style: { width: 80, color: false },
        },
    );
    return peak;
}

function podResource(i: number): JudgedResource {
    const metadata = { name: `pod-${i}`, namespace: "ml" };
    return resource("kubernetes:core/v1:Pod", i, { apiVersion: "v1", kind: "Pod", metadata, spec: podSpec() });
}

/** An object as manifests write it: what its parts share stands in each of them, and not behind an alias. */
export function manifestOf({ props }: JudgedResource): string {
    return stringify(props, { aliasDuplicateObjects: false });
}

/** The mix of a stack: workloads and the objects around them. */
export function mixedResource(i: number): JudgedResource {
    const metadata = { name: `object-${i}`, namespace: "ml" };
    const labels = { app: `app-${i % 50}` };
    switch (i % 5) {
        case 1:
            return resource("kubernetes:core/v1:Service", i, {
                apiVersion: "v1",
                kind: "Service",
                metadata,
                spec: { selector: labels, ports: [{ name: "http", port: 80 }] },
            });
        case 2:
            return resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", i, {
                apiVersion: "networking.k8s.io/v1",
                kind: "NetworkPolicy",
                metadata,
                spec: { podSelector: { matchLabels: labels }, policyTypes: ["Ingress"], ingress: [] },
            });
        case 3:
            return resource("kubernetes:core/v1:ConfigMap", i, {
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata,
                data: labels,
            });
        default:
            return resource("kubernetes:apps/v1:Deployment", i, {
                apiVersion: "apps/v1",
                kind: "Deployment",
                metadata,
                spec: { replicas: 1, template: { metadata: { labels }, spec: podSpec() } },
            });
    }
}

function resource(type: string, i: number, props: JudgedResource["props"]): JudgedResource {
    return { urn: `urn:${i}`, type, name: `resource-${i}`, props };
}

/** A compliant pod of two containers: every policy has to look at all of it. */
function podSpec(): object {
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    const resources = { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "1", memory: "2Gi" } };
    const container = { image: "registry.example.com/ml/app:1.2.3", resources, securityContext };
    const probe = { httpGet: { path: "/health", port: 8080 } };
    return {
        priorityClassName: "serving",
        terminationGracePeriodSeconds: 60,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        volumes: [{ name: "config", configMap: { name: "app" } }],
        initContainers: [{ name: "init", ...container }],
        containers: [
            {
                name: "app",
                ...container,
                ports: [{ containerPort: 8080 }],
                livenessProbe: probe,
                readinessProbe: probe,
            },
        ],
    };
}
