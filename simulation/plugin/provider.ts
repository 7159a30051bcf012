import { answerInvoke, type Properties, simulatedAccount, type SimulatedAccount, simulatedType } from "../providers";
import { addClaims } from "./claims";
import { type Change, ChangeKind, diffProperties } from "./diff";
import { type Existing, type Inventory, RejectedByCloud } from "./inventory";
import { type Journal, ProviderCall } from "./journal";
import { answerFromInventory } from "./live";
import {
    checkedInputs,
    createPreview,
    created,
    isAutoNamed,
    knownType,
    nameIn,
    type Subject,
    updated,
    updatePreview,
} from "./resource";
import { bare, plain, type WireProperties } from "./wire";

/** The resource of a request. */
export interface Request {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
}

interface Plan {
    readonly changes: readonly Change[];
    /** Whether the old resource is deleted first, because the new one has the same name. */
    readonly deleteBeforeReplace: boolean;
}

/** The provider of one package, independent of gRPC: plans changes and keeps the inventory. */
export class SimulatedProvider {
    #account: SimulatedAccount;
    #settings: Properties = {};

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

    /** Applies provider settings: the region, and settings that change what forces a replacement. */
    configure(settings: WireProperties): void {
        this.#settings = plain(settings);
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
        // A name generated earlier stays; a replacement is checked without old inputs and gets a new name.
        const id = Object.keys(olds).length === 0 ? undefined : this.inventory.latest(request.urn)?.id;
        return checkedInputs(this.subject(request, id), news);
    }

    diff(
        request: Request,
        id: string,
        olds: WireProperties,
        news: WireProperties,
        ignoreChanges: readonly string[],
    ): Plan {
        const changes = diffProperties(olds, news, this.replaceOn(request.type, news), ignoreChanges);
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
        const resource = { ...request, id, seed, region: account.region, inputs, outputs };
        this.inventory.add(resource, hasNameAsId(request.type));
        this.bringClaims(resource);
        return { id, outputs };
    }

    read(request: Request, id: string): { inputs: WireProperties; outputs: WireProperties } | undefined {
        return this.inventory.find(request.urn, id);
    }

    update(
        request: Request,
        id: string,
        olds: { readonly inputs: WireProperties; readonly outputs: WireProperties },
        inputs: WireProperties,
        preview: boolean,
    ): WireProperties {
        this.journal.record({ call: ProviderCall.Update, subject: request.urn, inputs });
        rejectFixed(request.type, olds.inputs, inputs);
        const subject = this.subject(request, id);
        if (preview) {
            return updatePreview(subject, inputs, olds.outputs);
        }
        const outputs = updated(subject, inputs, olds.outputs);
        const { seed, account } = subject;
        const resource = { ...request, id, seed, region: account.region, inputs, outputs };
        this.inventory.update(resource);
        this.bringClaims(resource);
        return outputs;
    }

    delete(request: Request, id: string): void {
        this.journal.record({ call: ProviderCall.Delete, subject: request.urn, inputs: {} });
        this.inventory.remove(request.urn, id);
        if (request.type === NAMESPACE) {
            // Deleting a namespace deletes every object in it, also those that the stack retains.
            this.inventory
                .all()
                .filter(({ type, inputs }) => type.startsWith("kubernetes:") && namespaceOf(inputs) === id)
                .forEach((inside) => this.inventory.remove(inside.urn, inside.id));
        }
    }

    invoke(token: string, args: WireProperties): Properties {
        this.journal.record({ call: ProviderCall.Invoke, subject: token, inputs: args });
        const plainArgs = plain(args);
        const answer =
            answerFromInventory(token, plainArgs, this.inventory) ?? answerInvoke(token, plainArgs, this.#account);
        if (answer === undefined) {
            throw new RejectedByCloud(`the function "${token}" is not simulated: add it to simulation/providers`);
        }
        return answer;
    }

    private bringClaims(resource: Existing): void {
        if (resource.type === HELM_RELEASE) {
            addClaims(resource, this.inventory);
        }
    }

    /** Paths that force a replacement under this provider's settings; always for an object with `immutable: true`. */
    private replaceOn(type: string, inputs: WireProperties): string[] {
        const isOn = (setting: string) => ["true", true].includes(this.#settings[setting] as string | boolean);
        return (knownType(type).replaceOn ?? [])
            .filter(({ unless }) => unless === undefined || !isOn(unless) || bare(inputs.immutable) === true)
            .map(({ property }) => property);
    }

    private subject({ urn, type, name }: Request, id?: string): Subject {
        const existing = id === undefined ? undefined : this.inventory.find(urn, id);
        return { type, name, seed: existing?.seed ?? this.inventory.nextSeed(urn), account: this.#account };
    }

    /** Whether the provider's region changed for a resource that does not set its own (a property since AWS 7). */
    private hasMoved({ urn, type }: Request, id: string, news: WireProperties): boolean {
        const regional = knownType(type).replaceOn?.some(({ property }) => property === REGION_CHANGE.path) === true;
        const region = this.inventory.find(urn, id)?.region;
        return regional && bare(news.region) === undefined && region !== undefined && region !== this.#account.region;
    }

    /** Whether old and new resource have the same explicit name: every provider here then deletes first. */
    private mustGoFirst(request: Request, id: string, olds: WireProperties, news: WireProperties): boolean {
        const name = nameIn(request, olds);
        return (
            request.type !== HELM_RELEASE &&
            name !== undefined &&
            name === nameIn(request, news) &&
            namespaceOf(olds) === namespaceOf(news) &&
            !isAutoNamed(this.subject(request, id), olds)
        );
    }
}

/** @throws RejectedByCloud when the update changes a property that the service treats as immutable. */
function rejectFixed(type: string, olds: WireProperties, news: WireProperties): void {
    const fixed = (knownType(type).rejectedOn ?? []).map(({ property }) => property);
    const touched = diffProperties(olds, news, fixed).filter(({ replaces }) => replaces);
    if (touched.length > 0) {
        const paths = touched.map(({ path }) => `"${path}"`).join(", ");
        throw new RejectedByCloud(
            `${paths} cannot be changed after creation, and the provider does not replace the object: rename the object`,
        );
    }
}

const NAMESPACE = "kubernetes:core/v1:Namespace";

const REGION_CHANGE: Change = { path: "region", kind: ChangeKind.Update, replaces: true };

/** Never deleted before its replacement; what runs in it brings claims. Source: pulumi-kubernetes provider/pkg/provider/helm_release.go Diff. */
const HELM_RELEASE = "kubernetes:helm.sh/v3:Release";

/** Names are unique within a namespace. */
function namespaceOf(inputs: WireProperties): unknown {
    return (plain(inputs).metadata as Properties | undefined)?.namespace ?? "default";
}

/** Whether ids of the type are names, which can be taken; generated ids and references to another resource cannot. */
function hasNameAsId(type: string): boolean {
    return knownType(type).autoName !== undefined;
}
