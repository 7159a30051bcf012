import { z } from "zod";
import { imageDigestRules, imageReference } from "./image";

/** Settings that apply to all workloads that serve models. */
export const servingTopicSchema = z.strictObject({
    imageDigests: z
        .enum(imageDigestRules)
        .optional()
        .describe(
            "Whether images need a digest beside their tag; default: required in production, optional in " +
                "development.",
        ),
    modelVersionGroup: z
        .string()
        .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "must be a domain name such as ml.example.com")
        .default("ml.example.com")
        .describe("API group of the ModelVersion resources that describe what is served."),
    syncImage: imageReference
        .default("amazon/aws-cli:2.27.9")
        .describe("Image with the AWS CLI, bash and coreutils that copies and verifies models."),
});
export type ServingTopic = Readonly<z.output<typeof servingTopicSchema>>;
