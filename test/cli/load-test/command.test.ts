import assert from "node:assert/strict";
import { loadTestCommand } from "../../../cli/load-test/command";
import { captured, type Captured } from "../../support/terminal";
import { temporaryFolder } from "../../support/temporary";

describe("npm run load-test", () => {
    const temporary = temporaryFolder();

    /** Runs the command, which ends before it reaches a cluster. */
    async function refused(
        { workloads, environment }: { readonly workloads: object; readonly environment: string },
        ...args: readonly string[]
    ): Promise<Captured> {
        const config = {
            "aws:region": "us-west-2",
            "inference-platform:environment": environment,
            "inference-platform:workloads": workloads,
        };
        temporary.write("Pulumi.test.yaml", JSON.stringify({ config }));
        return captured((terminal) => loadTestCommand(["test", ...args], terminal, temporary.path));
    }

    const request = { path: "/v1/models/m:predict", body: { instances: [[1]] } };
    const load = { kind: "load-test", target: "detector", request };
    const production = (evenInProduction: boolean) => ({
        environment: "production",
        workloads: { load: { ...load, evenInProduction } },
    });
    const development = (workloads: object) => ({ environment: "development", workloads });

    it("asks twice before production gets load: in the stack file, and on the command line", async () => {
        const head = "test is a production stack, and the load is real: to confirm, ";
        const inFile = "set workloads.load.evenInProduction: true in Pulumi.test.yaml";
        assert.deepEqual(await refused(production(false), "load"), {
            code: 1,
            out: "",
            err: `${head}${inFile} and add --even-in-production\n`,
        });
        assert.equal((await refused(production(true), "load")).err, `${head}add --even-in-production\n`);
        assert.equal((await refused(production(false), "load", "--even-in-production")).err, `${head}${inFile}\n`);
    });

    it("takes the target for the test where there is one, and names what it could be otherwise", async () => {
        assert.match((await refused(production(true), "detector")).err, /add --even-in-production/);
        const two = development({ load, burst: load });
        assert.deepEqual(await refused(two, "detector"), {
            code: 2,
            out: "",
            err: 'Pulumi.test.yaml has several load tests of "detector": name one of load, burst\n',
        });
        assert.equal(
            (await refused(two, "laod")).err,
            '"laod" is neither a load test of Pulumi.test.yaml nor the target of one: use one of load, burst; did you mean "load"?\n',
        );
        assert.equal(
            (await refused(development({}), "load")).err,
            "Pulumi.test.yaml has no workload of kind load-test: see docs/workloads/load-test.md\n",
        );
    });
});
