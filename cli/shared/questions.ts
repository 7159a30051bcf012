import { createInterface } from "node:readline/promises";
import { type Command, CommanderError, type Option } from "commander";
import { InputError } from "../../simulation/errors";
import { type Output } from "./terminal";

/** Where answers are typed. */
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/**
 * Asks for each option with a value that the command line does not give. An empty answer takes the default; an answer that the
 * option would reject is asked for again.
 *
 * @param needed options without a default that must have a value, each with what to answer
 * @param stream where the questions are written
 * @throws InputError when the input ends before the last answer
 */
export async function askForOptions(
    parser: Command,
    needed: Readonly<Record<string, string>>,
    input: Input,
    stream: Output,
): Promise<void> {
    const reader = createInterface({ input });
    // Lines are kept that arrive before their question, as in a paste of several.
    const lines = reader[Symbol.asyncIterator]();
    try {
        for (const option of parser.options.filter((each) => each.required && !isGiven(parser, each))) {
            const must = needed[option.attributeName()];
            for (;;) {
                stream.write(questionText(option, must === undefined));
                const line: IteratorResult<string, undefined> = await lines.next();
                if (line.done === true) {
                    stream.write("\n");
                    throw new InputError("the input ended before the last answer: nothing is written");
                }
                const fault = answer(parser, option, line.value.trim(), must);
                if (fault === undefined) {
                    break;
                }
                stream.write(`  ${fault}\n`);
            }
        }
    } finally {
        reader.close();
    }
}

function isGiven(parser: Command, option: Option): boolean {
    return parser.getOptionValueSource(option.attributeName()) === "cli";
}

/** `AWS region [us-west-2]: `. */
function questionText({ description, argChoices, defaultValue }: Option, isOptional: boolean): string {
    const allowed = argChoices === undefined ? "" : ` (${argChoices.join(", ")})`;
    return `${description}${allowed}${isOptional ? ` [${String(defaultValue ?? "none")}]` : ""}: `;
}

/** Sets the option. @returns what is wrong with the answer, if anything */
function answer(parser: Command, option: Option, text: string, must: string | undefined): string | undefined {
    if (text === "") {
        return must === undefined ? undefined : `This has no default: answer ${must}.`;
    }
    try {
        const value: unknown = option.parseArg?.(text, undefined) ?? text;
        parser.setOptionValueWithSource(option.attributeName(), value, "prompt");
        return undefined;
    } catch (error) {
        if (error instanceof CommanderError) {
            return error.message;
        }
        throw error;
    }
}
