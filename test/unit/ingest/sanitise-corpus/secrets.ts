/** Secrets of every shape, and the texts they are found in. */
import type { Draw } from './draw.ts';

/** A text, and what of it may not survive. */
export interface Planted {
  readonly kind: string;
  readonly secret: string;
  readonly text: string;
}

const j = (...parts: readonly string[]): string => parts.join('');

/** Shapes that are known wherever they stand. */
const shapes: Readonly<Record<string, (draw: Draw) => string>> = {
  'aws key id': (d) => j('AK', 'IA', d.from('upper', 16)),
  'aws temporary key id': (d) => j('AS', 'IA', d.from('upper', 16)),
  'aws bearer': (d) => j('AB', 'IA', d.from('upper', 16)),
  'github personal': (d) => j('gh', 'p_', d.from('mixed', 36)),
  'github server': (d) => j('gh', 's_', d.from('mixed', 36)),
  'github oauth': (d) => j('gh', 'o_', d.from('mixed', 36)),
  'github fine-grained': (d) => j('github', '_pat_', d.from('mixed', 22), '_', d.from('mixed', 59)),
  'gitlab personal': (d) => j('gl', 'pat-', d.from('mixed', 20)),
  'gitlab runner': (d) => j('gl', 'rt-', d.from('mixed', 20)),
  'gitlab deploy': (d) => j('gl', 'dt-', d.from('mixed', 20)),
  'slack bot': (d) => j('xo', 'xb-', d.from('digits', 12), '-', d.from('digits', 12), '-', d.from('mixed', 24)),
  'slack user': (d) => j('xo', 'xp-', d.from('digits', 12), '-', d.from('digits', 12), '-', d.from('hex', 32)),
  'slack app': (d) => j('xa', 'pp-1-A', d.from('upper', 10), '-', d.from('digits', 13), '-', d.from('hex', 64)),
  'slack webhook': (d) =>
    j('https://hooks.', 'slack.com/services/T', d.from('upper', 10), '/B', d.from('upper', 10), '/', d.from('mixed', 24)),
  'stripe live': (d) => j('sk', '_live_', d.from('mixed', 24)),
  'stripe test': (d) => j('sk', '_test_', d.from('mixed', 24)),
  'stripe restricted': (d) => j('rk', '_live_', d.from('mixed', 24)),
  'stripe webhook': (d) => j('wh', 'sec_', d.from('mixed', 32)),
  'google api': (d) => j('AI', 'za', d.from('url', 35)),
  'google oauth': (d) => j('ya', '29.', d.from('mixed', 80)),
  'google client': (d) => j('GO', 'CSPX-', d.from('mixed', 28)),
  'twilio key': (d) => j('S', 'K', d.from('hex', 32)),
  sendgrid: (d) => j('S', 'G.', d.from('mixed', 22), '.', d.from('mixed', 43)),
  mailgun: (d) => j('ke', 'y-', d.from('hex', 32)),
  mailchimp: (d) => j(d.from('hex', 32), '-u', 's14'),
  npm: (d) => j('np', 'm_', d.from('mixed', 36)),
  pypi: (d) => j('py', 'pi-AgEIcHlwaS5vcmc', d.from('mixed', 60)),
  openai: (d) => j('s', 'k-', d.from('mixed', 48)),
  'openai project': (d) => j('s', 'k-proj-', d.from('mixed', 74)),
  anthropic: (d) => j('s', 'k-ant-api03-', d.from('mixed', 93), 'AA'),
  'azure client secret': (d) => j(d.from('mixed', 3), '8', 'Q~', d.from('mixed', 34)),
  'json web token': (d) => j('ey', 'JhbGciOiJIUzI1NiJ9.', 'ey', 'J', d.from('mixed', 40), '.', d.from('url', 43)),
  'our agent': (d) => j('sw', 'a_', d.from('mixed', 40)),
  vault: (d) => j('hv', 's.', d.from('mixed', 90)),
  docker: (d) => j('dckr', '_pat_', d.from('mixed', 27)),
  grafana: (d) => j('gl', 'sa_', d.from('mixed', 32), '_', d.from('hex', 8)),
  digitalocean: (d) => j('do', 'p_v1_', d.from('hex', 64)),
  shopify: (d) => j('shp', 'at_', d.from('hex', 32)),
  databricks: (d) => j('da', 'pi', d.from('hex', 32)),
  'hugging face': (d) => j('h', 'f_', d.from('mixed', 34)),
  telegram: (d) => j(`1${d.from('digits', 9)}`, ':A', 'A', d.from('mixed', 33)),
  discord: (d) => j('M', d.from('mixed', 23), '.', d.from('mixed', 6), '.', d.from('mixed', 38)),
  postman: (d) => j('PM', 'AK-', d.from('hex', 24), '-', d.from('hex', 34)),
  'new relic': (d) => j('NR', 'AK-', d.from('upper', 27)),
  terraform: (d) => j(d.from('mixed', 14), '.atlas', 'v1.', d.from('mixed', 67)),
  'gitlab without a digit': (d) => j('gl', 'pat-', d.from('mixed', 80).replace(/[\d]/g, '').slice(0, 16), 'xGbQ'),
  notion: (d) => j('sec', 'ret_', d.from('mixed', 43)),
  airtable: (d) => j('pa', 't', d.from('mixed', 14), '.', d.from('hex', 64)),
  'okta header': (d) => j('SS', 'WS 00', d.from('mixed', 40)),
  pulumi: (d) => j('pu', 'l-', d.from('hex', 40)),
  launchdarkly: (d) =>
    j('sd', 'k-', d.from('hex', 8), '-', d.from('hex', 4), '-', d.from('hex', 4), '-', d.from('hex', 4), '-', d.from('hex', 12)),
  sonarqube: (d) => j('sq', 'u_', d.from('hex', 40)),
  planetscale: (d) => j('psc', 'ale_tkn_', d.from('mixed', 43)),
  mapbox: (d) => j('s', 'k.ey', 'J1Ijoi', d.from('mixed', 60), '.', d.from('mixed', 22)),
  easypost: (d) => j('EZ', 'AK', d.from('mixed', 54)),
  fly: (d) => j('fm', '2_', d.from('mixed', 80)),
  buildkite: (d) => j('bk', 'ua_', d.from('hex', 40)),
  'google refresh token': (d) => j('1/', '/0', d.from('url', 60)),
  dropbox: (d) => j('s', 'l.', d.from('url', 140)),
  'email in a query': (d) => j(d.from('lower', 8), '.', d.from('lower', 6), '%40example.com'),
  card: (d) => card(`4${d.from('digits', 14)}`),
  mastercard: (d) => card(`53${d.from('digits', 13)}`),
  'american express': (d) => card(`37${d.from('digits', 12)}`),
  email: (d) => j(d.from('lower', 8), '.', d.from('lower', 6), '@example.com'),
  'public ipv4': (d) =>
    j(String(11 + d.below(80)), '.', String(1 + d.below(254)), '.', String(1 + d.below(254)), '.', String(10 + d.below(240))),
  'public ipv6': (d) => j('2001:db8:', d.from('hex', 4), '::', String(1 + d.below(9)), d.from('hex', 3)),
  'long public ipv6': (d) => j('2a01:4f8:', ...Array.from({ length: 5 }, () => `1${d.from('hex', 3)}:`), `2${d.from('hex', 3)}`),
};

