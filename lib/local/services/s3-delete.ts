/** DeleteObjects: which keys a request names, and its answer; versions are not emulated. */
import { AwsError } from '../service.ts';
import { escapeXml } from './s3-list.ts';

/** At most 1,000 keys (API Reference, DeleteObjects). [D] */
const maxKeys = 1_000;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name ?? ''] ?? whole;
  });

export interface Deletion {
  readonly keys: readonly string[];
  /** Only what failed is told: nothing, here. */
  readonly quiet: boolean;
}

/** Throws MalformedXML. */
export const readDeletion = (body: string): Deletion => {
  const keys = [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
  if (!/<Delete[\s>]/.test(body) || keys.length === 0 || keys.length > maxKeys)
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
  return { keys, quiet: /<Quiet>true<\/Quiet>/.test(body) };
};

export const deletionXml = ({ keys, quiet }: Deletion): string => {
  const deleted = quiet ? '' : keys.map((key) => `<Deleted><Key>${escapeXml(key)}</Key></Deleted>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${deleted}</DeleteResult>`;
};
