import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { secretKey } from "./objectStore";
import { type StoreAccount } from "./policies";

/** An account whose key is handed out in a namespace. */
interface PlacedAccount extends StoreAccount {
    readonly namespace: string;
}

/** An account of the S3 server with its secret key. */
export interface KeyedAccount extends PlacedAccount {
    readonly secret: pulumi.Output<string>;
}

/**
 * The accounts of a stack. They are asked for one by one while workloads are created; the server's own objects wait for
 * {@link all}, which the end of the program settles.
 */
export class StoreAccounts {
    /** Every account, sorted by name; settled by {@link close}. */
    public readonly all: Promise<readonly KeyedAccount[]>;
    private readonly accounts: KeyedAccount[] = [];
    private settle: (accounts: readonly KeyedAccount[]) => void = () => undefined;

    constructor() {
        this.all = new Promise((resolve) => (this.settle = resolve));
    }

    /** @throws Error when the accounts are closed */
    public add(account: PlacedAccount, opts: pulumi.CustomResourceOptions): KeyedAccount {
        if (Object.isFrozen(this.accounts)) {
            throw new Error(`account "${account.name}" comes after the accounts of the S3 server were closed`);
        }
        const key = new random.RandomPassword(`${account.name}-store-key`, { length: 40, special: false }, opts);
        const keyed = { ...account, secret: key.result };
        this.accounts.push(keyed);
        return keyed;
    }

    /** Ends the list: nothing of the program asks for an account any more. */
    public close(): void {
        Object.freeze(this.accounts);
        this.settle([...this.accounts].sort((a, b) => (a.name < b.name ? -1 : 1)));
    }
}

export interface StoreKeyArgs {
    readonly provider: k8s.Provider;
    readonly accounts: StoreAccounts;
    readonly account: StoreAccount;
    /** Secret that receives the key. */
    readonly secret: { readonly name: string; readonly namespace: string };
    /** What must be there before the key is handed out: the namespace, and the server that accepts the key. */
    readonly after: readonly pulumi.Resource[];
}

/** An account of the S3 server, and the Secret by which pods or people get its key. */
export class StoreKey extends pulumi.ComponentResource {
    constructor(name: string, args: StoreKeyArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:existing:StoreKey", name, {}, opts);
        const { provider, accounts, account, secret, after } = args;
        const { secret: key } = accounts.add({ ...account, namespace: secret.namespace }, { parent: this });
        new k8s.core.v1.Secret(
            `${name}-object-store`,
            { metadata: secret, stringData: { [secretKey]: key } },
            { parent: this, provider, dependsOn: [...after] },
        );
        this.registerOutputs({});
    }
}
