import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/** A Go program that the tests run, built from source at the version its module pins. */
export interface Tool {
    /** Folder of the `go.mod` that pins it, relative to this one. */
    readonly module: string;
    /** Import path of its main package, or `./<folder>` of a program of ours beside the `go.mod`. */
    readonly package: string;
    /** Module whose pinned version is the tool's own. Default: a program of this repository, which has no version. */
    readonly versionOf?: string;
    /** Variables the release build stamps at link time, by their full name. Default: none. */
    readonly stamps?: (version: string) => Readonly<Record<string, string>>;
}

/** Kubernetes reports `v0.0.0-master` unless stamped, and clients decide by the version they are told. */
function kubernetesStamps(version: string): Record<string, string> {
    const [, major = "", minor = ""] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
    return Object.fromEntries(
        ["k8s.io/client-go/pkg/version", "k8s.io/component-base/version"].flatMap((variables) => [
            [`${variables}.gitVersion`, version],
            [`${variables}.gitMajor`, major],
            [`${variables}.gitMinor`, minor],
        ]),
    );
}

function kubernetes(component: string): Tool {
    return {
        module: ".",
        package: `k8s.io/kubernetes/cmd/${component}`,
        versionOf: "k8s.io/kubernetes",
        stamps: kubernetesStamps,
    };
}

function prometheus(command: string): Tool {
    return {
        module: "tools/prometheus",
        package: `github.com/prometheus/prometheus/cmd/${command}`,
        versionOf: "github.com/prometheus/prometheus",
    };
}

function keda(command: string): Tool {
    return {
        module: "tools/keda",
        package: `github.com/kedacore/keda/v2/cmd/${command}`,
        versionOf: "github.com/kedacore/keda/v2",
        stamps: (version) => ({ "github.com/kedacore/keda/v2/version.Version": version.replace(/^v/, "") }),
    };
}

function istio(command: string): Tool {
    return {
        module: "tools/istio",
        package: `istio.io/istio/pilot/cmd/${command}`,
        versionOf: "istio.io/istio",
    };
}

/** Prints what a controller refuses, by the controller's own checks. */
function validator(module: string, versionOf: string): Tool {
    return { module: `tools/${module}`, package: "./validate", versionOf };
}

