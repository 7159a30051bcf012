import { z } from "zod";

const traceBackends = ["tempo", "jaeger"] as const;
export type TraceBackend = (typeof traceBackends)[number];

export const tracingSettings = z
    .strictObject({
        enabled: z.boolean().default(true).describe("Whether the add-on is installed."),
        backend: z
            .enum(traceBackends)
            .default("tempo")
            .describe(
                "Where traces are stored and searched: `tempo` in the object store, or `jaeger` on a volume of its own.",
            ),
        sampledPercent: z
            .number()
            .min(0)
            .max(100)
            .default(1)
            .describe("Share of ordinary traces that is kept, in percent; errors and slow requests are always kept."),
        slowMilliseconds: z
            .int()
            .min(1)
            .max(600_000)
            .default(2000)
            .describe("A request that takes longer is slow, in milliseconds."),
        retentionDays: z.int().min(1).max(365).default(7).describe("Days that traces are kept."),
    })
    .prefault({})
    .describe("OpenTelemetry collectors with Tempo or Jaeger: traces of requests through the mesh.");

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly tracing: z.output<typeof tracingSettings>;
    }
}
