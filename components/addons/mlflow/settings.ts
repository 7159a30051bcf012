import { z } from "zod";
import { hostname } from "../../../config/ingress";

export const mlflowSettings = z
    .strictObject({
        enabled: z.boolean().default(false),
        /** Lets clients outside the cluster in, through the gateway and only with a token. Default: not exposed. */
        expose: z
            .strictObject({
                /** Name that clients call it by; the gateway's certificate must hold it. */
                hostname,
                /** Who signs the tokens: their `iss` claim. */
                issuer: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                /** Where the issuer's public keys are. */
                jwksUri: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                /** Accepted `aud` claims: a token that was made for another service does not fit. */
                audiences: z.array(z.string().min(1)).min(1),
            })
            .optional(),
    })
    .prefault({});

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly mlflow: z.output<typeof mlflowSettings>;
    }
}
