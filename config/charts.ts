import { z } from "zod";

/** Where Helm charts come from. */
export const chartsSchema = z.strictObject({
    mirror: z
        .string()
        .regex(
            /^(oci:\/\/[^\s]+[^/\s]|https:\/\/[^\s]+[^/\s]|\.{0,2}\/[^\s]*[^/\s])$/,
            "must be an oci:// or https:// address or the path of a folder (./charts, /srv/charts), without a slash at its end",
        )
        .meta({ examples: ["oci://registry.example.com/charts"] })
        .optional()
        .describe(
            "Replaces every chart repository: an `oci://` or `https://` base that holds all charts under their " +
                "own names, or a folder of `<chart>-<version>.tgz` files. Default: each chart's own repository.",
        ),
    timeoutSeconds: z
        .int()
        .min(60)
        .max(3600)
        .default(600)
        .describe("Seconds that a release may take until its pods are ready."),
});
export type ChartsConfig = Readonly<z.output<typeof chartsSchema>>;
