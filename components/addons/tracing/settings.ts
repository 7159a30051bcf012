import { z } from "zod";

const traceBackends = ["tempo", "jaeger"] as const;
export type TraceBackend = (typeof traceBackends)[number];

export const tracingSettings = z
    .strictObject({
        enabled: z.boolean().default(true),
        backend: z.enum(traceBackends).default("tempo"),
        /** Share of ordinary traces that is kept, in percent; errors and slow requests are always kept. */
        sampledPercent: z.number().min(0).max(100).default(1),
        /** A request that takes longer is slow, in milliseconds. */
        slowMilliseconds: z.int().min(1).max(600_000).default(2000),
        /** Days that traces are kept. */
        retentionDays: z.int().min(1).max(365).default(7),
    })
    .prefault({});

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly tracing: z.output<typeof tracingSettings>;
    }
}
