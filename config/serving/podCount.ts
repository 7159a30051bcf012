import { z } from "zod";

/**
 * A number of pods: as such, or as a share of the wanted ones.
 *
 * @param fewest smallest number, as pods or as percent
 */
export function podCount(fewest: 0 | 1) {
    const error = `must be a number of pods from ${fewest}, or a share of the wanted ones such as 25%`;
    const share = fewest === 0 ? /^(100|[1-9]?[0-9])%$/ : /^(100|[1-9][0-9]?)%$/;
    return z.union(
        [
            z.int(error).min(fewest, error),
            z
                .string()
                .regex(share, error)
                .meta({ examples: ["25%"] }),
        ],
        { error },
    );
}
export type PodCount = z.output<ReturnType<typeof podCount>>;

/** Pods that a count means beside so many wanted ones; a share of a pod counts as a whole one. */
export function podsOf(count: PodCount, wanted: number): number {
    return typeof count === "number" ? count : Math.ceil((wanted * parseInt(count)) / 100);
}