/** The number with the digit that Luhn's rule asks for. */
const card = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
};

/** Lines that programs write; any shape may stand in any. */
const lines: readonly ((secret: string) => string)[] = [
  (s) => `2026-11-21T05:30:45.123Z INFO  [main] c.e.shop.Client - calling partner with ${s} after 3 attempts`,
  (s) => `{"level":"error","msg":"upstream refused","detail":"${s}","attempt":2}`,
  (s) => `level=warn ts=1764000000 caller=client.go:42 msg="request failed" detail=${s} status=403`,
  (s) => `Traceback (most recent call last):\n  File "/srv/app/main.py", line 7\nValueError: cannot use '${s}'`,
  (s) => `GET /callback?state=ok&value=${s}&lang=en HTTP/1.1`,
  (s) => `${s}`,
];

/** Secrets that only their surroundings tell of. */
const told: Readonly<Record<string, (draw: Draw) => readonly [secret: string, text: string]>> = {
  'aws secret key, named': (d) => after(d.from('base64', 40), (s) => `aws_secret_access_key = ${s}`),
  'aws secret key beside its id': (d) =>
    after(d.from('mixed', 40), (s) => `using ${j('AK', 'IA', d.from('upper', 16))} ${s} in eu-central-1`),
  'aws session token': (d) => after(d.from('base64', 120), (s) => `export AWS_SESSION_TOKEN=${s}`),
  'azure storage key': (d) =>
    after(
      `${d.from('base64', 86)}==`,
      (s) => `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${s};EndpointSuffix=core.windows.net`,
    ),
  'azure shared access signature': (d) =>
    after(`${d.from('mixed', 42)}%3D`, (s) => `https://shop.blob.core.windows.net/a?sv=2024-11-04&sr=b&sp=r&sig=${s}`),
  'azure service bus': (d) =>
    after(`${d.from('base64', 43)}=`, (s) => `Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=${s}`),
  'basic authentication in a url': (d) => after(d.from('mixed', 14), (s) => `fetch https://deploy:${s}@git.internal/shop.git failed`),
  'token in a url': (d) => after(d.from('hex', 40), (s) => `cloning https://${s}@git.internal/shop.git`),
  'redis url': (d) => after(d.from('mixed', 16), (s) => `redis://:${s}@cache.internal:6379/0 refused`),
  'postgres url': (d) => after(d.from('mixed', 12), (s) => `postgresql://app:${s}@db.internal:5432/shop?sslmode=require`),
  'mongo url': (d) => after(d.from('mixed', 12), (s) => `mongodb+srv://app:${s}@cluster0.internal/shop`),
  'amqp url': (d) => after(d.from('mixed', 12), (s) => `amqps://guest:${s}@mq.internal:5671/vhost`),
  'oracle url': (d) => after(d.from('mixed', 12), (s) => `jdbc:oracle:thin:app/${s}@db.internal:1521/shop`),
  'sql server string': (d) =>
    after(d.from('mixed', 12), (s) => `Server=tcp:db.internal,1433;Database=shop;User Id=app;Password=${s};Encrypt=True`),
  'jdbc parameter': (d) => after(d.from('mixed', 12), (s) => `jdbc:mysql://db.internal/shop?user=app&password=${s}&useSSL=true`),
  'libpq string': (d) => after(d.from('mixed', 12), (s) => `host=db.internal user=app password=${s} dbname=shop`),
  'ruby hash': (d) => after(d.from('mixed', 12), (s) => `{:user=>"app", :password=>"${s}"}`),
  'escaped json': (d) => after(d.from('mixed', 12), (s) => `body: {\\"user\\":\\"app\\",\\"client_secret\\":\\"${s}\\"}`),
  'json within json within json': (d) =>
    after(d.from('mixed', 12), (s) => JSON.stringify({ request: JSON.stringify({ body: JSON.stringify({ client_secret: s }) }) })),
  'json field': (d) => after(d.from('mixed', 20), (s) => `{"grant":"refresh","refresh_token":"${s}"}`),
  'json in camel case': (d) => after(d.from('mixed', 20), (s) => `{"accessToken": "${s}", "expiresIn": 3600}`),
  'python dict': (d) => after(d.from('mixed', 14), (s) => `connect({'user': 'app', 'passwd': '${s}'})`),
  yaml: (d) => after(d.from('mixed', 14), (s) => `db:\n  user: app\n  password: ${s}\n  port: 5432`),
  'user of curl': (d) => after(d.from('mixed', 14), (s) => `exec: curl -sS -u deploy:${s} https://git.internal/api`),
  'azure devops': (d) => after(d.from('lower', 52), (s) => `AZURE_DEVOPS_EXT_PAT=${s} az pipelines list`),
  'environment variable': (d) => after(d.from('mixed', 14), (s) => `DB_PASSWORD=${s} NODE_ENV=production node main.js`),
  'short environment variable': (d) => after(d.from('mixed', 14), (s) => `MYSQL_PWD=${s} mysqldump shop`),
  'command option': (d) => after(d.from('mixed', 14), (s) => `exec: /usr/bin/backup --user app --password ${s} --all`),
  'command option with a sign': (d) => after(d.from('mixed', 24), (s) => `exec: helm upgrade --set api.key=1 --token=${s}`),
  'xml element': (d) => after(d.from('mixed', 14), (s) => `<user>app</user><password>${s}</password>`),
  'authorization header': (d) => after(d.from('base64', 28), (s) => `> Authorization: Basic ${s}`),
  'bearer header': (d) => after(d.from('url', 40), (s) => `> authorization: Bearer ${s}`),
  'bearer of hex': (d) => after(d.from('hex', 40), (s) => `curl -H "Authorization: Bearer ${s}" https://api.internal`),
  'api key header': (d) => after(d.from('lower', 32), (s) => `> X-Api-Key: ${s}`),
  'cookie header': (d) => after(d.from('lower', 26), (s) => `Cookie: theme=dark; sid=${s}`),
  'set-cookie header': (d) => after(d.from('upper', 32), (s) => `Set-Cookie: JSESSIONID=${s}; Path=/; HttpOnly`),
  'session id in a url': (d) => after(d.from('upper', 32), (s) => `GET /cart;jsessionid=${s} HTTP/1.1`),
  'datadog key': (d) => after(d.from('hex', 32), (s) => `DD_API_KEY=${s} agent started`),
  'twilio auth token': (d) => after(d.from('hex', 32), (s) => `TWILIO_AUTH_TOKEN: "${s}"`),
  'signing key': (d) => after(d.from('hex', 64), (s) => `signing_key="${s}"`),
  'rails key': (d) => after(d.from('hex', 64), (s) => `SECRET_KEY_BASE=${s}`),
  'one-time password': (d) => after(d.from('digits', 6), (s) => `login otp=${s} for user 17`),
  'pre-shared key': (d) => after(d.from('mixed', 20), (s) => `wpa: psk=${s}`),
  'aws signature': (d) =>
    after(d.from('hex', 64), (s) => `https://shop.s3.amazonaws.com/a?X-Amz-Date=20261121T053045Z&X-Amz-Signature=${s}`),
  'rsa key': (d) =>
    after(d.from('base64', 64), (s) => `${j('-----BEGIN RSA', ' PRIVATE KEY-----')}\n${s}\n${j('-----END RSA', ' PRIVATE KEY-----')}`),
  'openssh key, cut off': (d) => after(d.from('base64', 64), (s) => `key: ${j('-----BEGIN OPENSSH', ' PRIVATE KEY-----')}\\n${s}`),
  'pgp key': (d) => after(d.from('base64', 64), (s) => `${j('-----BEGIN PGP', ' PRIVATE KEY BLOCK-----')}\n\n${s}`),
  'random word after prose': (d) => after(d.from('mixed', 32), (s) => `rotated the signing key, it is now ${s} everywhere`),
  'random word after a key': (d) => after(d.from('mixed', 28), (s) => `the api key ${s} was refused`),
  'random word after a token': (d) => after(d.from('mixed', 40), (s) => `invalid token ${s}`),
  'random word assigned': (d) => after(d.from('mixed', 44), (s) => `setting mailer.value=${s} from environment`),
  'percent-encoded': (d) => after(j('gh', 'p_', d.from('mixed', 36)), (s) => `GET /x?q=a%3D${s}%26b HTTP/1.1`),
  'behind an escaped line end': (d) => after(j('gl', 'pat-', d.from('mixed', 20)), (s) => `"one\\n${s}\\ntwo"`),
  'card in groups': (d) => after(card(`4${d.from('digits', 14)}`).replace(/(\d{4})(?=\d)/g, '$1 '), (s) => `charged ${s} for order 17`),
  'address and port': (d) => after(`81.${1 + d.below(250)}.17.${10 + d.below(240)}`, (s) => `connection from ${s}:51234 closed`),
  'address behind a host name': (d) =>
    after(`81.${1 + d.below(250)}.18.${10 + d.below(240)}`, (s) => `connect shop.example.com/${s}:443 timed out`),
  'address in brackets': (d) => after(`2a02:8071:${1 + d.below(8)}${d.from('hex', 3)}::5`, (s) => `listening for [${s}]:443`),
  'address written into another': (d) => after(`81.${1 + d.below(250)}.19.${10 + d.below(240)}`, (s) => `peer ::ffff:${s} left`),
  'forwarded addresses': (d) => after(`81.${1 + d.below(250)}.20.${10 + d.below(240)}`, (s) => `X-Forwarded-For: ${s}, 10.0.0.7`),
};

