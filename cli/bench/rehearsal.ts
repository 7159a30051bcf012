import path from "node:path";
import { fastest } from "./child";
import { type EngineRun } from "./engineRun";
import { type Figure } from "./figure";

const stack = "dev";

/**
 * Seconds of the engine in a rehearsal, policies included, beside the engine alone with as many resources on the same simulated
 * cloud. Needs `pulumi` on the PATH.
 */
export function benchRehearsal(repeat: number): Figure {
    const rehearsals = Array.from({ length: repeat }, () => {
        const { stdout } = fastest(process.execPath, ["cli/shared/start.js", "rehearse", stack, "--format", "json"], 1);
        const { seconds } = JSON.parse(stdout) as { readonly seconds: Readonly<Record<string, number>> };
        return Object.values(seconds).reduce((sum, each) => sum + each, 0);
    });
    const script = path.join(__dirname, "engineRun.ts");
    const bare = Array.from({ length: repeat }, () => {
        const { stdout } = fastest(process.execPath, ["--require", "tsx/cjs", script, stack], 1);
        return JSON.parse(stdout) as EngineRun;
    });
    return {
        name: `rehearse ${stack}`,
        value: Math.min(...rehearsals),
        unit: "s",
        floor: {
            name: `the engine with ${bare[0]?.resources ?? 0} bare resources`,
            value: Math.min(...bare.map(({ seconds }) => seconds)),
            atMost: 2,
        },
    };
}