export const tools = {
    etcd: { module: ".", package: "go.etcd.io/etcd/server/v3", versionOf: "go.etcd.io/etcd/server/v3" },
    "kube-apiserver": kubernetes("kube-apiserver"),
    "kube-controller-manager": kubernetes("kube-controller-manager"),
    "kube-scheduler": kubernetes("kube-scheduler"),
    kwok: { module: "tools/kwok", package: "sigs.k8s.io/kwok/cmd/kwok", versionOf: "sigs.k8s.io/kwok" },
    promtool: prometheus("promtool"),
    prometheus: prometheus("prometheus"),
    amtool: {
        module: "tools/alertmanager",
        package: "github.com/prometheus/alertmanager/cmd/amtool",
        versionOf: "github.com/prometheus/alertmanager",
    },
    notified: { module: "tools/alertmanager", package: "./notified", versionOf: "github.com/prometheus/alertmanager" },
    // The Automation API refuses an engine that cannot say its version.
    pulumi: {
        module: "tools/pulumi",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        versionOf: "github.com/pulumi/pulumi/pkg/v3",
        stamps: (version) => ({ "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version }),
    },
    versitygw: {
        module: "tools/versitygw",
        package: "github.com/versity/versitygw/cmd/versitygw",
        versionOf: "github.com/versity/versitygw",
    },
    "keda-operator": keda("operator"),
    "keda-adapter": keda("adapter"),
    kueue: { module: "tools/kueue", package: "sigs.k8s.io/kueue/cmd/kueue", versionOf: "sigs.k8s.io/kueue" },
    "argo-rollouts": {
        module: "tools/argo-rollouts",
        package: "github.com/argoproj/argo-rollouts/cmd/rollouts-controller",
        versionOf: "github.com/argoproj/argo-rollouts",
    },
    "keda-validator": validator("keda", "github.com/kedacore/keda/v2"),
    "argo-rollouts-validator": validator("argo-rollouts", "github.com/argoproj/argo-rollouts"),
    "istio-validator": validator("istio", "istio.io/istio"),
    istiod: istio("pilot-discovery"),
    "pilot-agent": istio("pilot-agent"),
    helm: { module: "tools/helm", package: "helm.sh/helm/v3/cmd/helm", versionOf: "helm.sh/helm/v3" },
    actionlint: {
        module: "tools/actionlint",
        package: "github.com/rhysd/actionlint/cmd/actionlint",
        versionOf: "github.com/rhysd/actionlint",
    },
    k6: { module: "tools/k6", package: "go.k6.io/k6", versionOf: "go.k6.io/k6" },
    kustomize: {
        module: "tools/kustomize",
        package: "sigs.k8s.io/kustomize/kustomize/v5",
        versionOf: "sigs.k8s.io/kustomize/kustomize/v5",
    },
    "kube-network-policies": {
        module: "tools/network-policies",
        package: "sigs.k8s.io/kube-network-policies/cmd",
        versionOf: "sigs.k8s.io/kube-network-policies",
    },
    "autoscaler-week": { module: ".", package: "./autoscaler-week", versionOf: "k8s.io/kubernetes" },
    "mesh-program": { module: "../mesh/program", package: "." },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

/** Tools that only the runtime tiers start. */
const ofRuntimeTiers: readonly ToolName[] = [
    "keda-operator",
    "keda-adapter",
    "argo-rollouts",
    "istiod",
    "pilot-agent",
    "kube-network-policies",
    "mesh-program",
];

/** Tools that the integration tests start. */
export const integrationTools = (Object.keys(tools) as ToolName[]).filter((name) => !ofRuntimeTiers.includes(name));

/** Where built tools are kept; CI may keep it from run to run. */
const cacheRoot = path.resolve(__dirname, "../../.cache/tools");

/** How often a long build says that it is still alive. */
const progressSeconds = 20;

/**
 * The path of a tool's binary, built first where the cache has none for the pinned versions.
 *
 * @param report receives one line per step; a first build takes minutes and must not look stuck.
 * @throws when Go is missing or the build fails, with the compiler's last lines.
 */
export async function ensureTool(name: ToolName, report: (line: string) => void = console.error): Promise<string> {
    const tool: Tool = tools[name];
    const folder = path.resolve(__dirname, tool.module);
    const version = versionOf(tool, folder);
    const flags = buildFlags(tool, version);
    const binary = path.join(cacheRoot, name, cacheKey(decidingFiles(tool, folder), flags), name);
    if (existsSync(binary)) {
        return binary;
    }

    await mkdir(path.dirname(binary), { recursive: true });
    // Built beside its place and moved, so that an interrupted or a simultaneous build leaves no half binary.
    const unfinished = `${binary}.${process.pid}`;
    const started = Date.now();
    report(`building ${[name, version].join(" ").trim()} (the first build takes minutes)`);
    await goBuild(folder, [...flags, "-o", unfinished, tool.package], (packages) => {
        report(`building ${name}: ${packages} packages compiled, ${seconds(started)} s`);
    });
    await rename(unfinished, binary);
    report(`built ${name} in ${seconds(started)} s`);
    return binary;
}

/** The source of one Go module in the local module cache. */
export interface ModuleSource {
    readonly folder: string;
    /** Hash of its content, as go.sum writes it. */
    readonly sum: string;
}

/**
 * Downloads a Go module where the cache lacks it; Go checks its content against the public checksum database.
 *
 * @param module path, with `@version` unless a `go.mod` in `folder` pins it.
 * @param folder relative to this one. Default: none of ours, so that nothing but the module itself is downloaded.
 * @throws Error with Go's own reason, for example that the proxy does not have the version.
 */
export async function downloadModule(module: string, folder?: string): Promise<ModuleSource> {
    const cwd = folder === undefined ? tmpdir() : path.resolve(__dirname, folder);
    const answer = await promisify(execFile)("go", ["mod", "download", "-json", module], {
        cwd,
        env: { ...process.env, GOWORK: "off", GOFLAGS: "" },
    }).catch((error: Error & { stdout?: string }) => {
        // Go explains itself on standard output, in the same shape.
        if (error.stdout) {
            return { stdout: error.stdout };
        }
        throw error;
    });
    const { Dir, Sum, Error: reason } = JSON.parse(answer.stdout) as { Dir?: string; Sum?: string; Error?: string };
    if (Dir === undefined || Sum === undefined) {
        throw new Error(reason ?? `go mod download says nothing about ${module}`);
    }
    return { folder: Dir, sum: Sum };
}

/** The version `goMod` requires of `module`. */
export function pinnedVersion(goMod: string, module: string): string {
    const line = goMod.split("\n").find((each) => each.replace(/^\s*(require\s+)?/, "").startsWith(`${module} v`));
    const version = line?.match(/\sv\S+/)?.[0].trim();
    if (version === undefined) {
        throw new Error(`go.mod requires no "${module}": run "go mod tidy" beside it`);
    }
    return version;
}

function versionOf({ versionOf: module }: Tool, folder: string): string {
    return module === undefined ? "" : pinnedVersion(readFileSync(path.join(folder, "go.mod"), "utf8"), module);
}

/** Contents that decide what is built: the pinned modules, and the sources of a program of ours. */
function decidingFiles({ versionOf: module, package: main }: Tool, folder: string): string[] {
    const files = module === undefined ? readdirSync(folder).sort() : ["go.mod", "go.sum", ...ownSources(folder, main)];
    return files.map((file) => readFileSync(path.join(folder, file), "utf8"));
}

/** Files of a program of ours beside the pinned modules; the sources of others follow from the `go.mod`. */
function ownSources(folder: string, main: string): string[] {
    return main.startsWith("./")
        ? readdirSync(path.join(folder, main))
              .sort()
              .map((file) => path.join(main, file))
        : [];
}

/** What decides the binary: its sources, how it is built, and for which machine. */
function cacheKey(sources: readonly string[], flags: readonly string[]): string {
    return createHash("sha256")
        .update(JSON.stringify([...sources, flags, process.platform, process.arch]))
        .digest("hex")
        .slice(0, 16);
}

function buildFlags(tool: Tool, version: string): string[] {
    const stamps = Object.entries(tool.stamps?.(version) ?? {}).map(([variable, value]) => `-X ${variable}=${value}`);
    return ["-trimpath", "-buildvcs=false", "-ldflags", ["-s -w", ...stamps].join(" ")];
}

async function goBuild(folder: string, args: readonly string[], progress: (packages: number) => void): Promise<void> {
    const build = spawn("go", ["build", "-v", ...args], {
        cwd: folder,
        // The module's own pins decide: no workspace, no flags of the user's; cgo off, so that no C compiler is needed.
        env: { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" },
        stdio: ["ignore", "ignore", "pipe"],
    });
    let packages = 0;
    const complaints: string[] = [];
    createInterface({ input: build.stderr }).on("line", (line) => {
        // With -v the compiler names each package on a line of its own; anything else is a download or a complaint.
        if (/^[\w./~-]+$/.test(line)) {
            packages += 1;
        } else {
            complaints.push(line);
        }
    });
    const timer = setInterval(() => progress(packages), progressSeconds * 1000);
    try {
        await new Promise<void>((resolve, reject) => {
            build.on("error", (error: NodeJS.ErrnoException) => {
                reject(
                    error.code === "ENOENT"
                        ? new Error(
                              "Go is not on the PATH: install Go 1.26 or newer, the tests build their tools with it",
                          )
                        : error,
                );
            });
            build.on("close", (code) => {
                if (code === 0) {
                    resolve();
                } else {
                    reject(new Error(["go build failed:", ...complaints.slice(-20)].join("\n")));
                }
            });
        });
    } finally {
        clearInterval(timer);
    }
}

function seconds(since: number): number {
    return Math.round((Date.now() - since) / 1000);
}
