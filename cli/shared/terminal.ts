/** Where a command prints; the process's own streams outside tests. */
export interface Terminal {
    readonly stdout: Output;
    readonly stderr: Output;
    readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
}