const after = (secret: string, text: (secret: string) => string): readonly [string, string] => [secret, text(secret)];

/** How often each secret that needs its surroundings is drawn anew. */
const rounds = 3;

/** Every shape in every line, and every secret that is told of. */
export const plantedSecrets = (draw: Draw): readonly Planted[] => [
  ...Object.entries(shapes).flatMap(([kind, shape]) =>
    lines.map((line) => {
      const secret = shape(draw);
      return { kind, secret, text: line(secret) };
    }),
  ),
  ...Object.entries(told).flatMap(([kind, make]) =>
    Array.from({ length: rounds }, () => {
      const [secret, text] = make(draw);
      return { kind, secret, text };
    }),
  ),
];

/** Attributes whose names alone tell. */
export const tellingAttributes = [
  ...[
    'password',
    'db.password',
    'user.passwd',
    'client_secret',
    'clientSecret',
    'api_key',
    'apiKey',
    'x-api-key',
    'auth.token',
    'accessToken',
  ],
  ...['http.request.header.authorization', 'http.request.header.cookie', 'http.response.header.set-cookie', 'aws.secret_access_key'],
  ...[
    'private_key',
    'ssh.private-key',
    'oauth.refresh_token',
    'credential',
    'gcp.credentials',
    'login.otp',
    'card.cvv',
    'vpn.psk',
    'DB_PWD',
  ],
  ...[
    'encryption_key',
    'signing.key',
    'license_key',
    'passphrase',
    'passcode',
    'jwt',
    'storage.accountKey',
    'PHPSESSID',
    'x-amz-signature',
  ],
];
