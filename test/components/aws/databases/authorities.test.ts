import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { rdsAuthorities } from "../../../../components/aws/databases/authorities";

/** Subjects of the certificates in a PEM file, and whether each signs itself and others. */
function certificatesIn(pem: string): X509Certificate[] {
    return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []).map(
        (text) => new X509Certificate(text),
    );
}

describe("rdsAuthorities", () => {
    it("are those of the region, one for each kind of key, and none that has ended", () => {
        const pem = rdsAuthorities("us-west-2") ?? "";
        const certificates = certificatesIn(pem);
        assert.deepEqual(
            certificates.map(({ subject }) => /CN=(.*)/.exec(subject)?.[1]).sort(),
            ["ECC384", "RSA2048", "RSA4096"].map((key) => `Amazon RDS us-west-2 Root CA ${key} G1`),
        );
        for (const certificate of certificates) {
            assert.ok(certificate.ca && certificate.checkIssued(certificate), certificate.subject);
            assert.ok(new Date(certificate.validTo) > new Date("2060-01-01"), certificate.validTo);
        }
        // Every line of the file is a line of a certificate: a stray one would end what a client reads.
        assert.equal(certificates.map((certificate) => certificate.toString()).join(""), pem);
    });

    it("are unknown where the bundle has none", () => {
        assert.equal(rdsAuthorities("cn-north-1"), undefined);
        assert.equal(rdsAuthorities("us-west"), undefined);
    });
});
