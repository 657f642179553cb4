"""A program that uses Sentry's SDK; run with a DSN. Prints what the SDK says of it."""

import json
import sys

import sentry_sdk
import sentry_sdk.transport

problems = []
counters = {"envelopes": 0, "dropped": 0}


class Transport(sentry_sdk.transport.HttpTransport):
    """Counts what is sent, and what is lost on the way."""

    def capture_envelope(self, envelope):
        counters["envelopes"] += 1
        super().capture_envelope(envelope)

    def record_lost_event(self, reason, data_category=None, item=None, *, quantity=1):
        counters["dropped"] += quantity
        problems.append(f"{data_category or item and item.data_category} dropped: {reason}")
        super().record_lost_event(reason, data_category, item, quantity=quantity)


sentry_sdk.init(
    dsn=sys.argv[1],
    release="checkout@1.4.2",
    environment="prod",
    traces_sample_rate=1.0,
    enable_logs=True,
    transport=Transport,
)
sentry_sdk.get_isolation_scope().start_session()
try:
    1 / 0
except ZeroDivisionError:
    sentry_sdk.capture_exception()
sentry_sdk.capture_message("disk nearly full", "warning")
with sentry_sdk.start_transaction(name="GET /cart", op="http.server"):
    with sentry_sdk.start_span(name="SELECT cart", op="db"):
        pass
sentry_sdk.logger.info("user u1 in")
sentry_sdk.get_isolation_scope().end_session()
sentry_sdk.flush(20)
sentry_sdk.get_client().close(20)
print(json.dumps({"counters": counters, "problems": problems}))
