import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { copyScript } from "../../components/serving/models/copies";
import { type Figure } from "./figure";

/** 1 GiB in files of 1 MiB. */
const files = 1_000;
const bytesPerFile = 2 ** 20;
const rounds = 5;

/**
 * Time to copy a model version of 1 GiB in 1,000 files with the script of the pods, beside `aws s3 sync` of the same objects.
 * Both run in turn; the fastest of each counts. Needs `aws` with credentials for the bucket, and removes its objects afterwards.
 *
 * @param bucket existing bucket; an S3 server other than AWS by AWS_ENDPOINT_URL
 * @throws Error with the standard error of what failed
 */
export function benchModelCopy(bucket: string): Figure {
    const folder = mkdtempSync(path.join(tmpdir(), "bench-copy-"));
    const prefix = `bench/${path.basename(folder)}/`;
    const url = `s3://${bucket}/${prefix}`;
    const target = path.join(folder, "copied");
    try {
        writeVersion(path.join(folder, "version"));
        writeFileSync(path.join(folder, "sync-models.sh"), copyScript());
        run("aws", ["s3", "cp", "--recursive", "--only-show-errors", path.join(folder, "version"), url]);
        const synced: number[] = [];
        const verified: number[] = [];
        for (let round = 0; round < rounds; round++) {
            synced.push(timed(target, () => run("aws", ["s3", "sync", "--only-show-errors", url, target])));
            verified.push(
                timed(target, () =>
                    run("bash", [path.join(folder, "sync-models.sh"), "model", "1", prefix, "any"], {
                        MODELS_BUCKET: bucket,
                        MODELS_ROOT: target,
                    }),
                ),
            );
        }
        return {
            name: "copying and verifying a model of 1 GiB in 1,000 files",
            value: Math.min(...verified),
            unit: "s",
            floor: { name: "aws s3 sync", value: Math.min(...synced), atMost: 1.3 },
        };
    } finally {
        rmSync(folder, { recursive: true });
        run("aws", ["s3", "rm", "--recursive", "--only-show-errors", url]);
    }
}

function writeVersion(folder: string): void {
    mkdirSync(folder);
    const lines = Array.from({ length: files }, (_, i) => {
        const name = `part-${i}.bin`;
        const content = randomBytes(bytesPerFile);
        writeFileSync(path.join(folder, name), content);
        return `${createHash("sha256").update(content).digest("hex")}  ${name}\n`;
    });
    writeFileSync(path.join(folder, "manifest.sha256"), lines.join(""));
}

/** Seconds of `work`, which fills an empty `folder`. */
function timed(folder: string, work: () => void): number {
    mkdirSync(folder);
    const start = performance.now();
    work();
    const seconds = (performance.now() - start) / 1000;
    rmSync(folder, { recursive: true });
    return seconds;
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
    const { status, stderr, error } = spawnSync(command, [...args], {
        env: { ...process.env, ...env },
        encoding: "utf8",
    });
    if (status !== 0) {
        throw new Error(`${command} ${args.join(" ")} failed:\n${error?.message ?? stderr}`);
    }
}
