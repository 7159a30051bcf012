export interface Resources {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
}

/** Requests and limits of one container; the CPU limit leaves room for start-up, the memory limit is the promise. */
export function resources(
    requestedCpu: string,
    limitedCpu: string,
    requestedMemory: string,
    limitedMemory: string,
): Resources {
    return {
        requests: { cpu: requestedCpu, memory: requestedMemory },
        limits: { cpu: limitedCpu, memory: limitedMemory },
    };
}
