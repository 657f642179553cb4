/** What API Gateway asks a Lambda authoriser of an HTTP API (payload format 2.0 [D]), and the simple answer it takes. */

/** The fields that are read here. */
export interface AuthoriserEvent {
  /** `POST /v1/logs`: the route that was matched, not the path as it was written. */
  readonly routeKey: string;
  /** The values of the authoriser's identity sources, in their order; none for an authoriser without any. */
  readonly identitySource?: readonly string[] | null;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
}

export interface AuthoriserAnswer {
  readonly isAuthorized: boolean;
  /** Comes to the function behind the route as `requestContext.authorizer.lambda`. */
  readonly context: Readonly<Record<string, string>>;
}
