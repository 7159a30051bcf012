import { z } from "zod";

/** Tokens that let clients outside the cluster in: JSON Web Tokens of one issuer. */
export const jwtShape = {
    issuer: z
        .url({ protocol: /^https$/, error: "must be an https:// address" })
        .meta({ examples: ["https://login.example.com"] })
        .describe("Who signs the tokens: their `iss` claim."),
    jwksUri: z
        .url({ protocol: /^https$/, error: "must be an https:// address" })
        .meta({ examples: ["https://login.example.com/.well-known/jwks.json"] })
        .describe("Where the issuer's public keys are."),
    audiences: z
        .array(
            z
                .string()
                .min(1)
                .meta({ examples: ["ai-inference"] }),
        )
        .min(1)
        .describe("Accepted `aud` claims: a token that was made for another service does not fit."),
} as const;

export const jwtSchema = z.strictObject(jwtShape);
export type JwtConfig = Readonly<z.output<typeof jwtSchema>>;
