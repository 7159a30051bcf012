// Sends one HTTP request over and over, as settings.json says. Runs in k6.
import http from "k6/http";
import { check, sleep } from "k6";
import { confident, optionsOf, settings } from "./shared.js";

export const options = optionsOf("http_req_duration");

const params = { headers: { "Content-Type": "application/json" }, timeout: `${settings.timeoutSeconds}s` };
const body = JSON.stringify(settings.body);

export default function () {
    const response = http.post(settings.url, body, params);
    check(response, {
        "status is 200": ({ status }) => status === 200,
        "is fast enough": ({ timings }) => timings.duration < settings.latencyP95Ms,
        "is confident enough": (answer) => confident(answer.status === 200 ? answer.json() : null),
    });
    sleep(settings.pauseSeconds);
}
