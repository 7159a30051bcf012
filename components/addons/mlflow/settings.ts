import { z } from "zod";
import { hostname } from "../../../config/ingress";
import { jwtShape } from "../../../config/jwt";

export const mlflowSettings = z
    .strictObject({
        enabled: z.boolean().default(false),
        /** Lets clients outside the cluster in, through the gateway and only with a token. Default: not exposed. */
        expose: z
            .strictObject({
                /** Name that clients call it by; the gateway's certificate must hold it. */
                hostname,
                ...jwtShape,
            })
            .optional(),
    })
    .prefault({});

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly mlflow: z.output<typeof mlflowSettings>;
    }
}
