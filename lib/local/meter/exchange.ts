/** One call of a service that was let in and answered, as the meter hears of it, and the contract of a service's counting rule. */
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import type { Item } from './item-size.ts';
import type { Meter } from './meter.ts';

export interface Exchange {
  readonly service: string;
  /** The function's name; '' for a caller from outside. */
  readonly caller: string;
  readonly request: ServiceRequest;
  readonly response: ServiceResponse;
}

export interface CountingPlace {
  readonly meter: Meter;
  /** The item as it lies in a table now: an update does not say what came of it. */
  itemOf(table: string, key: Item): Promise<Item | undefined>;
}

/** A promise only where the rule must look something up. */
export type CountingRule = (exchange: Exchange, place: CountingPlace) => void | Promise<void>;
