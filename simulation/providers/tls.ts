import { hex } from "./naming";
import { type Replacement, type TypeTable } from "./types";

/** A key or certificate is made anew when what it is made of changes. */
function madeOf(...properties: readonly string[]): readonly Replacement[] {
    return properties.map((property) => ({
        property,
        source: "hashicorp/terraform-provider-tls internal/provider: RequiresReplace on the argument",
    }));
}

/** Of the form of PEM and worthless: different for each resource, equal in each run. */
function pem(label: string, seed: string): string {
    const body = Buffer.from(hex(seed, 64), "hex").toString("base64");
    return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

export const tlsTypes: TypeTable = {
    "tls:index/privateKey:PrivateKey": {
        id: ({ seed }) => hex(seed, 40),
        outputs: ({ seed }) => ({
            privateKeyPem: pem("EC PRIVATE KEY", seed),
            privateKeyPemPkcs8: pem("PRIVATE KEY", `${seed}/pkcs8`),
            publicKeyPem: pem("PUBLIC KEY", `${seed}/public`),
        }),
        secretOutputs: ["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"],
        replaceOn: madeOf("algorithm", "ecdsaCurve", "rsaBits"),
    },
    "tls:index/selfSignedCert:SelfSignedCert": {
        id: ({ seed }) => hex(seed, 40),
        outputs: ({ seed }) => ({
            certPem: pem("CERTIFICATE", seed),
            readyForRenewal: false,
            validityStartTime: "2026-01-01T00:00:00Z",
            validityEndTime: "2027-01-01T00:00:00Z",
        }),
        replaceOn: madeOf(
            ...["privateKeyPem", "subject", "dnsNames", "ipAddresses", "uris", "validityPeriodHours", "allowedUses"],
            ...["isCaCertificate", "setAuthorityKeyId", "setSubjectKeyId"],
        ),
    },
};
