/**
 * What a shop's services log: requests served, work done, calls made, failures with their stack, and logins. About 600 bytes each as
 * protobuf; one in five lines is written as `key=value`, some name a customer's e-mail address, and what comes from outside has its IP address.
 */
import { below, hex, pick } from './random.ts';

type Random = () => number;
type Scalar = string | number | boolean;

/** A log record before it is written as OTLP. */
export interface LogLine {
  readonly severity: readonly [number, string];
  readonly body: string;
  readonly attributes: Readonly<Record<string, Scalar>>;
}

const info = [9, 'INFO'] as const;
const warn = [13, 'WARN'] as const;
const error = [17, 'ERROR'] as const;

const services = ['inventory', 'payment', 'shipping', 'pricing', 'search', 'recommendations'];
const names = ['anna.keller', 'j.smith', 'marie.dubois', 'li.wei', 'o.haddad', 'sofia.rossi', 'p.novak', 'ines.costa', 'erik.lund'];
const domains = ['example.com', 'mail.example.org', 'shop.example.net', 'example.co.uk'];
const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
  'ShopApp/7.4.1 (Android 15; Pixel 8) okhttp/4.12.0',
];

const uuid = (random: Random): string => `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
const email = (random: Random): string => `${pick(random, names)}${below(random, 400)}@${pick(random, domains)}`;
/** One of some hundred visitors; from the ranges kept for documentation, which are treated as if they were somebody's. */
const publicAddress = (random: Random): string => `${pick(random, ['192.0.2', '198.51.100', '203.0.113'])}.${1 + below(random, 50)}`;
const podAddress = (random: Random): string => `10.${below(random, 4)}.${below(random, 256)}.${below(random, 256)}`;
const money = (random: Random): string => (random() * 400).toFixed(2);

const served = (random: Random): LogLine => {
  const order = below(random, 1e6);
  const [route, path] = pick(random, [
    ['/orders/{id}', `/orders/${order}`],
    ['/orders/{id}/lines/{line}', `/orders/${order}/lines/${below(random, 9)}`],
    ['/catalogue/{category}', `/catalogue/${pick(random, ['shoes', 'outdoor', 'kitchen', 'garden'])}?page=${below(random, 40)}&sort=price`],
    ['/cart', '/cart'],
    ['/checkout', '/checkout'],
  ] as const);
  const method = pick(random, ['GET', 'GET', 'GET', 'POST', 'PUT']);
  const status = pick(random, [200, 200, 200, 200, 201, 304, 404, 500]);
  const ms = Math.round(random() * 1e5) / 100;
  return {
    severity: status === 500 ? error : info,
    body: `${method} ${path} HTTP/1.1 ${status} ${below(random, 90_000)} ${ms}ms`,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'url.path': path.split('?')[0] as string,
      'client.address': publicAddress(random),
      'user_agent.original': pick(random, agents),
      'server.duration_ms': ms,
      'request.id': uuid(random),
      'thread.name': `http-${below(random, 16)}`,
      'user.segment': pick(random, ['anonymous', 'returning', 'business']),
    },
  };
};

const work = (random: Random): LogLine => {
  const order = below(random, 1e6);
  const ms = below(random, 900);
  const body = pick(random, [
    `order ${order} accepted for customer c-${hex(random, 6)} with ${1 + below(random, 9)} items, total ${money(random)} EUR, reserved in warehouse fra-${order % 7}`,
    `payment provider answered 200 in ${ms} ms for order ${order}; authorisation code ${hex(random, 8)} stored, capture scheduled by the nightly settlement run`,
    `cache miss for product catalogue page ${order % 400}; loaded ${below(random, 60)} entries from the replica in ${ms} ms and refreshed the edge copy`,
    `voucher SPRING${below(random, 90)} applied to cart ${uuid(random)}: ${money(random)} EUR off, ${below(random, 5)} rules evaluated, none conflicting`,
    `stock of article ${order % 9000} fell to ${below(random, 20)}, below its threshold of 20; replenishment proposal ${hex(random, 10)} written for the buyer`,
    `shipment ${hex(random, 12)} handed over to carrier ${pick(random, ['dhl', 'ups', 'gls'])}, ${1 + below(random, 4)} parcels, ${money(random)} kg, pick-up window ${below(random, 12)}:00`,
    `price list ${2020 + below(random, 6)}-Q${1 + below(random, 4)} loaded: ${below(random, 9000)} articles changed, ${below(random, 40)} skipped as they are not on sale, took ${ms} ms`,
    `recommendations for session ${hex(random, 16)} computed from ${below(random, 300)} views in ${ms} ms, model version ${below(random, 12)}.${below(random, 20)}.0`,
    `session of customer c-${hex(random, 6)} continued after ${below(random, 3600)} s idle; cart of ${below(random, 12)} lines restored from the snapshot`,
    `invoice ${order} rendered in ${ms} ms (${below(random, 400)} kB) and queued for delivery; attempt 1 of 3, template de-DE rev ${below(random, 60)}`,
  ]);
  return {
    severity: info,
    body,
    attributes: {
      'code.function.name': pick(random, ['placeOrder', 'authorise', 'loadPage', 'reserveStock', 'applyVoucher', 'renderInvoice']),
      'code.file.path': pick(random, ['/srv/app/dist/checkout/order-service.js', '/srv/app/dist/stock/reservation.js']),
      'code.line.number': below(random, 400),
      'thread.name': `worker-${below(random, 8)}`,
      'request.id': uuid(random),
      'order.id': order,
      'enduser.pseudo.id': `c-${hex(random, 12)}`,
      'network.peer.address': podAddress(random),
      'shop.tenant': pick(random, ['de', 'at', 'ch', 'fr', 'it']),
      'shop.channel': pick(random, ['web', 'app', 'store', 'marketplace']),
      'feature.flags': 'new-checkout,fast-lane,eu-vat-2026',
      'server.duration_ms': Math.round(random() * 1e5) / 100,
    },
  };
};

const call = (random: Random): LogLine => {
  const service = pick(random, services);
  const ms = below(random, 2000);
  const body = pick(random, [
    `level=info msg="call finished" peer=${service} method=POST status=200 took=${ms}ms bytes=${below(random, 40_000)} attempt=1 trace=${hex(random, 16)}`,
    `level=info msg="query finished" db=orders rows=${below(random, 900)} took=${ms}ms statement="SELECT id, status FROM orders WHERE customer_id = $1 LIMIT 50"`,
    `level=debug msg="message consumed" topic=orders.v2 partition=${below(random, 12)} offset=${below(random, 1e8)} lag=${below(random, 60)} key=${hex(random, 8)}`,
  ]);
  return {
    severity: info,
    body,
    attributes: {
      'server.address': `${service}.shop.svc.cluster.local`,
      'server.port': 8080,
      'network.peer.address': podAddress(random),
      'rpc.method': pick(random, ['Reserve', 'Authorise', 'Quote', 'Suggest']),
      'db.operation.name': 'SELECT',
      'thread.name': `worker-${below(random, 8)}`,
      'request.id': uuid(random),
      'retry.count': below(random, 3),
      'server.duration_ms': ms,
      'circuit.state': 'closed',
      'pool.in_use': below(random, 20),
      'code.function.name': 'callPeer',
    },
  };
};

const failure = (random: Random): LogLine => {
  const service = pick(random, services);
  const ms = below(random, 900);
  const type = pick(random, ['ConnectionError', 'TimeoutError', 'ConflictError', 'ValidationError']);
  const message = `request to ${service} failed with ECONNRESET after ${ms} ms, attempt ${1 + below(random, 3)} of 3`;
  const frame = (name: string, file: string) => `    at ${name} (/srv/app/dist/${file}:${1 + below(random, 900)}:${1 + below(random, 80)})`;
  return {
    severity: error,
    body: `${message}, next attempt in ${below(random, 900)} ms using the secondary endpoint`,
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': [
        `${type}: ${message}`,
        frame('Socket.onReset', 'http/pooled-agent.js'),
        frame(`${service}Client.send`, `clients/${service}.js`),
        frame('OrderService.placeOrder', 'checkout/order-service.js'),
        frame('async handle', 'http/router.js'),
      ].join('\n'),
      'request.id': uuid(random),
      'network.peer.address': podAddress(random),
      'thread.name': `worker-${below(random, 8)}`,
    },
  };
};

const login = (random: Random): LogLine => {
  const from = publicAddress(random);
  const who = email(random);
  const refused = random() < 0.2;
  return {
    severity: refused ? warn : info,
    body: refused
      ? `login of ${who} from ${from}:${1024 + below(random, 60_000)} refused, ${1 + below(random, 4)} failed attempts within ten minutes`
      : `login of ${who} from ${from} succeeded; second factor confirmed after ${below(random, 60)} s, confirmation mail sent`,
    attributes: {
      'enduser.id': who,
      'client.address': from,
      'user_agent.original': pick(random, agents),
      'session.id': uuid(random),
      'event.outcome': refused ? 'failure' : 'success',
      'thread.name': `http-${below(random, 16)}`,
      'geo.country.iso_code': pick(random, ['DE', 'FR', 'IT', 'AT', 'CH', 'PL']),
      'auth.method': pick(random, ['password', 'passkey', 'oidc']),
      'request.id': uuid(random),
    },
  };
};

/** Of twenty lines: seven requests, seven pieces of work, four calls, a login, a failure. */
const mix = [...Array(7).fill(served), ...Array(7).fill(work), ...Array(4).fill(call), login, failure] as readonly ((
  random: Random,
) => LogLine)[];

/** A line by seed, of any kind. */
export const logLine = (random: Random): LogLine => pick(random, mix)(random);
