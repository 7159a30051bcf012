import { z } from "zod";
import { hostname } from "../../../config/ingress";
import { jwtShape } from "../../../config/jwt";

export const mlflowSettings = z
    .strictObject({
        enabled: z
            .boolean()
            .default(false)
            .describe("Whether the add-on is installed; it costs a database and a bucket."),
        expose: z
            .strictObject({
                hostname: hostname.describe("Name that clients call it by; the gateway's certificate must hold it."),
                ...jwtShape,
            })
            .optional()
            .describe(
                "Lets clients outside the cluster in, through the gateway and only with a token. Default: not " +
                    "exposed.",
            ),
    })
    .prefault({})
    .describe("MLflow tracking server: experiments and their artifacts.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly mlflow: z.output<typeof mlflowSettings>;
    }
}
