// @ts-nocheck

// @ts-nocheck
import { adaptive } from '#functions/detect/adaptive/adaptive.ts';
import { agg, load, rawOf } from '/tmp/exp/data.mjs';

// @ts-nocheck
const det = adaptive('robust-adaptive', { relative: 0.0945, absolute: 0, integer: 0.378 });
// @ts-nocheck
let cpu = process.cpuUsage().user,
  rows = 0;
// @ts-nocheck
for (const set of ['nab', 'ms']) {
  // @ts-nocheck
  const rs = load(set).map((f: any) => {
    const s = det.start();
    const al: number[] = [];
    const c = process.cpuUsage().user;
    for (let i = 0; i < f.n; i++) if (det.observe(s, f.t[i], f.v[i]).score >= 0.5) al.push(i);
    cpu += 0;
    rows += f.n;
    f.cpu = process.cpuUsage().user - c;
    f.bytes = JSON.stringify(det.pack(s)).length;
    const r = rawOf(f, al);
    return Object.assign(r, { cpu: f.cpu, bytes: f.bytes, n: f.n });
  });
  // @ts-nocheck
  console.log(
    set,
    agg(rs),
    'low',
    agg(rs, 0.22).score,
    'M/s',
    rs.reduce((a: number, r: any) => a + r.n, 0) / rs.reduce((a: number, r: any) => a + r.cpu, 0),
    'bytes',
    Math.max(...rs.map((r: any) => r.bytes)),
  );
  // @ts-nocheck
}
