import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { classifyStage } from '#functions/classify/stage.ts';
import { classificationSchema } from '#kernel/policy.ts';
import { levelJudge } from '#test/support/level-judge.ts';
import { classifierPorts, memoryFindings } from '#test/support/memory-ports.ts';
import { frameOf, logOf, resourceOf, startAt } from '#test/support/signals.ts';
const policy = classificationSchema.parse(parse(readFileSync(new URL('../policy/classification.yaml', import.meta.url), 'utf8')));
const file = process.argv[2] ?? 'messages.log';
const frames = ['Apache','BGL','HPC','Hadoop','HealthApp','Mac','Proxifier','Spark','Windows','Zookeeper'].flatMap((s) => {
  const lines = readFileSync(`/work/shared/data/logs/${s}/${file}`, 'utf8').trimEnd().split('\n');
  const r = resourceOf(s);
  return Array.from({ length: lines.length / 500 }, (_, f) => frameOf(`${s}${f}`, lines.slice(f * 500, f * 500 + 500).map((l, i) => logOf(r, startAt + i, 0, l))));
});
for (let round = 0; round < 6; round++) {
  const stage = classifyStage({ ...classifierPorts(levelJudge()), findings: memoryFindings().sink }, { policy, version: 'v' });
  for (const kind of ['cold', 'warm', 'warm']) {
    const before = process.cpuUsage();
    for (const frame of frames) await stage.take({ frame });
    await stage.flush();
    const { user, system } = process.cpuUsage(before);
    console.log(round, kind, Math.round(20000 / ((user + system) / 1e6)));
  }
}
