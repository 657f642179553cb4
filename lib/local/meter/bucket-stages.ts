/** Where a bucket's life cycle rules have an object over time. */
import type { Properties } from '../template/properties.ts';
import { type BucketStages, monthDays } from './settings.ts';

interface Rule {
  readonly Status?: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number | string;
  readonly Transitions?: readonly { readonly StorageClass?: string; readonly TransitionInDays?: number | string }[];
}

const units: Readonly<Record<string, BucketStages['stages'][number]['unit']>> = {
  /* biome-ignore-start lint/style/useNamingConvention: S3's names of storage classes. */
  STANDARD_IA: 's3-kept-infrequent',
  ONEZONE_IA: 's3-kept-infrequent',
  GLACIER_IR: 's3-kept-archive',
  /* biome-ignore-end lint/style/useNamingConvention: S3's names of storage classes. */
};

/** What nothing deletes is charged one month. */
const unlimitedDays = monthDays;

/** Of the first rule that holds for all objects: standard storage first, then what its transitions say, until objects expire. */
export const bucketStages = (properties: Properties): BucketStages => {
  const rules = properties.group('LifecycleConfiguration').list('Rules') as readonly Rule[];
  const rule = rules.find(({ Status, Prefix }) => Status === 'Enabled' && Prefix === undefined);
  const endDay = Number(rule?.ExpirationInDays ?? unlimitedDays);
  const moves = (rule?.Transitions ?? [])
    .map(({ StorageClass = '', TransitionInDays = 0 }) => ({ unit: units[StorageClass] ?? 's3-kept', day: Number(TransitionInDays) }))
    .filter(({ day }) => day < endDay)
    .sort((a, b) => a.day - b.day);
  const starts = [{ unit: 's3-kept' as const, day: 0 }, ...moves];
  const stages = starts.map(({ unit, day }, at) => ({ unit, months: ((starts[at + 1]?.day ?? endDay) - day) / monthDays }));
  return { stages: stages.filter(({ months }) => months > 0) };
};
