/** An OpenID Connect issuer on loopback: its discovery document, its keys, and tokens signed with them. */
import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { listenOnLoopback } from './loopback.ts';

export interface TokenIssuer {
  readonly url: string;
  /** A token with these claims, valid for an hour around `now` (milliseconds) unless they say otherwise. */
  sign(claims: Readonly<Record<string, unknown>>, now: number, how?: SignOptions): Promise<string>;
  /** From now on it signs with another key, published beside the old one. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

interface SignOptions {
  /** `stranger`: signed with a key that is not published, under the name of one that is. */
  readonly key?: 'own' | 'stranger';
  /** Whether the header names the key. */
  readonly named?: boolean;
}

interface Key {
  readonly id: string;
  readonly own: CryptoKey;
  readonly jwk: object;
}

const algorithm = 'RS256';

const newKey = async (id: string): Promise<Key> => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { id, own: privateKey, jwk: { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: 'sig' } };
};

export const tokenIssuer = async (): Promise<TokenIssuer> => {
  const keys = [await newKey('key-1')];
  const stranger = await newKey('stranger');
  let url = '';
  const server = createServer((request, response) => {
    const documents: Readonly<Record<string, object>> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
      '/keys': { keys: keys.map(({ jwk }) => jwk) },
    };
    const document = documents[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(document ?? {}));
  });
  const listening = await listenOnLoopback(server);
  url = listening.url;
  return {
    url,
    sign: (claims, now, { key = 'own', named = true } = {}) => {
      const newest = keys.at(-1) ?? stranger;
      const seconds = Math.floor(now / 1000);
      return new SignJWT({ iss: url, aud: 'streamwarden', iat: seconds - 60, exp: seconds + 3_600, ...claims })
        .setProtectedHeader({ alg: algorithm, ...(named ? { kid: newest.id } : {}) })
        .sign((key === 'own' ? newest : stranger).own);
    },
    rotate: async () => {
      keys.push(await newKey(`key-${keys.length + 1}`));
    },
    close: listening.close,
  };
};
