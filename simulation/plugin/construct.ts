import { isDeepStrictEqual } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
    RegisterResourceOutputsRequest,
    RegisterResourceRequest,
    type RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { type SimulatedAccount } from "../providers";
import { ChangeKind, diffProperties } from "./diff";
import { type Inventory } from "./inventory";
import { type Journal, ProviderCall } from "./journal";
import { createPreview, created, knownType, type Subject, updatePreview } from "./resource";
import { fromStruct, toStruct, type WireProperties } from "./wire";

/**
 * Constructs a remote component: registers it with the engine with the program's inputs, and returns its outputs. Its children
 * are not created, so that the engine has the same resources as the in-process simulation; a change that would replace one of
 * them is recorded in the journal.
 */
export async function construct(
    request: ConstructRequest,
    account: SimulatedAccount,
    inventory: Inventory,
    journal: Journal,
): Promise<ConstructResponse> {
    const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure());
    try {
        const inputs = fromStruct(request.getInputs());
        const preview = request.getDryrun();
        const urn = await register(monitor, request, inputs);
        journal.record({ call: ProviderCall.Construct, subject: urn, inputs });
        const outputs = componentOutputs(request, urn, inputs, account, inventory, journal);
        if (!preview) {
            inventory.setComponent(urn, inputs);
        }
        await registerOutputs(monitor, urn, outputs);
        return new ConstructResponse().setUrn(urn).setState(toStruct(outputs));
    } finally {
        monitor.close();
    }
}

function componentOutputs(
    request: ConstructRequest,
    urn: string,
    inputs: WireProperties,
    account: SimulatedAccount,
    inventory: Inventory,
    journal: Journal,
): WireProperties {
    const subject: Subject = { type: request.getType(), name: request.getName(), seed: urn, account };
    const preview = request.getDryrun();
    const before = inventory.component(urn);
    const causes = before === undefined ? [] : replacementCauses(subject.type, before, inputs);
    if (causes.length > 0) {
        journal.recordHiddenReplacement({ urn, type: subject.type, causes });
    }
    if (!preview) {
        return outputsOnly(created(subject, inputs).outputs, inputs);
    }
    const planned =
        before === undefined || causes.length > 0
            ? createPreview(subject, inputs)
            : updatePreview(subject, inputs, created(subject, before).outputs);
    return outputsOnly(planned, inputs);
}

/** Inputs whose change or removal makes the component replace one of its children; an addition does not. */
function replacementCauses(type: string, olds: WireProperties, news: WireProperties): string[] {
    const replaceOn = (knownType(type).replaceOn ?? []).map(({ property }) => property);
    return diffProperties(olds, news, replaceOn)
        .filter(({ kind, replaces }) => replaces && kind !== ChangeKind.Add)
        .map(({ path }) => path);
}

/** The computed outputs: a component does not return its inputs, and may have an output by the name of an input. */
function outputsOnly(outputs: WireProperties, inputs: WireProperties): WireProperties {
    return Object.fromEntries(Object.entries(outputs).filter(([key, value]) => !isDeepStrictEqual(value, inputs[key])));
}

async function register(
    monitor: ResourceMonitorClient,
    request: ConstructRequest,
    inputs: WireProperties,
): Promise<string> {
    const registration = new RegisterResourceRequest()
        .setType(request.getType())
        .setName(request.getName())
        .setParent(request.getParent())
        .setCustom(false)
        .setRemote(false)
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAliasspecs(true)
        .setObject(toStruct(inputs))
        .setDependenciesList(request.getDependenciesList())
        .setAliasesList(request.getAliasesList())
        .setIgnorechangesList(request.getIgnorechangesList())
        .setAdditionalsecretoutputsList(request.getAdditionalsecretoutputsList())
        .setDeletedwith(request.getDeletedwith());
    const protect = request.getProtect();
    if (protect !== undefined) {
        registration.setProtect(protect);
    }
    const retain = request.getRetainondelete();
    if (retain !== undefined) {
        registration.setRetainondelete(retain);
    }
    const response = await new Promise<RegisterResourceResponse>((resolve, reject) => {
        monitor.registerResource(registration, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
    return response.getUrn();
}

async function registerOutputs(monitor: ResourceMonitorClient, urn: string, outputs: WireProperties): Promise<void> {
    const registration = new RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct(outputs));
    await new Promise<void>((resolve, reject) => {
        monitor.registerResourceOutputs(registration, (error) => (error === null ? resolve() : reject(error)));
    });
}
