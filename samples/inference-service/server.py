#!/usr/bin/env python3
"""Reference implementation of the serving contract (docs/serving-contract.md), with Python's standard library alone.

Serves the sample model in samples/model: POST /predict {"instances": [[f1, f2, f3], ...]} answers {"predictions": [...]}.
POST /outcomes {"outcomes": [{"score": 0.7, "outcome": 1}, ...]} says how predictions turned out; accuracy follows from them.
"""

import collections
import contextlib
import datetime
import http.server
import json
import math
import os
import pathlib
import re
import signal
import sys
import threading
import time

SCORE_EDGES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
DURATION_EDGES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0]
OUTCOMES_KEPT = 1000
LARGEST_BODY = 16 * 1024 * 1024
LONGEST_LINE = 64 * 1024
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]


def read_json(path, fallback):
    return json.loads(pathlib.Path(path).read_text()) if path else fallback


class Settings:
    """What the platform sets in the environment; the defaults are those of the contract."""

    def __init__(self, env):
        self.http_port = int(env.get("HTTP_PORT", "8080"))
        self.model_path = env.get("MODEL_PATH", "")
        self.batch_size = int(env.get("BATCH_SIZE", "32"))
        self.max_workers = int(env.get("MAX_WORKERS", "4"))
        app = read_json(env.get("APP_CONFIG"), {})
        log = read_json(env.get("LOG_CONFIG"), {})
        self.log_level = env.get("LOG_LEVEL") or log.get("level", "INFO")
        self.log_static = log.get("static", {})
        # A percentile near the target is exact only with a bucket edge at the target.
        target = app.get("monitoring", {}).get("latency_target_ms") or 500
        self.duration_edges = sorted({*DURATION_EDGES, target / 1000})


class Model:
    """One version of the sample model. Its name and version are the last two folders of its path."""

    def __init__(self, path):
        folder = pathlib.Path(path)
        if not folder.name.isdigit():
            versions = [entry for entry in folder.iterdir() if entry.name.isdigit()]
            folder = max(versions, key=lambda entry: int(entry.name))
        self.name = folder.parent.name
        self.version = folder.name
        content = json.loads((folder / "assets.extra" / "weights.json").read_text())
        self.weights, self.bias = content["weights"], content["bias"]

    def predict(self, batch):
        sums = (sum(w * x for w, x in zip(self.weights, row, strict=True)) + self.bias for row in batch)
        return [round(1 / (1 + math.exp(-total)), 6) for total in sums]


class Histogram:
    def __init__(self, edges):
        self.edges = edges
        self.counts = [0] * (len(edges) + 1)
        self.exemplars = [None] * (len(edges) + 1)
        self.sum = 0.0

    def observe(self, value, trace=""):
        index = next((i for i, edge in enumerate(self.edges) if value <= edge), len(self.edges))
        self.counts[index] += 1
        self.sum += value
        if trace:
            self.exemplars[index] = (trace, value, time.time())

    def lines(self, name, labels, exemplars=False):
        total = 0
        for edge, count, exemplar in zip([*self.edges, "+Inf"], self.counts, self.exemplars):
            total += count
            line = f'{name}_bucket{{{labels},le="{edge}"}} {total}'
            if exemplars and exemplar:
                trace, value, when = exemplar
                line += f' # {{trace_id="{trace}"}} {value} {when:.3f}'
            yield line
        yield f"{name}_sum{{{labels}}} {self.sum}"
        yield f"{name}_count{{{labels}}} {total}"


