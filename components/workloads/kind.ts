import type * as pulumi from "@pulumi/pulumi";
import { type WorkloadConfig } from "../../config/workload";
import { type WorkloadKind } from "../../config/workloadKind";
import { type CallLines } from "../serving/access/callLines";
import { type AllowedCall } from "../serving/calls";
import { type StackContext } from "../serving/context";

/** What a workload tells the stack's outputs. */
export interface CreatedWorkload {
    /** host:port inside the mesh by port name; absent for workloads that take no calls. */
    readonly address?: Readonly<Record<string, string>>;
    /** Commands that send it a request; absent for workloads that take none over HTTP. */
    readonly call?: CallLines;
}

/** A kind of workload: its keys in a stack file, combinations that cannot work, and what it creates. */
export interface CreatableKind<W extends WorkloadConfig = WorkloadConfig> extends WorkloadKind<W> {
    /** URLs of queues whose length scales the workload: the autoscaler may read these and no others. Default: none. */
    queues?(workload: W): readonly string[];
    /** Callers that may connect to the workload. Default: none. */
    calls?(name: string, workload: W): readonly AllowedCall[];
    create(name: string, workload: W, context: StackContext, opts: pulumi.ComponentResourceOptions): CreatedWorkload;
}

/** Checks a kind against its own schema and makes it fit into the table of kinds. */
export function defineKind<W extends WorkloadConfig>(kind: CreatableKind<W>): CreatableKind {
    return kind;
}
