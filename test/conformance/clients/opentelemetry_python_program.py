"""A program that uses OpenTelemetry's SDK; run with the pipeline's address, and a token or nothing. Prints what the SDK says of it."""

import json
import logging
import sys

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

url, token = sys.argv[1:3]
problems = []
counters = {"exported": 0, "failed": 0}


class Complaints(logging.Handler):
    """The SDK complains to the standard logger."""

    def emit(self, record):
        problems.append(record.getMessage()[:500])


logging.getLogger("opentelemetry").addHandler(Complaints(logging.WARNING))


def counting(exporter):
    """An exporter that counts what becomes of what it is given."""
    original = exporter.export

    def export(*args, **kwargs):
        result = original(*args, **kwargs)
        counters["exported" if result.name == "SUCCESS" else "failed"] += 1
        return result

    exporter.export = export
    return exporter


def send(compression):
    resource = Resource.create({"service.name": f"python-{compression.value}"})

    def to(path):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return {"endpoint": f"{url}/v1/{path}", "compression": compression, "headers": headers}

    traces = TracerProvider(resource=resource)
    traces.add_span_processor(BatchSpanProcessor(counting(OTLPSpanExporter(**to("traces")))))
    reader = PeriodicExportingMetricReader(counting(OTLPMetricExporter(**to("metrics"))))
    metrics = MeterProvider(resource=resource, metric_readers=[reader])
    logs = LoggerProvider(resource=resource)
    logs.add_log_record_processor(BatchLogRecordProcessor(counting(OTLPLogExporter(**to("logs")))))

    traces.get_tracer("shop").start_span("GET /cart", attributes={"http.route": "/cart"}).end()
    metrics.get_meter("shop").create_counter("orders").add(3, {"region": "north"})
    logs.get_logger("shop").emit(LogRecord(severity_number=SeverityNumber.INFO, severity_text="INFO", body="user u1 in"))
    for provider in (traces, metrics, logs):
        provider.force_flush()
        provider.shutdown()


for each in (Compression.NoCompression, Compression.Gzip, Compression.Deflate):
    send(each)
print(json.dumps({"counters": counters, "problems": problems}))
