import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { projectNamespace } from "../../config/load";
import { type Environment } from "../../config/names";
import { type PlatformConfig } from "../../config/platform";
import { type Partition, partitionOf } from "./regions";

/** What every AWS resource of a stack shares. */
export interface AwsScope {
    readonly stack: string;
    readonly environment: Environment;
    /** Region of everything that names no other. */
    readonly region: string;
    /** ARN partition of the region. */
    readonly partition: Partition;
    readonly accountId: pulumi.Output<string>;
    /** Whom alarms notify, and where their links lead. */
    readonly alarms: {
        /** SNS topics by region. */
        readonly topics: Readonly<Record<string, string>>;
        /** Address or path of the pages of docs/runbooks. */
        readonly runbooks: string;
    };
    /** Tags of everything that takes tags. */
    readonly tags: Readonly<Record<string, string>>;
}

/**
 * Looks up the account; everything else follows from the stack file and so is known at every preview.
 *
 * @param runbooks address or path of the pages of docs/runbooks
 */
export function awsScope(
    config: Pick<PlatformConfig, "stack" | "environment" | "region" | "alarms">,
    runbooks: string,
): AwsScope {
    const { stack, environment, region, alarms } = config;
    return {
        stack,
        environment,
        region,
        partition: partitionOf(region),
        accountId: aws.getCallerIdentityOutput().accountId,
        alarms: { topics: alarms.topics, runbooks },
        tags: { ...stackTags(stack), "managed-by": "pulumi" },
    };
}

/** Those of the tags by which a stack's resources are found again: they never change. */
export function stackTags(stack: string) {
    return { project: projectNamespace, stack };
}

/** Name of the stack's cluster; known before it exists, so that tags, conditions and secrets can carry it. */
export function clusterName(stack: string): string {
    return `${projectNamespace}-${stack}`;
}

/** Secrets of the stack in Secrets Manager start with this. */
export function secretPrefix(stack: string): string {
    return `${projectNamespace}/${stack}/`;
}

/**
 * Options of a component that holds models, data or keys: in production Pulumi refuses to delete or replace any part of it, so
 * that what is kept keeps its protections too.
 */
export function keepingData(
    scope: Pick<AwsScope, "environment">,
    opts: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
    return { ...opts, protect: scope.environment === "production" };
}