class Metrics:
    def __init__(self, model, settings):
        self.lock = threading.Lock()
        self.model = model
        self.requests = collections.Counter()
        self.duration = Histogram(settings.duration_edges)
        self.scores = Histogram(SCORE_EDGES)
        self.waiting = 0
        self.outcomes = collections.deque(maxlen=OUTCOMES_KEPT)

    def page(self, open_metrics=False):
        """OpenMetrics names a counter without "_total" in its type, has exemplars, and ends with a mark."""
        name = f'model="{self.model.name}"'
        version = f'{name},model_version="{self.model.version}"'
        with self.lock:
            lines = [f"# TYPE http_requests{'' if open_metrics else '_total'} counter"]
            for (method, path, status), count in sorted(self.requests.items()):
                lines.append(f'http_requests_total{{method="{method}",path="{path}",status="{status}"}} {count}')
            lines.append("# TYPE inference_duration_seconds histogram")
            lines.extend(self.duration.lines("inference_duration_seconds", version, exemplars=open_metrics))
            lines.append("# TYPE inference_queue_depth gauge")
            lines.append(f"inference_queue_depth{{{name}}} {self.waiting}")
            lines.append("# TYPE prediction_score histogram")
            lines.extend(self.scores.lines("prediction_score", version))
            if self.outcomes:
                right = sum(self.outcomes) / len(self.outcomes)
                lines += ["# TYPE model_accuracy gauge", f"model_accuracy{{{version}}} {right}"]
            if open_metrics:
                lines.append("# EOF")
        return "\n".join(lines) + "\n"


class Refusal(Exception):
    """The request is wrong; the message says why."""

    def __init__(self, message, status=400):
        super().__init__(message)
        self.status = status


class Service:
    """What the handlers share."""

    def __init__(self, settings):
        self.settings = settings
        self.model = None
        self.metrics = None
        self.slots = threading.Semaphore(settings.max_workers)
        self.stopping = threading.Event()
        self.idle = threading.Condition()
        self.active = 0

    def load(self):
        model = Model(self.settings.model_path)
        self.metrics = Metrics(model, self.settings)
        self.model = model

    @contextlib.contextmanager
    def request(self):
        """Counts a request that is being answered, for the end of the process."""
        with self.idle:
            self.active += 1
        try:
            yield
        finally:
            with self.idle:
                self.active -= 1
                self.idle.notify_all()

    @contextlib.contextmanager
    def slot(self):
        """Waits for one of the workers; those who wait are the queue."""
        with self.metrics.lock:
            self.metrics.waiting += 1
        self.slots.acquire()
        with self.metrics.lock:
            self.metrics.waiting -= 1
        try:
            yield
        finally:
            self.slots.release()

    def predict(self, body, trace):
        instances = body.get("instances")
        width = len(self.model.weights)
        if not isinstance(instances, list) or not all(is_row(row, width) for row in instances):
            raise Refusal(f'"instances" must be a list of lists of {width} numbers')
        started = time.monotonic()
        scores = []
        with self.slot():
            size = self.settings.batch_size
            for start in range(0, len(instances), size):
                scores += self.model.predict(instances[start : start + size])
        with self.metrics.lock:
            self.metrics.duration.observe(time.monotonic() - started, trace)
            for score in scores:
                self.metrics.scores.observe(score)
        return {"predictions": scores}

    def outcomes(self, body, _trace):
        outcomes = body.get("outcomes")
        if not isinstance(outcomes, list) or not all(is_outcome(each) for each in outcomes):
            raise Refusal('"outcomes" must be a list of {"score": number from 0 to 1, "outcome": 0 or 1}')
        with self.metrics.lock:
            self.metrics.outcomes.extend((each["score"] >= 0.5) == (each["outcome"] == 1) for each in outcomes)
        return {"outcomes": len(outcomes)}

    def log(self, level, message, **fields):
        if LEVELS.index(level) < LEVELS.index(self.settings.log_level):
            return
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        model = {"model": self.model.name, "model_version": self.model.version} if self.model else {}
        line = {**self.settings.log_static, "timestamp": now, "level": level, "message": message, **model, **fields}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and abs(value) < 100


def is_row(row, width):
    return isinstance(row, list) and len(row) == width and all(is_number(value) for value in row)


