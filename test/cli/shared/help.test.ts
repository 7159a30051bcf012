import assert from "node:assert/strict";
import { Command, Option } from "commander";
import { helpText } from "../../../cli/shared/help";

const notes = {
    examples: [
        ["a", "try it with a"],
        ["a --size large --out a/folder/with/a/long/name", "try it in full, elsewhere"],
    ] as const,
    exitCodes: { 0: "tried", 2: "usage error" },
};

describe("the help of a command", () => {
    const command = new Command("npm run try --")
        .usage("<what> [options]")
        .description("Tries something.")
        .argument("<what>", "what is tried")
        .argument("[more...]", "what is tried too")
        .addOption(new Option("--size <size>", "how much of it").choices(["small", "large"]).default("small"))
        .option("--set <setting>", "repeatable", (text, others: string[]) => [...others, text], [])
        .option("--out <folder>", "where the results are written, a new folder or an empty one");

    it("is a list of arguments and options with what they accept, examples and exit codes", () => {
        assert.deepEqual(helpText(command, notes, 60).split("\n"), [
            "Usage: npm run try -- <what> [options]",
            "Tries something.",
            "",
            "  <what>           what is tried",
            "  [more...]        what is tried too",
            "  --size <size>    how much of it (small, large; default:",
            "                   small)",
            "  --set <setting>  repeatable",
            "  --out <folder>   where the results are written, a new",
            "                   folder or an empty one",
            "",
            "Examples:",
            "  npm run try -- a  # try it with a",
            "  npm run try -- a --size large --out a/folder/with/a/long/name",
            "      try it in full, elsewhere",
            "Exit codes: 0 tried; 2 usage error",
            "",
        ]);
    });

    it("has no dashes where nothing follows them, and no empty list", () => {
        const bare = new Command("npm run list --").description("Lists.");
        assert.equal(
            helpText(bare, { examples: [["", "list all"]], exitCodes: { 0: "listed" } }, 80),
            "Usage: npm run list -- [options]\nLists.\n\nExamples:\n  npm run list  # list all\nExit codes: 0 listed\n",
        );
    });
});
