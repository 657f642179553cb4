/** Holds signals to the operators' limits of length and time: how long a text may be, and how far a clock may be wrong. */
import type { SignalLimits } from '#kernel/policy.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes, AttributeValue } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';

const nanosADay = 86_400_000_000_000;

/** Which side of the limits a signal's time lies; undefined within them. `receivedAt` in milliseconds. */
export type SkewOf = (signal: Signal, receivedAt: number) => 'past' | 'future' | undefined;

/** Undefined where no limit is set. */
export const skewJudge = ({ pastDays, futureDays }: SignalLimits): SkewOf | undefined => {
  if (pastDays === undefined && futureDays === undefined) return undefined;
  const past = BigInt(Math.round((pastDays ?? 1e6) * nanosADay));
  const future = BigInt(Math.round((futureDays ?? 1e6) * nanosADay));
  return ({ timeUnixNano }, receivedAt) => {
    const ahead = timeUnixNano - BigInt(receivedAt) * 1_000_000n;
    if (ahead > future) return 'future';
    return -ahead > past ? 'past' : undefined;
  };
};

/** The signal with the attribute `time.skew`. */
export const flagSkew = (signal: Signal, skew: string): Signal => {
  const draft: AttributeDraft = { ...signal.attributes };
  setAttribute(draft, 'time.skew', skew);
  return { ...signal, attributes: draft };
};

/** A signal with long texts of its attributes and body cut, the same object where none is too long. To be used on sanitised signals: half a secret is not known for one. */
export const textCutter = (longest: number): ((signal: Signal) => Signal) => {
  const cut = (text: string): string => {
    // No character outside the basic plane is cut in half.
    const whole = /[\uD800-\uDBFF]$/.test(text.slice(0, longest)) ? longest - 1 : longest;
    return `${text.slice(0, whole)}[truncated:${text.length}]`;
  };
  const cutValue = (value: AttributeValue): AttributeValue => {
    if (typeof value === 'string') return value.length > longest ? cut(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? (value as readonly AttributeValue[]).map(cutValue) : cutAttributes(value as Attributes);
  };
  const cutAttributes = (attributes: Attributes): Attributes =>
    Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, cutValue(value)]));
  const isLong = (value: AttributeValue): boolean => {
    if (typeof value === 'string') return value.length > longest;
    return typeof value === 'object' && value !== null && Object.values(value).some(isLong);
  };
  return (signal) => {
    if (!isLong(signal.attributes) && !(signal.kind === 'log' && isLong(signal.body))) return signal;
    const attributes = cutAttributes(signal.attributes);
    return signal.kind === 'log' ? { ...signal, attributes, body: cutValue(signal.body) } : { ...signal, attributes };
  };
};
