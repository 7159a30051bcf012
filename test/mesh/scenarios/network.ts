import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { istioPorts } from "../../../components/kubernetes/wellKnown";
import { networkAdmits, networkLetsOut } from "../../../simulation/facts/network";
import { clusterObjects, containerPorts } from "../../../simulation/facts/objects";
import { ensureTool } from "../../integration/tools";
import { applicationOf } from "../containers";
import { type Mesh } from "../mesh";
import { closed, describePassage, hostAddress, open, type Passage, type Place } from "../passages";
import { type Running } from "../pods";
import { proxyUser } from "../proxy";
import { type MeshScenario } from "./scenario";

/** Pods that try at the same time: the agent's queue holds a thousand packets. */
const triesAtOnce = 6;

export const network: readonly MeshScenario[] = [
    {
        title: "the network lets listed connections through",
        holds: async (mesh, figure) => {
            const { blocked } = await tryOut(mesh, { open, closed: [] });
            assert.deepEqual(blocked.map(describePassage), []);
            figure(`${open.length} of ${open.length}`);
        },
    },
    {
        title: "the network drops the first packet of every other connection",
        holds: async (mesh, figure) => {
            const { through } = await tryOut(mesh, { open: [], closed });
            assert.deepEqual(through.map(describePassage), []);
            figure(`${closed.length} of ${closed.length}`);
        },
    },
    {
        title: "the network decides for every pod and port as the report of simulate says",
        holds: async (mesh, figure) => {
            const objects = clusterObjects(mesh.objects);
            const isOpen = ({ from, to, port }: PodPassage): boolean =>
                networkLetsOut(objects, from, to, port) && networkAdmits(objects, to, from, port);
            const passages = everyPassage(mesh.everyPod());
            const [expected, refused] = [passages.filter(isOpen), passages.filter((passage) => !isOpen(passage))];
            const { blocked, through } = await tryOut(mesh, { open: expected, closed: refused });
            assert.deepEqual(
                { blocked: blocked.map(describePassage), through: through.map(describePassage) },
                {
                    blocked: [],
                    through: [],
                },
            );
            figure(`${passages.length} connections, ${refused.length} of them dropped`);
        },
    },
];

/** Between two pods. */
interface PodPassage extends Passage {
    readonly to: Place;
}

function everyPassage(pods: readonly Running[]): PodPassage[] {
    return pods.flatMap((from) =>
        pods
            .filter((to) => to !== from)
            .flatMap((to) => portsOf(to).map((port) => ({ from: placeOf(from), to: placeOf(to), port }))),
    );
}

interface Expected {
    readonly open: readonly Passage[];
    readonly closed: readonly Passage[];
}

/** What is otherwise than expected. A busy machine drops packets too: what did not come through is tried once more. */
async function tryOut(
    mesh: Mesh,
    { open: expected, closed: refused }: Expected,
): Promise<{ readonly blocked: readonly Passage[]; readonly through: readonly Passage[] }> {
    const dropped = new Set(await droppedOf(mesh, [...expected, ...refused]));
    return {
        blocked: await droppedOf(
            mesh,
            expected.filter((passage) => dropped.has(passage)),
        ),
        through: refused.filter((passage) => !dropped.has(passage)),
    };
}

function placeOf({ pod: { metadata } }: Running): Place {
    return { name: metadata.name, namespace: metadata.namespace, labels: metadata.labels ?? {} };
}

/** Ports of a pod that others may want, its proxy's own among them. */
function portsOf({ pod, proxy }: Running): readonly number[] {
    const application = applicationOf(pod);
    const own = application === undefined ? [] : containerPorts({ containers: [application] });
    return proxy === undefined ? own : [...own, istioPorts.agent, istioPorts.health];
}

/** Those of the connections whose packets do not arrive. */
async function droppedOf(mesh: Mesh, passages: readonly Passage[]): Promise<readonly Passage[]> {
    const byPod = new Map<Running, Map<string, Passage>>();
    for (const passage of passages) {
        const { from, to, port } = passage;
        const pod = podAt(mesh, from);
        const address = typeof to === "string" ? hostAddress(to) : podAt(mesh, to).address;
        byPod.set(pod, (byPod.get(pod) ?? new Map<string, Passage>()).set(`${address}:${port}`, passage));
    }
    return await mesh.guard.guarding(async () => {
        const left = [...byPod];
        const dropped: Passage[] = [];
        while (left.length > 0) {
            const tries = left.splice(0, triesAtOnce).map(async ([pod, known]) => {
                const addresses = await unreached(pod, [...known.keys()]);
                dropped.push(...addresses.flatMap((address) => known.get(address) ?? []));
            });
            await Promise.all(tries);
        }
        return dropped;
    });
}

function podAt(mesh: Mesh, { name, namespace, labels }: Place): Running {
    return (
        mesh.everyPod().find(({ pod: { metadata } }) => metadata.namespace === namespace && metadata.name === name) ??
        mesh.pod(namespace, labels)
    );
}

/** Connects from inside a pod, with the group of its proxy: what has it is not redirected, and meets the network alone. */
async function unreached({ inside }: Running, addresses: readonly string[]): Promise<readonly string[]> {
    const program = await ensureTool("mesh-program");
    const [command = "", ...enter] = inside;
    const group = ["setpriv", `--regid=${proxyUser}`, "--clear-groups"];
    const { stdout } = await promisify(execFile)(command, [...enter, ...group, program, "-reach", addresses.join(",")]);
    return (JSON.parse(stdout) as readonly string[] | null) ?? [];
}
