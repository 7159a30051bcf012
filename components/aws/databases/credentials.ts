import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type AwsScope, secretPrefix } from "../scope";

export interface CredentialsArgs {
    readonly scope: AwsScope;
    readonly description: string;
    /** Default: the service knows no users. */
    readonly username?: string;
    /** Another number makes another password. Default: the password never changes. */
    readonly version?: number;
}

export interface Credentials {
    readonly secretName: pulumi.Output<string>;
    readonly password: pulumi.Output<string>;
    /** The secret's value: whoever reads the secret after it reads this one. */
    readonly ready: pulumi.Resource;
}

/** A generated password, kept in a secret below the stack's prefix as a JSON object. */
export function credentials(
    name: string,
    { scope, description, username, version }: CredentialsArgs,
    opts: pulumi.CustomResourceOptions,
): Credentials {
    // Another version replaces the password and the secret's value, and nothing that is protected can be replaced.
    const replaceable = version === undefined ? opts : { ...opts, protect: false };
    // RDS and ElastiCache take few special characters; letters and digits are enough at this length.
    const password = new random.RandomPassword(
        name,
        { length: 64, special: false, ...(version !== undefined && { keepers: { version: String(version) } }) },
        replaceable,
    );
    const secret = new aws.secretsmanager.Secret(
        name,
        {
            name: `${secretPrefix(scope.stack)}${name}`,
            description,
            // A name that waits for its deletion cannot be used again; in development it is used again soon.
            recoveryWindowInDays: scope.environment === "production" ? 7 : 0,
            tags: scope.tags,
        },
        opts,
    );
    const value = { ...(username !== undefined && { username }), password: password.result };
    const ready = new aws.secretsmanager.SecretVersion(
        name,
        { secretId: secret.id, secretString: pulumi.jsonStringify(value) },
        replaceable,
    );
    return { secretName: secret.name, password: password.result, ready };
}
