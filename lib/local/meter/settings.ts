/** What of a template's settings decides how its things are charged. */

export interface StreamSettings {
  readonly onDemand: boolean;
  readonly retentionHours: number;
}

/** Where a bucket's life cycle has its objects, in order; times in months. */
export interface BucketStages {
  readonly stages: readonly { readonly unit: 's3-kept' | 's3-kept-infrequent' | 's3-kept-archive'; readonly months: number }[];
}

export interface MetricTable {
  readonly memoryMonths: number;
  readonly magneticMonths: number;
}

/** Days of a month, where a retention in days becomes GB-months. */
export const monthDays = 730 / 24;
