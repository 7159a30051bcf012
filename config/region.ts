import { z } from "zod";

/** Name of an AWS region, in any partition. */
export const awsRegion = z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region such as us-west-2")
    .meta({ examples: ["us-west-2"] });
