import { z } from "zod";
import { alertsSchema } from "../../../config/alerts";
import { runbookPaths } from "../../observation/alert";

export const monitoringSettings = z
    .strictObject({
        retentionDays: z
            .int()
            .min(1)
            .max(365)
            .default(31)
            .describe("Days that Prometheus keeps metrics; at least the longest `slo.window` of the workloads."),
        storageGiB: z
            .int()
            .min(10)
            .max(16384)
            .default(100)
            .describe(
                "Volume of each Prometheus replica in GiB; metrics are dropped, oldest first, at 85 % of it. " +
                    "Volumes that exist keep their size until their claims are grown.",
            ),
        grafanaStorageGiB: z
            .int()
            .min(1)
            .max(1024)
            .default(10)
            .describe("Volume of Grafana in GiB, for what users change in its interface."),
        alerts: alertsSchema
            .prefault({})
            .describe(
                "Receivers of alerts by severity; default: none, and alerts are seen in Alertmanager and Grafana " +
                    "only.",
            ),
        runbooks: z
            .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
            .meta({ examples: ["https://wiki.example.com/runbooks"] })
            .default(runbookPaths)
            .describe(
                "Where the pages of docs/runbooks are served, for the links of alerts; default: paths in this repository.",
            ),
        sso: z
            .strictObject({
                clientId: z
                    .string()
                    .min(1)
                    .meta({ examples: ["grafana"] })
                    .describe("Client id that the identity provider gave to Grafana."),
                clientSecret: z
                    .string()
                    .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager")
                    .meta({ examples: ["grafana/sso"] })
                    .describe("Secret, below the stack's secret prefix, that holds the client secret."),
                rootUrl: z
                    .url({ protocol: /^https$/, error: "must be an https:// address" })
                    .meta({ examples: ["https://grafana.example.com"] })
                    .describe("Address that users reach Grafana at."),
                authUrl: z
                    .url({ protocol: /^https$/, error: "must be an https:// address" })
                    .meta({ examples: ["https://login.example.com/authorize"] })
                    .describe("Authorization endpoint of the identity provider."),
                tokenUrl: z
                    .url({ protocol: /^https$/, error: "must be an https:// address" })
                    .meta({ examples: ["https://login.example.com/token"] })
                    .describe("Token endpoint of the identity provider."),
                apiUrl: z
                    .url({ protocol: /^https$/, error: "must be an https:// address" })
                    .meta({ examples: ["https://login.example.com/userinfo"] })
                    .describe("User info endpoint of the identity provider."),
                roleAttributePath: z
                    .string()
                    .default("'Viewer'")
                    .describe("Role by JMESPath over the token; default: everyone who may log in can view."),
            })
            .optional()
            .describe("Single sign-on of Grafana by OpenID Connect; default: the generated admin password alone."),
    })
    .prefault({})
    .describe("Prometheus, Alertmanager and Grafana: always on, since alerts and scaling depend on them.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly monitoring: z.output<typeof monitoringSettings>;
    }
}
