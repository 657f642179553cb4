/** A sample of the metric that tells whether a runbook helped, as archive would write it. */
import { columnName } from '#adapters/timestream/names.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import { given } from './rehearsed.ts';

type Metric = NonNullable<RemediationRule['verify']['metric']>;

/** Beside a bound: how far does not matter. */
const step = (bound: number): number => Math.max(1, Math.abs(bound) / 2);

/** A value within the bounds, or outside. */
export const sampleValue = ({ below, above }: Metric, isWell: boolean): number => {
  if (below === undefined) return above === undefined ? 0 : above + (isWell ? step(above) : -step(above));
  if (!isWell) return below + step(below);
  return above === undefined ? below - step(below) : (below + above) / 2;
};

/** What Timestream's WriteRecords is given for the deployment whose names begin with `prefix`: the series that the metric asks for. */
export const writeSample = (prefix: string, metric: Metric, labels: Labels, at: number, isWell: boolean): object => {
  const dimensions = Object.entries(given(metric.labels, labels));
  return {
    ...{ DatabaseName: `${prefix}-metrics`, TableName: 'samples' },
    Records: [
      {
        Dimensions: dimensions.map(([Name, Value]) => ({ Name: columnName(Name), Value })),
        ...{ MeasureName: metric.name, MeasureValueType: 'DOUBLE', MeasureValue: String(sampleValue(metric, isWell)) },
        ...{ Time: String(at), TimeUnit: 'MILLISECONDS', Version: 1 },
      },
    ],
  };
};
