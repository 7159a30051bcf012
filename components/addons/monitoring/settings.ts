import { z } from "zod";
import { alertsSchema } from "../../../config/alerts";
import { runbookPaths } from "../../observation/alert";

export const monitoringSettings = z
    .strictObject({
        /** Days that Prometheus keeps metrics; at least the longest `slo.window` of the workloads. */
        retentionDays: z.int().min(1).max(365).default(31),
        /** Volume of each Prometheus replica in GiB; metrics are dropped, oldest first, at 85 % of it. */
        storageGiB: z.int().min(10).max(16384).default(100),
        /** Volume of Grafana in GiB, for what users change in its interface. */
        grafanaStorageGiB: z.int().min(1).max(1024).default(10),
        alerts: alertsSchema.prefault({}),
        /** Where the pages of docs/runbooks are served, for the links of alerts; default: paths in this repository. */
        runbooks: z
            .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
            .transform((address) => address.replace(/\/+$/, ""))
            .default(runbookPaths),
        /** Single sign-on of Grafana by OpenID Connect; default: the generated admin password alone. */
        sso: z
            .strictObject({
                clientId: z.string().min(1),
                /** Secret, below the stack's secret prefix, that holds the client secret. */
                clientSecret: z
                    .string()
                    .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager"),
                /** Address that users reach Grafana at. */
                rootUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                authUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                tokenUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                apiUrl: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
                /** Role by JMESPath over the token; default: everyone who may log in can view. */
                roleAttributePath: z.string().default("'Viewer'"),
            })
            .optional(),
    })
    .prefault({});

declare module "../../../config/addons" {
    interface AddonsConfig {
        /** Prometheus, Alertmanager and Grafana: always on, since alerts and scaling depend on them. */
        readonly monitoring: z.output<typeof monitoringSettings>;
    }
}
