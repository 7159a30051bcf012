import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { simulateStack, type Simulated } from "../support/simulate";

const folder = path.resolve(__dirname, "../../docs/runbooks");

/** Resources of Kubernetes itself and of what charts define, beside the kinds that stacks have objects of. */
const otherResources = new Set([
    "all",
    "analysisruns",
    "apiservices",
    "apiservices.apiregistration.k8s.io",
    "clusterqueues.kueue.x-k8s.io",
    "events",
    "hpa",
    "jobs",
    "localqueues.kueue.x-k8s.io",
    "mutatingwebhookconfigurations",
    "node",
    "nodes",
    "pod",
    "pods",
    "pvc",
    "replicasets",
    "secrets",
    "validatingwebhookconfigurations",
    "workloads.kueue.x-k8s.io",
]);

/** Names that kube-system and the add-on that no example stack switches on bring. */
const otherNamespaces = ["kube-system", "kueue-system"];

interface Command {
    readonly where: string;
    readonly text: string;
}

/** Each `kubectl` of a page's blocks, in one line, without what a pipe does with its answer. */
function commands(): readonly Command[] {
    return readdirSync(folder)
        .filter((file) => file.endsWith(".md"))
        .flatMap((file) =>
            [...readFileSync(path.join(folder, file), "utf8").matchAll(/```(?:bash|sh|shell)\n(.*?)```/gs)].flatMap(
                ([, block = ""]) =>
                    block
                        .replaceAll(/\\\n\s*/g, "")
                        .split("\n")
                        .map((line) => line.replace(/ +#.*$/, "").trim())
                        .filter((line) => line.startsWith("kubectl "))
                        .map((line) => ({ where: `${file}: ${line}`, text: line.split(" | ")[0] ?? "" })),
            ),
        );
}

function metadataOf({ resources }: Simulated, kind: string): readonly string[] {
    return resources
        .filter(({ inputs }) => inputs.kind === kind)
        .map(({ inputs }) => (inputs.metadata as { readonly name: string }).name);
}

describe("commands of runbooks", () => {
    let stacks: readonly Simulated[];
    let found: readonly Command[];
    before(async () => {
        stacks = [await simulateStack("dev"), await simulateStack("prod")];
        found = commands();
        assert.ok(found.length > 60, `only ${found.length} commands found`);
    });

    it("ask in namespaces that a stack has", () => {
        const namespaces = new Set([
            ...stacks.flatMap((stack) => metadataOf(stack, "Namespace")),
            ...otherNamespaces,
            "$NAMESPACE",
        ]);
        for (const { where, text } of found) {
            const [, namespace] = /(?:-n|--namespace)[ =]"?([^\s"]+)/.exec(text) ?? [];
            assert.ok(namespace === undefined || namespaces.has(namespace), where);
        }
    });

    it("ask for resources that the API has", () => {
        const kinds = new Set(stacks.flatMap(({ resources }) => resources.map(({ inputs }) => String(inputs.kind))));
        const known = new Set([...kinds].map((kind) => kind.toLowerCase()));
        const singular = (word: string) => word.replace(/ies$/, "y").replace(/s$/, "");
        for (const { where, text } of found) {
            const [, words = ""] = / (?:get|describe) (?!--)([a-z.,0-9-]+)/.exec(text) ?? [];
            for (const word of words.split(",").filter((each) => each !== "")) {
                assert.ok(
                    known.has(word) || known.has(singular(word)) || otherResources.has(word),
                    `${where}: ${word}`,
                );
            }
        }
    });

    it("name workloads that an example stack has", () => {
        const workloads = new Set(
            stacks.flatMap(({ run }) => Object.keys((run.outputs["workloads"] ?? {}) as Record<string, unknown>)),
        );
        for (const { where, text } of found) {
            const [, app] = / -l "?app=([a-z0-9-]+)/.exec(text) ?? [];
            assert.ok(app === undefined || workloads.has(app), `${where}: ${[...workloads].join()}`);
        }
    });
});
