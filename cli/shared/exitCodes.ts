/** What the process tells its caller. The same for `simulate` and `rehearse`. */
export const ExitCode = {
    /** Every mandatory policy holds. */
    Ok: 0,
    /** A mandatory policy is violated. */
    Refused: 1,
    /** The stack file, or a `--set`, is wrong. */
    WrongStackFile: 2,
    Failed: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
