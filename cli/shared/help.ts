import { type Argument, type Command, type Option } from "commander";
import { wrap } from "../../simulation/output/text";

/** What help says below arguments and options. */
export interface HelpNotes {
    /** Arguments of example calls, each with what the call does. */
    readonly examples: readonly (readonly [args: string, effect: string])[];
    /** Meaning of each exit code. */
    readonly exitCodes: Readonly<Partial<Record<number, string>>>;
}

/** The help of a command, short enough for a screen of 24 lines with 80 columns. */
export function helpText(command: Command, { examples, exitCodes }: HelpNotes, columns: number): string {
    const items: (readonly [term: string, meaning: string])[] = [
        ...command.registeredArguments.map((argument) => [argumentTerm(argument), argument.description] as const),
        ...command.options.map((option) => [option.flags, optionMeaning(option)] as const),
    ];
    const column = Math.max(...items.map(([term]) => term.length)) + 4;
    const codes = Object.entries(exitCodes).map(([code, meaning]) => `${code} ${meaning ?? ""}`);
    return [
        `Usage: ${command.name()} ${command.usage()}`.trimEnd(),
        ...wrap(command.description(), "", "", columns),
        "",
        ...items.flatMap(([term, meaning]) => wrap(meaning, `  ${term}`.padEnd(column), " ".repeat(column), columns)),
        ...(items.length === 0 ? [] : [""]),
        "Examples:",
        ...examples.flatMap(([args, effect]) => exampleLines(`  ${callText(command, args)}`, effect, columns)),
        ...wrap(`Exit codes: ${codes.join("; ")}`, "", "  ", columns),
        "",
    ].join("\n");
}

/** `<stack>`, `<inputs...>`. */
function argumentTerm(argument: Argument): string {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
}

/** The description with what is allowed and what counts where the option is absent. */
function optionMeaning({ description, argChoices, defaultValue }: Option): string {
    const notes = [
        ...(argChoices === undefined ? [] : [argChoices.join(", ")]),
        ...(typeof defaultValue === "string" || typeof defaultValue === "number" ? [`default: ${defaultValue}`] : []),
    ];
    return notes.length === 0 ? description : `${description} (${notes.join("; ")})`;
}

/** Without the dashes where nothing follows them. */
function callText(command: Command, args: string): string {
    return args === "" ? command.name().replace(/ --$/, "") : `${command.name()} ${args}`;
}

/** One line, or two where the effect does not fit behind the call. */
function exampleLines(call: string, effect: string, columns: number): string[] {
    const line = `${call}  # ${effect}`;
    return line.length <= columns ? [line] : [call, ...wrap(effect, "      ", "      ", columns)];
}
