/** Asks a running Streamwarden for its audit chain, page by page. */
import { UsageError } from '../replay/usage-error.ts';

/** Where to ask. */
export interface ChainSource {
  readonly url: string;
  /** A bearer token, for a deployment whose people have one. */
  readonly token?: string;
}

/** Some entries as the API wrote them. */
export interface ChainPage {
  /** Lines with their newlines. */
  readonly text: string;
  /** Of the last. */
  readonly seq: number;
  readonly hash: string;
  readonly count: number;
}

const limit = 200;

const why = (text: string): string => {
  try {
    const { detail, message } = JSON.parse(text) as { readonly detail?: unknown; readonly message?: unknown };
    return String(detail ?? message ?? '').slice(0, 300);
  } catch {
    return '';
  }
};

const get = async (address: URL, token: string | undefined): Promise<string> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(address, { headers }).catch(() => {
    throw new UsageError(`Nobody answers at ${address.origin}; is it running? (npm start)`);
  });
  const text = await response.text();
  if (response.ok) return text;
  const hint = response.status === 401 && token === undefined ? ' A token is taken from WARDEN_TOKEN.' : '';
  throw new UsageError(`${address.origin} answered ${response.status}: ${why(text) || 'it did not say why'}.${hint}`);
};

const lastOf = (line: string): Pick<ChainPage, 'seq' | 'hash'> => {
  try {
    const { seq, hash } = JSON.parse(line) as { readonly seq?: unknown; readonly hash?: unknown };
    if (typeof seq === 'number' && typeof hash === 'string') return { seq, hash };
  } catch {
    // Told below.
  }
  throw new UsageError('The answer is not an audit chain.');
};

/** The pages after an entry, until the head that is there when the last is asked for. UsageError when something does not answer like one. */
export async function* chainPages({ url, token }: ChainSource): AsyncGenerator<ChainPage> {
  if (!URL.canParse(url)) throw new UsageError(`--url ${url} is not an address such as http://127.0.0.1:4318.`);
  for (let after = 0; ; ) {
    const text = await get(new URL(`/v1/audit/chain?after=${after}&limit=${limit}`, url), token);
    const lines = text.split('\n').filter((line) => line !== '');
    const last = lines.at(-1);
    if (last === undefined) return;
    const page = { text: `${lines.join('\n')}\n`, ...lastOf(last), count: lines.length };
    if (page.seq <= after)
      throw new UsageError(`${new URL(url).origin} answered with entries that were there before; the export would never end.`);
    yield page;
    if (page.count < limit) return;
    after = page.seq;
  }
}
