import assert from "node:assert/strict";
import { ConfigError } from "../../../config/fault";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { CommandError, describeFailure } from "../../../cli/shared/failure";
import { ProgramError } from "../../../simulation/in-process/failures";
import { OutputError } from "../../../simulation/output/outputFolder";
import { StackFileError } from "../../../simulation/stackFile";

describe("describeFailure", () => {
    it("gives wrong input exit code 2, with the message alone", () => {
        const faults = new ConfigError("dev", [{ path: "network.zones", reason: "is 0: must be at least 2" }]);
        assert.deepEqual(describeFailure(faults, false), {
            code: ExitCode.InvalidInput,
            text: 'Pulumi.dev.yaml has 1 fault:\n  - "network.zones" is 0: must be at least 2',
        });
        assert.deepEqual(describeFailure(new StackFileError("no"), false), {
            code: ExitCode.InvalidInput,
            text: "no",
        });
    });

    it("names the argument that a fault comes from", () => {
        const faults = new ConfigError("dev", [
            { path: "network.zones", reason: "is 0: must be at least 2" },
            { path: "nodeGroups.gpu.max", reason: "is missing: must be a number" },
            { path: "workloads.a.models", reason: "is empty" },
            { path: "networks", reason: "is not a known key" },
        ]);
        const settings = ["network.zones=0", "nodeGroups.gpu={ min: 1 }", "workloads.a.models.m.path=x", "network=x=y"];
        assert.equal(
            describeFailure(faults, false, settings).text,
            [
                "Pulumi.dev.yaml has 4 faults:",
                '  - "network.zones" (by --set network) is 0: must be at least 2',
                '  - "nodeGroups.gpu.max" (by --set nodeGroups.gpu) is missing: must be a number',
                '  - "workloads.a.models" (by --set workloads.a.models.m.path) is empty',
                '  - "networks" is not a known key',
            ].join("\n"),
        );
    });

    it("points errors of the program to --verbose", () => {
        const error = new ProgramError([{ resource: "b (aws:s3/bucket:Bucket)", message: "boom", cause: undefined }]);
        assert.deepEqual(describeFailure(error, false), {
            code: ExitCode.Failed,
            text: "The program failed:\nb (aws:s3/bucket:Bucket): boom\n\nRun again with --verbose for the stack trace.",
        });
    });

    it("does not point to --verbose for an output folder that cannot be used", () => {
        assert.deepEqual(describeFailure(new OutputError("--out x: full"), false), {
            code: ExitCode.Failed,
            text: "--out x: full",
        });
    });

    it("lets a command choose its exit code", () => {
        assert.deepEqual(describeFailure(new CommandError("exists", ExitCode.Rejected), false), {
            code: ExitCode.Rejected,
            text: "exists",
        });
    });

    it("shows the stack trace on request", () => {
        assert.match(describeFailure(new Error("boom"), true).text, /^Error: boom\n +at /);
        assert.deepEqual(describeFailure("thrown text", true), { code: ExitCode.Failed, text: "thrown text" });
    });
});
