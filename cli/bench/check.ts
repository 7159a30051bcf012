import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fastest } from "./child";
import { type Figure } from "./figure";
import { manifestOf, mixedResource } from "./policy";

const many = 5_000;
const few = 200;
/** Seconds that a check of a chart or a folder may take, start included. */
const shortWait = 0.6;
/** Exit codes with violations and without. */
const judged = [0, 1];

/**
 * Time of `npm run check` on a file of YAML, start included, beside js-yaml's parse of the same file, and beside kube-score's
 * verdict on it where its command is given.
 */
export function benchCheck(repeat: number, kubeScore?: string): Figure[] {
    const folder = mkdtempSync(path.join(tmpdir(), "bench-check-"));
    try {
        const file = (count: number) => {
            const written = path.join(folder, `${count}.yaml`);
            writeFileSync(written, Array.from({ length: count }, (_, i) => manifestOf(mixedResource(i))).join("---\n"));
            return written;
        };
        const [large, small] = [file(many), file(few)];
        const check = (written: string) =>
            fastest(process.execPath, ["cli/shared/start.js", "check", written], repeat, judged).seconds;
        const parse = `require("js-yaml").loadAll(require("fs").readFileSync(${JSON.stringify(large)}, "utf8"))`;
        const whole = { name: `npm run check, ${many} objects`, value: check(large), unit: "s" };
        return [
            {
                ...whole,
                floor: {
                    name: "js-yaml's parse of the same file",
                    value: fastest(process.execPath, ["-e", parse], repeat).seconds,
                },
            },
            ...(kubeScore === undefined
                ? []
                : [
                      {
                          ...whole,
                          floor: {
                              name: "kube-score on the same file",
                              value: fastest(kubeScore, ["score", "--output-format", "ci", large], repeat, judged)
                                  .seconds,
                              atMost: 1,
                          },
                      },
                  ]),
            { name: `npm run check, ${few} objects`, value: check(small), unit: "s", atMost: shortWait },
        ];
    } finally {
        rmSync(folder, { recursive: true });
    }
}
