import { z } from "zod";

/** Tokens that let clients outside the cluster in: JSON Web Tokens of one issuer. */
export const jwtShape = {
    /** Issuer of the tokens: their `iss` claim. */
    issuer: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
    /** Where the issuer's public keys are. */
    jwksUri: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
    /** Accepted `aud` claims: a token that was made for another service does not fit. */
    audiences: z.array(z.string().min(1)).min(1),
} as const;

export const jwtSchema = z.strictObject(jwtShape);
export type JwtConfig = Readonly<z.output<typeof jwtSchema>>;
