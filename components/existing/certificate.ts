import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { selfSignedSecret } from "../../config/existingCluster";
import { secretsNamespace } from "./secrets";

const dayHours = 24;

export interface CertificateArgs {
    readonly provider: k8s.Provider;
    /** Name that clients use. */
    readonly hostname: string;
    /** What must exist before an object in the namespace of secrets. */
    readonly namespaceReady: readonly pulumi.Resource[];
}

/** A self-signed certificate for the gateway: clients are told to trust this one, or not to verify. */
export class Certificate extends pulumi.ComponentResource {
    /** The certificate as PEM, for clients. */
    public readonly certificate: pulumi.Output<string>;

    constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:existing:Certificate", name, {}, opts);
        const { provider, hostname, namespaceReady } = args;
        const key = new tls.PrivateKey(`${name}-key`, { algorithm: "ECDSA", ecdsaCurve: "P256" }, { parent: this });
        const certificate = new tls.SelfSignedCert(
            name,
            {
                privateKeyPem: key.privateKeyPem,
                subject: { commonName: hostname },
                dnsNames: [hostname, "localhost"],
                ipAddresses: ["127.0.0.1"],
                allowedUses: ["digital_signature", "server_auth"],
                validityPeriodHours: 365 * dayHours,
                // The update after that day makes another one.
                earlyRenewalHours: 30 * dayHours,
            },
            { parent: this },
        );
        new k8s.core.v1.Secret(
            selfSignedSecret,
            {
                metadata: { name: selfSignedSecret, namespace: secretsNamespace },
                stringData: { "tls.crt": certificate.certPem, "tls.key": key.privateKeyPem },
            },
            { parent: this, provider, dependsOn: [...namespaceReady] },
        );
        this.certificate = certificate.certPem;
        this.registerOutputs({ certificate: this.certificate });
    }
}
