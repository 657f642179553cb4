/** What one item of a request may hold. An item past these is refused; its neighbours are not. */

export const mebibyte = 1024 * 1024;

/** Bytes a body may have once inflated, whatever it is inflated from. API Gateway lets about 4.4 MB through; telemetry seldom shrinks to a fifth. */
export const maxBodyBytes = 20 * mebibyte;

/** Attributes a signal, resource, scope, event or link. SDKs stop at 128 by default. */
export const maxAttributes = 512;

/** Lists and maps inside one another in an attribute value or body. */
export const maxValueDepth = 32;

/** Parts a request may be made of: items, their events, links, exemplars and nested values. Few bytes could else claim much memory. */
export const maxParts = 250_000;

/** Buckets a histogram point. */
export const maxBuckets = 10_000;

/** Objects and lists in a JSON body: a small compressed body could else open tens of millions of them. Real ones open one in 17 bytes at most. */
export const maxJsonOpenings = 2_000_000;

/** Commas in a JSON body, for the same reason: looking after the digits of large integers costs a call a value. */
export const maxJsonValues = 4_000_000;

/** Series a worker remembers for `seriesPerResource`, of all resources together: about 50 MB. */
export const maxCountedSeries = 500_000;
