import assert from "node:assert/strict";
import { ConfigError } from "../../../config/fault";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { describeFailure } from "../../../cli/shared/failure";
import { Progress } from "../../../cli/shared/progress";
import { ProgramError } from "../../../simulation/in-process/failures";
import { OutputError } from "../../../simulation/output/outputFolder";
import { StackFileError } from "../../../simulation/stackFile";

describe("describeFailure", () => {
    it("blames the stack file with exit code 2, and says nothing more than what is wrong", () => {
        const faults = new ConfigError("dev", [{ path: "network.zones", reason: "is 0: must be at least 2" }]);
        assert.deepEqual(describeFailure(faults, false), {
            code: ExitCode.WrongStackFile,
            text: 'Pulumi.dev.yaml has 1 fault:\n  - "network.zones" is 0: must be at least 2',
        });
        assert.deepEqual(describeFailure(new StackFileError("no"), false), {
            code: ExitCode.WrongStackFile,
            text: "no",
        });
    });

    it("tells of errors of the program how to find them", () => {
        const error = new ProgramError([{ resource: "b (aws:s3/bucket:Bucket)", message: "boom", cause: undefined }]);
        assert.deepEqual(describeFailure(error, false), {
            code: ExitCode.Failed,
            text: "The program failed:\nb (aws:s3/bucket:Bucket): boom\n\nRun again with --verbose to see where.",
        });
    });

    it("does not send anybody to --verbose for a folder that is not theirs", () => {
        assert.deepEqual(describeFailure(new OutputError("--out x: full"), false), {
            code: ExitCode.Failed,
            text: "--out x: full",
        });
    });

    it("shows where it happened when asked to", () => {
        assert.match(describeFailure(new Error("boom"), true).text, /^Error: boom\n +at /);
        assert.deepEqual(describeFailure("thrown text", true), { code: ExitCode.Failed, text: "thrown text" });
    });
});

describe("Progress", () => {
    function shown(isTTY: boolean): string {
        let text = "";
        const progress = new Progress({ isTTY, columns: 20, write: (part) => (text += part) });
        progress.say("simulating prod: 100 resources");
        progress.done();
        progress.done();
        return text;
    }

    it("overwrites one line of a terminal, cut to fit, and leaves nothing behind", () => {
        assert.equal(shown(true), "\r\u001b[Ksimulating prod: 10\r\u001b[K");
    });

    it("is silent anywhere else", () => {
        assert.equal(shown(false), "");
    });
});
