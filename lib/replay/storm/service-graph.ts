/** A company of services in layers, all of which rest on one database in the end. */

/** The service whose failure the storm is about. */
export const failing = 'orders-db';

/** Each pair: caller and called. */
export interface ServiceGraph {
  readonly services: readonly string[];
  readonly calls: readonly (readonly [string, string])[];
}

const namesOf = ['edge', 'web', 'api', 'cart', 'checkout', 'payment', 'stock', 'price', 'search', 'mail'];

/** So many services, the database among them; each calls one or two of the layer below. The same for the same number. */
export const serviceGraph = (count: number): ServiceGraph => {
  const others = Array.from({ length: count - 1 }, (_, index) => {
    const name = namesOf[index % namesOf.length] ?? 'service';
    return index < namesOf.length ? name : `${name}-${Math.floor(index / namesOf.length) + 1}`;
  });
  const layers = Math.max(1, Math.ceil(Math.sqrt(others.length)));
  const width = Math.ceil(others.length / layers);
  const calls = others.flatMap((service, index): readonly (readonly [string, string])[] => {
    const below = others.slice((Math.floor(index / width) + 1) * width, (Math.floor(index / width) + 2) * width);
    if (below.length === 0) return [[service, failing]];
    const first = below[index % below.length] ?? failing;
    const second = below[(index + 1) % below.length] ?? failing;
    return first === second
      ? [[service, first]]
      : [
          [service, first],
          [service, second],
        ];
  });
  return { services: [failing, ...others], calls };
};
