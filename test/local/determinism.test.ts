import { afterEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import { realNow } from '#lib/local/time/virtual-date.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

const startAt = Date.parse('2026-11-20T10:00:00Z');
const assembly = writeAssembly(smallPipeline({ shards: 2 }), smallPipelineHandlers);
let cloud: LocalCloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

const start = async (seed: string, onEvent: (event: CloudEvent) => void = () => {}): Promise<LocalCloud> => {
  cloud = await startLocalCloud({ assembly, mode: 'deterministic', startAt, seed, publicUrl: 'http://127.0.0.1:4318', onEvent });
  return cloud;
};

/** Everything a run shows, after traffic with failures, a kill and randomness in it. */
const run = async (seed: string): Promise<unknown> => {
  const events: CloudEvent[] = [];
  const running = await start(seed, (event) => events.push(event));
  for (let second = 0; second < 20; second += 1) {
    await running.advanceTo(startAt + second * 700);
    const data = Array.from({ length: 5 }, (_, at) => `key${at} ${second === 7 && at === 2 ? 'poison' : `data${second}-${at}`}`);
    await running.request({ method: 'POST', path: '/put', body: data.join('\n') });
    await running.request({ method: 'GET', path: '/probe/1?mode=random' });
  }
  await running.request({ method: 'GET', path: '/probe/1?mode=exit' });
  await running.settle();
  const result = {
    events,
    now: running.now(),
    items: await running.table('written').items(),
    objects: running.bucket('quarantine').objects(),
    records: await running.stream('telemetry').records(),
    functions: running.functions(),
    mappings: running.mappings(),
  };
  await running.close();
  cloud = undefined;
  return result;
};

describe('deterministic mode', () => {
  it('gives the same events, items, objects and ids in two runs of one seed, and others under another', async () => {
    const [first, second, other] = [await run('a'), await run('a'), await run('b')];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(first));
  });

  it('shows functions the virtual time, standing still between events and never going back', async () => {
    const running = await start('a');
    const ask = async (): Promise<number> =>
      JSON.parse((await running.request({ method: 'GET', path: '/probe/1?mode=time' })).body.toString()).now;
    expect(await ask()).toBe(startAt);
    expect(await ask()).toBe(startAt);
    await running.advanceTo(startAt + 900_000);
    expect(await ask()).toBe(startAt + 900_000);
    await running.advanceTo(startAt);
    expect(await ask()).toBe(startAt + 900_000);
  });

  it('gives this process its real Date back when it is closed', async () => {
    const running = await start('a');
    expect(Date.now()).toBe(startAt);
    await running.close();
    cloud = undefined;
    expect(Math.abs(Date.now() - realNow())).toBeLessThan(1_000);
  });

  it('refuses a second cloud in the same process', async () => {
    await start('a');
    await expect(startLocalCloud({ assembly, mode: 'deterministic' })).rejects.toThrow(
      'A deterministic local cloud already runs in this process',
    );
  });

  it('leaves no worker and no server behind', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => /TCPSERVER|MessagePort|Worker/i.test(name)).length;
    const running = await start('a');
    await running.request({ method: 'GET', path: '/probe/1?mode=time' });
    await running.close();
    cloud = undefined;
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.getActiveResourcesInfo().filter((name) => /TCPSERVER|MessagePort|Worker/i.test(name)).length).toBeLessThanOrEqual(
      before,
    );
  });
});
