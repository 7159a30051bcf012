import { z } from "zod";
import { kind, schema } from "../../components/workloads/loadTest/schema";
import { didYouMean } from "../../config/fault";
import { projectNamespace, projectValues } from "../../config/load";
import { environments } from "../../config/names";
import { podNamespace } from "../../config/serving/pod";
import { readStackConfig } from "../../simulation/stackFile";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";

/** A load test of a stack file. */
export interface LoadTest {
    /** Name of its workload, and of the CronJob that is its template. */
    readonly name: string;
    readonly namespace: string;
    /** Workload that it puts load on. */
    readonly target: string;
    readonly targetNamespace: string;
    readonly users: number;
    readonly durationSeconds: number;
    /** Whether the stack file confirms that load on production is meant. */
    readonly evenInProduction: boolean;
    readonly production: boolean;
}

/** The keys that decide here; `simulate` checks the rest. */
const stackSchema = z.object({
    environment: z.enum(environments).default("production"),
    workloads: z
        .record(z.string(), z.looseObject({ kind: z.string().optional(), namespace: z.string().optional() }))
        .catch({}),
});

/**
 * The load test that a user means: by its own name, or by that of its target where the target has one alone.
 *
 * @throws CommandError when there is none, or several
 * @throws StackFileError when the file cannot be read
 */
export function loadTestOf(folder: string, stack: string, named: string): LoadTest {
    const { config } = readStackConfig(folder, stack, projectNamespace);
    const tests = loadTestsIn(projectValues(config));
    const chosen = tests.filter(({ name }) => name === named);
    const found = chosen.length > 0 ? chosen : tests.filter(({ target }) => target === named);
    const [test, ...others] = found;
    if (test !== undefined && others.length === 0) {
        return test;
    }
    const file = `Pulumi.${stack}.yaml`;
    const names = tests.map(({ name }) => name);
    const message =
        test !== undefined
            ? `${file} has several load tests of "${named}": name one of ${found.map(({ name }) => name).join(", ")}`
            : names.length === 0
              ? `${file} has no workload of kind ${kind}: see docs/workloads/load-test.md`
              : `"${named}" is neither a load test of ${file} nor the target of one: use one of ${names.join(", ")}${didYouMean(named, names)}`;
    throw new CommandError(message, ExitCode.InvalidInput);
}

function loadTestsIn(values: Readonly<Record<string, unknown>>): readonly LoadTest[] {
    const parsed = stackSchema.safeParse(values);
    const { environment, workloads } = parsed.data ?? { environment: "production", workloads: {} };
    return Object.entries(workloads).flatMap(([name, value]) => {
        const { data } = schema.safeParse(value);
        return data === undefined
            ? []
            : [
                  {
                      name,
                      namespace: data.namespace,
                      target: data.target,
                      targetNamespace: workloads[data.target]?.namespace ?? podNamespace,
                      users: data.users,
                      durationSeconds: data.durationSeconds,
                      evenInProduction: data.evenInProduction,
                      production: environment === "production",
                  },
              ];
    });
}