def is_outcome(each):
    return (
        isinstance(each, dict)
        and is_number(each.get("score"))
        and 0 <= each["score"] <= 1
        and each.get("outcome") in (0, 1)
    )


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_GET(self):
        with self.service.request():
            if self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers:
                # Its body is not read.
                self.close_connection = True
            loaded = self.service.model is not None
            if self.path in ("/startup", "/ready"):
                self.answer(200 if loaded else 503, {"loaded": loaded})
            elif self.path == "/health":
                self.answer(200, {"alive": True})
            elif self.path == "/metrics":
                open_metrics = loaded and "application/openmetrics-text" in self.headers.get("accept", "")
                page = self.service.metrics.page(open_metrics) if loaded else ""
                self.answer(200, page, OPEN_METRICS if open_metrics else "text/plain; version=0.0.4; charset=utf-8")
            else:
                self.answer(404, {"error": "not found"})

    def do_POST(self):
        with self.service.request():
            actions = {"/predict": self.service.predict, "/outcomes": self.service.outcomes}
            action = actions.get(self.path)
            started = time.monotonic()
            status, answer = self.run(action)
            path = self.path if action else "(other)"
            # Before the answer: whoever has it finds the request in the metrics.
            if self.service.metrics:
                with self.service.metrics.lock:
                    self.service.metrics.requests["POST", path, status] += 1
            self.answer(status, answer)
            self.service.log(
                "INFO" if status < 500 else "ERROR",
                "request finished",
                request_id=self.headers.get("x-request-id", ""),
                trace_id=trace_id(self.headers.get("traceparent", "")),
                path=path,
                status=status,
                duration_ms=round((time.monotonic() - started) * 1000, 3),
            )

    def run(self, action):
        try:
            content = self.read_body()
        except Refusal as error:
            self.close_connection = True
            return error.status, {"error": str(error)}
        if action is None:
            return 404, {"error": "not found"}
        if self.service.model is None:
            return 503, {"error": "the model is not loaded yet"}
        try:
            body = json.loads(content)
            if not isinstance(body, dict):
                raise Refusal("the body must be a JSON object")
            return 200, action(body, trace_id(self.headers.get("traceparent", "")))
        except RecursionError:
            return 400, {"error": "the body is nested too deeply"}
        except (Refusal, ValueError) as error:
            return 400, {"error": str(error)}

    def read_body(self):
        """Reads the body whatever becomes of the request: what is left on the connection is taken for the next one."""
        if "transfer-encoding" in self.headers:
            return b"".join(self.chunks())
        return self.rfile.read(size(self.headers.get("content-length", "0"), 10))

    def chunks(self):
        """Proxies forward a body whose length they do not know in chunks."""
        left = LARGEST_BODY
        while length := size(self.rfile.readline(LONGEST_LINE).decode("latin-1").partition(";")[0].strip(), 16, left):
            left -= length
            yield self.rfile.read(length)
            self.rfile.readline(LONGEST_LINE)
        while self.rfile.readline(LONGEST_LINE).strip():
            pass

    def answer(self, status, content, media_type="application/json"):
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        if self.close_connection or self.service.stopping.is_set():
            # A connection that is kept alive would bring further requests.
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """Requests are logged as JSON by this program; probes and scrapes are not logged."""


def size(text, base, limit=LARGEST_BODY):
    """The length that a header or a chunk states."""
    if not re.fullmatch("[0-9]{1,12}" if base == 10 else "[0-9a-fA-F]{1,12}", text):
        raise Refusal("the length of the body must be a number")
    if int(text, base) > limit:
        raise Refusal(f"the body must have at most {LARGEST_BODY} bytes", 413)
    return int(text, base)


def trace_id(traceparent):
    match = re.fullmatch(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", traceparent)
    return match[1] if match else ""


def main():
    service = Service(Settings(os.environ))
    handler = type("BoundHandler", (Handler,), {"service": service})
    server = http.server.ThreadingHTTPServer(("0.0.0.0", service.settings.http_port), handler)
    server.daemon_threads = True
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: service.stopping.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        service.load()
    except (OSError, ValueError, KeyError) as error:
        service.log("ERROR", f"the model at {service.settings.model_path!r} cannot be loaded: {error}")
        return 1
    service.log("INFO", "serving")
    service.stopping.wait()
    # No new connections; requests that have arrived are answered first.
    server.shutdown()
    server.server_close()
    with service.idle:
        service.idle.wait_for(lambda: service.active == 0)
    service.log("INFO", "stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
