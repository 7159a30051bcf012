// Calls one gRPC method over and over, as settings.json says. Runs in k6.
import grpc from "k6/net/grpc";
import { check, sleep } from "k6";
import { confident, optionsOf, settings } from "./shared.js";

export const options = optionsOf("grpc_req_duration");

const client = new grpc.Client();
client.load(["/opt/load-test"], "tensorflow-serving.proto");
let connected = false;

export default function () {
    if (!connected) {
        // The mesh encrypts.
        client.connect(settings.address, { plaintext: true });
        connected = true;
    }
    const started = Date.now();
    const response = client.invoke(settings.path, settings.body, { timeout: `${settings.timeoutSeconds}s` });
    check(response, {
        "status is OK": (answer) => answer && answer.status === grpc.StatusOK,
        "is fast enough": () => Date.now() - started < settings.latencyP95Ms,
        "is confident enough": (answer) => confident(answer && answer.message),
    });
    sleep(settings.pauseSeconds);
}
