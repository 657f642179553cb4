/** A real InfluxDB: the one on the PATH, or 1.8 built from its Go module, which has version 2's API beside its own. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtOnce, step, type Tell } from '#test/conformance/programs/go.ts';
import { NotInstalled } from '#test/conformance/programs/not-installed.ts';
import { numberIn, type Program, versionOf } from '#test/conformance/programs/on-path.ts';
import { freePort, inFolder, start, until } from '#test/conformance/programs/running.ts';

/** A server, and what may be done there. */
export interface InfluxServer {
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

/** The last version that Go alone builds: later ones have their query language in Rust. */
const builtVersion = '1.8.3';

const build = async (folder: string): Promise<void> => {
  const what = 'influxd';
  const args = ['mod', 'download', '-json', `github.com/influxdata/influxdb@v${builtVersion}`];
  const found = JSON.parse(await step({ command: 'go', args, cwd: folder }, what)) as { readonly Dir: string };
  const source = join(folder, 'source');
  await promisify(execFile)('cp', ['-r', '--no-preserve=mode', found.Dir, source]);
  // Its libraries reach into the runtime of a Go of their time.
  const flags = ['-mod=mod', '-ldflags', `-checklinkname=0 -X main.version=${builtVersion}`, '-o', join(folder, 'influxd')];
  await step({ command: 'go', args: ['build', ...flags, './cmd/influxd'], cwd: source }, what);
  rmSync(source, { recursive: true });
};

/** NotInstalled where it cannot be had. */
const program = async (tell: Tell | undefined): Promise<Program> => {
  const version = await versionOf('influxd', ['version']);
  if (version !== undefined) {
    if (/[ v]2\./.test(version) || /v1\.[89]/.test(version)) return { path: 'influxd', version: numberIn(version) };
    throw new NotInstalled(`influxd on the PATH is ${version}: version 2's API is in 1.8 and later`);
  }
  const folder = await builtOnce(`influxdb-${builtVersion}`, `InfluxDB ${builtVersion}`, tell, build);
  return { path: join(folder, 'influxd'), version: builtVersion };
};

/** How a major version is started in a folder, and made to take our token. */
interface Way {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly setUp: () => Promise<Response>;
  readonly server: InfluxServer;
}

/** [D: InfluxDB OSS v2, "influxd" and PostSetup] */
const secondWay = (folder: string, url: string): Way => {
  const server = { url, org: 'conformance', bucket: 'metrics', token: 'conformance-token' };
  const { org, bucket, token } = server;
  const places = { 'bolt-path': 'influxd.bolt', 'sqlite-path': 'influxd.sqlite', 'engine-path': 'engine' };
  const paths = Object.entries(places).map(([option, name]) => `--${option}=${join(folder, name)}`);
  const body = JSON.stringify({ username: 'conformance', password: 'conformance', org, bucket, token });
  return {
    args: [`--http-bind-address=${new URL(url).host}`, '--reporting-disabled', ...paths],
    env: {},
    setUp: () => fetch(`${url}/api/v2/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    server,
  };
};

/** A bucket is a database there, and a token name and password; organisations are not looked at. */
const firstWay = (folder: string, url: string, backupPort: number): Way => {
  const server = { url, org: 'conformance', bucket: 'metrics', token: 'conformance:conformance' };
  const authorization = `Token ${server.token}`;
  const ask = (statement: string) =>
    fetch(`${url}/query`, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ q: statement }) });
  return {
    args: [],
    env: {
      INFLUXDB_HTTP_BIND_ADDRESS: new URL(url).host,
      INFLUXDB_HTTP_FLUX_ENABLED: 'true',
      INFLUXDB_HTTP_AUTH_ENABLED: 'true',
      INFLUXDB_BIND_ADDRESS: `127.0.0.1:${backupPort}`,
      INFLUXDB_META_DIR: join(folder, 'meta'),
      INFLUXDB_DATA_DIR: join(folder, 'data'),
      INFLUXDB_DATA_WAL_DIR: join(folder, 'wal'),
      INFLUXDB_REPORTING_DISABLED: 'true',
    },
    setUp: async () => {
      const first = await ask("CREATE USER conformance WITH PASSWORD 'conformance' WITH ALL PRIVILEGES");
      return first.ok ? ask('CREATE DATABASE metrics') : first;
    },
    server,
  };
};

const isUp = (url: string) => (): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Runs `work` with a server of its own, which is gone afterwards. `tell` lets it be built. */
export const withInfluxServer = async <Result>(
  tell: Tell | undefined,
  work: (server: InfluxServer, version: string) => Promise<Result>,
): Promise<Result> => {
  const { path, version } = await program(tell);
  return inFolder(async (folder) => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { args, env, setUp, server } = version.startsWith('2') ? secondWay(folder, url) : firstWay(folder, url, await freePort());
    const running = start(path, args, { env });
    try {
      if (!(await until(isUp(url), 60))) throw new Error(`InfluxDB did not start: ${running.output().slice(-2_000)}`);
      const answer = await setUp();
      if (!answer.ok) throw new Error(`InfluxDB was not set up: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
      return await work(server, version);
    } finally {
      await running.stop();
    }
  });
};
