import path from "node:path";
import { scripts } from "../../package.json";
import { fastest } from "./child";
import { type EngineRun } from "./engineRun";
import { type Figure } from "./figure";

const stack = "dev";

/**
 * Seconds of the engine in a rehearsal, policies included, beside the engine alone with as many resources on the same simulated
 * cloud. Needs `pulumi` on the PATH.
 */
export function benchRehearsal(repeat: number): Figure {
    const fastestOutput = (...args: readonly string[]): unknown =>
        JSON.parse(fastest(process.execPath, args, repeat).stdout);
    // As npm starts it; the floor with the same options of Node.
    const [, ...start] = scripts.rehearse.split(" ");
    const options = start.filter((argument) => argument.startsWith("--"));
    const rehearsal = fastestOutput(...start, stack, "--format", "json") as {
        readonly seconds: Readonly<Record<string, number>>;
    };
    const bare = fastestOutput(
        ...options,
        "--require",
        "tsx/cjs",
        path.join(__dirname, "engineRun.ts"),
        stack,
    ) as EngineRun;
    return {
        name: `rehearse ${stack}`,
        value: Object.values(rehearsal.seconds).reduce((sum, each) => sum + each, 0),
        unit: "s",
        floor: {
            name: `the engine with ${bare.resources} bare resources`,
            value: bare.seconds,
            atMost: 2,
        },
    };
}
