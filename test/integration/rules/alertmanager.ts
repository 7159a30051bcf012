import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type RenderedStack } from "../rendered";
import { ensureTool } from "../tools";

export type AlertLabels = Readonly<Record<string, string>>;

/** What a receiver is told at once: the alerts that have these labels in common. */
export interface Notification {
    readonly receiver: string;
    readonly group: AlertLabels;
    readonly alerts: number;
}

/** Alertmanager's configuration in the stack's release. JSON is YAML. */
export function alertmanagerConfigOf({ resources }: RenderedStack): string {
    const release = resources.find(({ inputs }) => inputs["name"] === "kube-prometheus-stack");
    const values = release?.inputs["values"] as { alertmanager: { config: unknown } } | undefined;
    if (values === undefined) {
        throw new Error("the stack has no release kube-prometheus-stack");
    }
    return JSON.stringify(values.alertmanager.config);
}

/** What amtool answers about a configuration; it throws when amtool ends with an error. */
export async function amtool(config: string, args: readonly string[]): Promise<string> {
    const tool = await ensureTool("amtool");
    const folder = mkdtempSync(path.join(tmpdir(), "inference-platform-alertmanager-"));
    try {
        const file = path.join(folder, "alertmanager.yaml");
        writeFileSync(file, config);
        const command = args.map((arg) => arg.replace("CONFIG", file));
        return (await promisify(execFile)(tool, command)).stdout;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** What Alertmanager notifies of while all of these fire. */
export async function notifications(config: string, alerts: readonly AlertLabels[]): Promise<readonly Notification[]> {
    const input = JSON.stringify({ config, alerts });
    return JSON.parse(execFileSync(await ensureTool("notified"), { input }).toString()) as Notification[];
}
