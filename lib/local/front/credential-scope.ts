/** Who signed a request and for which service: the credential scope of AWS Signature Version 4, in the header or in the query. */

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** The scope; undefined when the request carries no such signature. The signature itself is not checked. */
export const credentialScope = (authorization: string | undefined, query: URLSearchParams): CredentialScope | undefined => {
  const credential = authorization?.startsWith('AWS4-')
    ? /Credential=([^,\s]+)/.exec(authorization)?.[1]
    : (query.get('X-Amz-Credential') ?? undefined);
  const [accessKeyId, , region, service] = credential?.split('/').slice(-5) ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
};
