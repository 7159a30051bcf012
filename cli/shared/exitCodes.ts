/** Exit codes, the same for every command. */
export const ExitCode = {
    Ok: 0,
    /** The command ran, and its verdict is negative: a mandatory policy is violated, a contract is broken. */
    Rejected: 1,
    /** Arguments, the stack file or another input are wrong. */
    InvalidInput: 2,
    /** The environment, or a defect of the program. */
    Failed: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
