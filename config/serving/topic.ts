import { z } from "zod";
import { imageDigestRules, imageReference } from "./image";

/** Settings that apply to all workloads that serve models. */
export const servingTopicSchema = z.strictObject({
    /** Whether images need a digest beside their tag; default: required in production, optional in development. */
    imageDigests: z.enum(imageDigestRules).optional(),
    /** API group of the ModelVersion resources that describe what is served. */
    modelVersionGroup: z
        .string()
        .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "must be a domain name such as ml.example.com")
        .default("ml.example.com"),
    /** Image with the AWS CLI, bash and coreutils that copies and verifies models. */
    syncImage: imageReference.default("amazon/aws-cli:2.27.9"),
});
export type ServingTopic = Readonly<z.output<typeof servingTopicSchema>>;
