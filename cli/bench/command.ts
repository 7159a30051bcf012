import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";
import { benchCheck } from "./check";
import { type Figure, figureLine, held } from "./figure";
import { benchModelCopy } from "./modelCopy";
import { benchPolicies } from "./policy";
import { benchRehearsal } from "./rehearsal";
import { benchResources, benchStart } from "./simulation";

/** `npm run bench`: prints each figure beside its floor. */
export async function benchCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const parser = newCommand({
        name: "bench",
        usage: "",
        description:
            "Measures simulation and policy pack, each beside a floor that is measured in the same run. Takes minutes.",
        examples: [
            ["", "measure everything that needs no store"],
            ["--kube-score kube-score", "compare check with kube-score too"],
            ["--rehearse", "measure a rehearsal too, with the pulumi CLI on the PATH"],
            ["--bucket my-scratch-bucket", "measure copying models too"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "every figure is within its limit",
            [ExitCode.Rejected]: "a figure exceeds its limit",
            [ExitCode.InvalidInput]: "usage error",
            [ExitCode.Failed]: "a measurement failed",
        },
    })
        .option(
            "--kube-score <command>",
            "also judge the file of 5,000 objects with kube-score, which check must not be slower than",
        )
        .option("--rehearse", "also rehearse dev, beside the engine alone; needs the pulumi CLI on the PATH")
        .option(
            "--bucket <name>",
            "also copy 1 GiB in 1,000 objects from this S3 bucket, with aws on the PATH; its objects below bench/ are removed again",
        );
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const figures: Figure[] = [];
    const show = (measured: readonly Figure[]) => {
        figures.push(...measured);
        measured.forEach((figure) => terminal.stdout.write(`${figureLine(figure)}\n`));
    };
    show(benchStart(5));
    [10, 100, 1000].forEach((workloads) => show(benchResources(workloads)));
    show(await benchPolicies());
    const { bucket, kubeScore, rehearse } = parser.opts<{ bucket?: string; kubeScore?: string; rehearse?: true }>();
    show(benchCheck(3, kubeScore));
    if (rehearse === true) {
        show([benchRehearsal(2)]);
    }
    if (bucket !== undefined) {
        show([benchModelCopy(bucket)]);
    }
    const missed = figures.filter((figure) => !held(figure));
    if (missed.length > 0) {
        terminal.stdout.write(`\nlimit exceeded: ${missed.map(({ name }) => name).join("; ")}\n`);
    }
    return missed.length === 0 ? ExitCode.Ok : ExitCode.Rejected;
}
