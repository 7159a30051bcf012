import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";

/** Files of a certificate and its private key, in PEM. */
export interface CertificateFiles {
    readonly certificate: string;
    readonly key: string;
}

/** A certificate authority of one test run; what it issues lies beside it. */
export interface Authority extends CertificateFiles {
    readonly folder: string;
}

/** Longer than any run, shorter than anything that could be kept by mistake. */
const days = "2";
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256", "-days", days];

/** @throws Error when openssl is missing: Node makes keys, but no certificates. */
export function createAuthority(folder: string, name: string): Authority {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const files = { certificate: path.join(folder, "ca.crt"), key: path.join(folder, "ca.key") };
    const extensions = ["-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"];
    openssl("req", "-x509", ...newKey, ...extensions, "-subj", `/CN=${name}`, ...output(files));
    return { folder, ...files };
}

/**
 * A certificate for servers and clients alike.
 *
 * @param names DNS names, none: a client certificate.
 */
export function issueCertificate(authority: Authority, name: string, names: readonly string[]): CertificateFiles {
    const files = {
        certificate: path.join(authority.folder, `${name}.crt`),
        key: path.join(authority.folder, `${name}.key`),
    };
    const extensions = ["basicConstraints=critical,CA:FALSE", "extendedKeyUsage=serverAuth,clientAuth"];
    if (names.length > 0) {
        extensions.push(`subjectAltName=${names.map((each) => `DNS:${each}`).join(",")}`);
    }
    openssl(
        ...["req", "-x509", ...newKey, "-CA", authority.certificate, "-CAkey", authority.key],
        ...extensions.flatMap((extension) => ["-addext", extension]),
        ...["-subj", `/CN=${name}`, ...output(files)],
    );
    return files;
}

function output({ certificate, key }: CertificateFiles): string[] {
    return ["-keyout", key, "-out", certificate];
}

function openssl(...args: readonly string[]): void {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
