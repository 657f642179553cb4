/** What operators forbid to be done with a signal, as attributes that travel with it. */
import type { Signal } from './signal.ts';

/** The region it may be stored in. */
export const regionMark = 'compliance.region';
/** `true`: no model may be shown any of it. */
export const noModelMark = 'compliance.no_model';

/** A signal's own mark counts before its resource's. */
const markOf = ({ attributes, resource }: Signal, mark: string) => attributes[mark] ?? resource.attributes[mark];

/** Whether a signal may be stored in a region: it is marked for that one, or for none. */
export const mayBeStoredIn = (signal: Signal, region: string): boolean => (markOf(signal, regionMark) ?? region) === region;

/** Whether no model may be shown any of a signal. Whatever a client wrote there but a plain no is taken as a yes. */
export const isKeptFromModels = (signal: Signal): boolean => {
  const mark = markOf(signal, noModelMark);
  return mark !== undefined && mark !== null && mark !== false && mark !== 'false';
};
