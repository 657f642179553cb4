/** A real InfluxDB 2: one that runs already, one on the PATH, or one built from its Go module and its query language's Rust. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { builtOnce, step, type Tell } from '#test/conformance/programs/go.ts';
import { NotInstalled } from '#test/conformance/programs/not-installed.ts';
import { versionOf } from '#test/conformance/programs/on-path.ts';
import { freePort, inFolder, start, until } from '#test/conformance/programs/running.ts';

/** A server, and what may be done there. */
export interface InfluxServer {
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

const version = '2.7.12';
/** What finds the C libraries of a Go program, and builds Flux' own [D: InfluxDB's CONTRIBUTING.md]. */
const pkgConfig = 'github.com/influxdata/pkg-config@v0.2.14';

/** The program's page is not part of the module: built without it, the server has no user interface. */
const build = async (folder: string): Promise<void> => {
  const what = 'influxd';
  if ((await versionOf('cargo')) === undefined)
    throw new NotInstalled(`${what}: there is no Rust (cargo) to build its query language with`);
  await step({ command: 'go', args: ['install', pkgConfig], cwd: folder }, what);
  const args = ['mod', 'download', '-json', `github.com/influxdata/influxdb/v2@v${version}`];
  const found = JSON.parse(await step({ command: 'go', args, cwd: folder }, what)) as { readonly Dir: string };
  const source = join(folder, 'source');
  await promisify(execFile)('cp', ['-r', '--no-preserve=mode', found.Dir, source]);
  const environment = {
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    // Flux names a compiler of its time, which rustup would download; what a newer one warns of is no error.
    RUSTUP_TOOLCHAIN: 'stable',
    RUSTFLAGS: '--cap-lints warn',
  };
  const flags = ['-tags', 'sqlite_foreign_keys,sqlite_json', '-o', join(folder, 'influxd')];
  await step({ command: 'go', args: ['build', ...flags, './cmd/influxd'], cwd: source, environment }, what);
  rmSync(source, { recursive: true });
};

/** The program. NotInstalled where it cannot be had. */
const program = async (tell: Tell | undefined): Promise<string> => {
  if ((await versionOf('influxd', ['version'])) !== undefined) return 'influxd';
  return join(await builtOnce(`influxdb-${version}`, `InfluxDB ${version}`, tell, build), 'influxd');
};

const isUp = (url: string) => (): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Runs `work` with a server of its own, which is gone afterwards. `tell` lets it be built. */
export const withInfluxServer = async <Result>(
  tell: Tell | undefined,
  work: (server: InfluxServer) => Promise<Result>,
): Promise<Result> => {
  const influxd = await program(tell);
  return inFolder(async (folder) => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const places = { 'bolt-path': 'influxd.bolt', 'sqlite-path': 'influxd.sqlite', 'engine-path': 'engine' };
    const running = start(influxd, [
      `--http-bind-address=${new URL(url).host}`,
      '--reporting-disabled',
      ...Object.entries(places).map(([option, name]) => `--${option}=${join(folder, name)}`),
    ]);
    try {
      if (!(await until(isUp(url), 60))) throw new Error(`InfluxDB did not start: ${running.output().slice(-2_000)}`);
      const server = { url, org: 'conformance', bucket: 'metrics', token: 'conformance-token' };
      const { org, bucket, token } = server;
      const body = JSON.stringify({ username: 'conformance', password: 'conformance', org, bucket, token });
      const answer = await fetch(`${url}/api/v2/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (!answer.ok) throw new Error(`InfluxDB was not set up: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
      return await work(server);
    } finally {
      await running.stop();
    }
  });
};
