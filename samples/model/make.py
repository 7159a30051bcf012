"""Makes the versions of the sample model: SavedModels of a few kilobytes that TensorFlow Serving loads.

    python3 -m venv .venv && .venv/bin/pip install -r samples/model/requirements.txt
    .venv/bin/pip install --no-deps -r samples/model/requirements-no-deps.txt
    .venv/bin/python samples/model/make.py

The model scores three features: score = sigmoid(features . weights + bias). Two versions differ in their bias, so that the
same request tells by its answer which version served it. Beside the SavedModel each version has

    assets.extra/tf_serving_warmup_requests  a request that TensorFlow Serving runs before the version counts as available
    assets.extra/weights.json                the same weights, for the server in samples/inference-service
"""

import json
import pathlib
import shutil

import numpy
import tensorflow as tf
from tensorflow_serving.apis import predict_pb2, prediction_log_pb2

NAME = "sample"
WEIGHTS = [1.0, -2.0, 0.5]
BIASES = {1: 0.0, 2: 1.0}
REQUEST = [[1.0, 0.5, 2.0], [0.0, 0.0, 0.0]]


class Scorer(tf.Module):
    def __init__(self, bias: float):
        super().__init__()
        self.weights = tf.Variable([[weight] for weight in WEIGHTS], name="weights")
        self.bias = tf.Variable([bias], name="bias")

    @tf.function(input_signature=[tf.TensorSpec([None, len(WEIGHTS)], tf.float32, name="features")])
    def predict(self, features):
        return {"score": tf.squeeze(tf.sigmoid(tf.matmul(features, self.weights) + self.bias), axis=1)}


def write_warmup(path: pathlib.Path, features: list[list[float]]) -> None:
    request = predict_pb2.PredictRequest()
    request.model_spec.name = NAME
    request.model_spec.signature_name = tf.saved_model.DEFAULT_SERVING_SIGNATURE_DEF_KEY
    request.inputs["features"].CopyFrom(tf.make_tensor_proto(features, tf.float32))
    log = prediction_log_pb2.PredictionLog(predict_log=prediction_log_pb2.PredictLog(request=request))
    with tf.io.TFRecordWriter(str(path)) as writer:
        writer.write(log.SerializeToString(deterministic=True))


def make(version: int, bias: float, folder: pathlib.Path) -> list[float]:
    shutil.rmtree(folder, ignore_errors=True)
    scorer = Scorer(bias)
    tf.saved_model.save(scorer, str(folder), signatures={"serving_default": scorer.predict})
    extra = folder / "assets.extra"
    extra.mkdir()
    write_warmup(extra / "tf_serving_warmup_requests", REQUEST)
    (extra / "weights.json").write_text(json.dumps({"weights": WEIGHTS, "bias": bias}) + "\n")
    loaded = tf.saved_model.load(str(folder)).signatures["serving_default"]
    return [round(float(score), 6) for score in loaded(features=tf.constant(REQUEST))["score"].numpy()]


def main() -> None:
    root = pathlib.Path(__file__).parent
    answers = {}
    for version, bias in BIASES.items():
        answers[str(version)] = {"predictions": make(version, bias, root / str(version))}
        expected = 1 / (1 + numpy.exp(-(numpy.array(REQUEST) @ numpy.array(WEIGHTS) + bias)))
        assert numpy.allclose(expected, answers[str(version)]["predictions"], atol=1e-5)
    known = {"request": {"instances": REQUEST}, "answers": answers}
    (root / "known-answers.json").write_text(json.dumps(known, indent=2) + "\n")


if __name__ == "__main__":
    main()
