import { answerInvoke, type Properties, simulatedAccount, type SimulatedAccount, simulatedType } from "../providers";
import { type Change, ChangeKind, diffProperties } from "./diff";
import { type Inventory, RefusedByCloud } from "./inventory";
import { type Journal, ProviderCall } from "./journal";
import {
    checkedInputs,
    createPreview,
    created,
    isAutoNamed,
    knownType,
    type Subject,
    updated,
    updatePreview,
} from "./resource";
import { bare, plain, type WireProperties } from "./wire";

/** A resource as requests name it. */
export interface Request {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
}

export interface Plan {
    readonly changes: readonly Change[];
    /** The old resource goes first: the new one must have its name. */
    readonly deleteBeforeReplace: boolean;
}

/** One package's provider: decides, and remembers what exists. Knows nothing of gRPC. */
export class SimulatedProvider {
    #account: SimulatedAccount;

    constructor(
        private readonly inventory: Inventory,
        private readonly journal: Journal,
        region: string,
    ) {
        this.#account = simulatedAccount(region);
    }

    get account(): SimulatedAccount {
        return this.#account;
    }

    /** The region a stack's provider settings name, if they do. */
    configure(settings: WireProperties): void {
        const region = bare(settings.region);
        if (typeof region === "string" && region !== "") {
            this.#account = simulatedAccount(region);
        }
    }

    check(request: Request, olds: WireProperties, news: WireProperties): WireProperties {
        this.journal.record({ call: ProviderCall.Check, subject: request.urn, inputs: news });
        if (simulatedType(request.type) === undefined) {
            this.journal.recordUnknownType(request.type);
        }
        const subject = this.subject(request);
        const property = knownType(request.type).autoName?.property;
        // A name made up earlier stays, also when a replacement has since come and gone.
        const kept = property === undefined ? undefined : olds[property];
        return kept !== undefined && (news[property ?? ""] ?? undefined) === undefined
            ? { ...news, [property ?? ""]: kept }
            : checkedInputs(subject, news);
    }

    diff(
        request: Request,
        id: string,
        olds: WireProperties,
        news: WireProperties,
        ignoreChanges: readonly string[],
    ): Plan {
        const replaceOn = (knownType(request.type).replaceOn ?? []).map(({ property }) => property);
        const changes = diffProperties(olds, news, replaceOn, ignoreChanges);
        const moved = this.hasMoved(request, id, news) ? [REGION_CHANGE] : [];
        return { changes: [...changes, ...moved], deleteBeforeReplace: this.mustGoFirst(request, id, olds, news) };
    }

    create(request: Request, inputs: WireProperties, preview: boolean): { id: string; outputs: WireProperties } {
        this.journal.record({ call: ProviderCall.Create, subject: request.urn, inputs });
        const subject = this.subject(request);
        if (preview) {
            return { id: "", outputs: createPreview(subject, inputs) };
        }
        const { id = "", outputs } = created(subject, inputs);
        const { seed, account } = subject;
        this.inventory.add(
            { ...request, id, seed, region: account.region, inputs, outputs },
            hasNameAsId(request.type),
        );
        return { id, outputs };
    }

    read(request: Request, id: string): { inputs: WireProperties; outputs: WireProperties } | undefined {
        return this.inventory.find(request.urn, id);
    }

    update(
        request: Request,
        id: string,
        inputs: WireProperties,
        oldOutputs: WireProperties,
        preview: boolean,
    ): WireProperties {
        this.journal.record({ call: ProviderCall.Update, subject: request.urn, inputs });
        const subject = this.subject(request, id);
        if (preview) {
            return updatePreview(subject, inputs, oldOutputs);
        }
        const outputs = updated(subject, inputs, oldOutputs);
        const { seed, account } = subject;
        this.inventory.update({ ...request, id, seed, region: account.region, inputs, outputs });
        return outputs;
    }

    delete(request: Request, id: string): void {
        this.journal.record({ call: ProviderCall.Delete, subject: request.urn, inputs: {} });
        this.inventory.remove(request.urn, id);
    }

    invoke(token: string, args: WireProperties): Properties {
        this.journal.record({ call: ProviderCall.Invoke, subject: token, inputs: args });
        const answer = answerInvoke(token, plain(args), this.#account);
        if (answer === undefined) {
            throw new RefusedByCloud(
                `the simulated providers do not know the function "${token}": describe it in simulation/providers`,
            );
        }
        return answer;
    }

    private subject({ urn, type, name }: Request, id?: string): Subject {
        const existing = id === undefined ? undefined : this.inventory.find(urn, id);
        return { type, name, seed: existing?.seed ?? this.inventory.nextSeed(urn), account: this.#account };
    }

    /** The provider's own region is where a resource lies that names none; with AWS 7 it is a property of the resource. */
    private hasMoved({ urn, type }: Request, id: string, news: WireProperties): boolean {
        const regional = knownType(type).replaceOn?.some(({ property }) => property === REGION_CHANGE.path) === true;
        const region = this.inventory.find(urn, id)?.region;
        return regional && bare(news.region) === undefined && region !== undefined && region !== this.#account.region;
    }

    /** A replacement with the same explicit name can only be made after the old one is gone; every provider here sees to it. */
    private mustGoFirst(request: Request, id: string, olds: WireProperties, news: WireProperties): boolean {
        if (request.type.startsWith("kubernetes:")) {
            return request.type !== HELM_RELEASE && sameObject(olds, news);
        }
        const property = knownType(request.type).autoName?.property;
        return (
            property !== undefined &&
            bare(olds[property]) !== undefined &&
            bare(olds[property]) === bare(news[property]) &&
            !isAutoNamed(this.subject(request, id), olds)
        );
    }
}

const REGION_CHANGE: Change = { path: "region", kind: ChangeKind.Update, replaces: true };

/** Source: pulumi-kubernetes provider/pkg/provider/helm_release.go Diff, which never asks for it. */
const HELM_RELEASE = "kubernetes:helm.sh/v3:Release";

/** Named by the program, and nothing of the name changes. Source: pulumi-kubernetes provider/pkg/provider/provider.go Diff. */
function sameObject(olds: WireProperties, news: WireProperties): boolean {
    const [before, after] = [olds, news].map((inputs) => (plain(inputs).metadata ?? {}) as Properties);
    return (
        before?.name !== undefined &&
        before.name === after?.name &&
        (before.namespace ?? "default") === (after.namespace ?? "default")
    );
}

/** Ids that are names can be taken; ids that the cloud makes up, or that point at another resource, cannot. */
function hasNameAsId(type: string): boolean {
    const isObject = type.startsWith("kubernetes:") && !type.endsWith("Patch");
    return isObject || knownType(type).autoName !== undefined;
}
