/** The limits that hold where `processors.yaml` says nothing of them. */
export const standardLimits = {
  /** What the function's memory was sized for. */
  bodyMiB: 20,
  /** OpenTelemetry's SDKs stop at 128 (`OTEL_ATTRIBUTE_COUNT_LIMIT`), and not at metrics; writers of lines send more. */
  attributes: 512,
  /** As Mimir of label names (`max_label_name_length`). */
  keyLength: 1024,
  /** Twice what a Kubernetes audit event needs; Elasticsearch takes 20. */
  valueDepth: 16,
  skewed: 'flag',
} as const;
