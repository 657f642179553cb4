/**
 * Decides a request within one account: an explicit deny of any policy wins, then an allow of the principal's or the resource's own
 * policy, else it is denied implicitly [D: IAM User Guide, "Policy evaluation for requests within a single account"].
 */
import { conditionsHold } from './conditions.ts';
import { type Lookup, matches } from './pattern.ts';
import type { PrincipalElement, Selection, Statement } from './policy.ts';

/** Who asks: a session of a role, or an AWS service in its own name. */
export type Principal =
  | { readonly kind: 'role'; readonly account: string; readonly roleArn: string; readonly sessionArn: string }
  | { readonly kind: 'service'; readonly service: string };

export interface AccessRequest {
  readonly principal: Principal;
  /** `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  /** Condition keys of the request by lower-case name: `aws:securetransport`. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Policies {
  readonly identity: readonly Statement[];
  readonly resource: readonly Statement[];
  /** Only the resource's policy can allow: a KMS key that does not leave it to the account's own policies. */
  readonly resourceAlone?: boolean;
}

export type Decision =
  /** `by` are the allowing statements. */
  | { readonly allowed: true; readonly by: readonly Statement[] }
  | {
      readonly allowed: false;
      readonly reason: DenialReason;
      readonly detail: string;
      /** Which policy lacks an allow. */
      readonly missing?: 'identity' | 'resource';
    };

type DenialReason = 'implicit' | 'explicit-identity' | 'explicit-resource' | 'unsupported';

const isAnyOf = (names: readonly string[], candidates: readonly string[]): boolean =>
  names.some((name) => name === '*' || candidates.includes(name));

const isNamed = (element: PrincipalElement, principal: Principal): boolean => {
  if (element === '*') return true;
  if (principal.kind === 'service') return isAnyOf(element['Service'] ?? [], [principal.service]);
  const { account, roleArn, sessionArn } = principal;
  return isAnyOf(element['AWS'] ?? [], [account, `arn:aws:iam::${account}:root`, roleArn, sessionArn]);
};

/** A principal element that names the whole account only lets the account's own policies allow [D]; it denies all of its principals. */
const namesAccountOnly = (statement: Statement, principal: Principal): boolean => {
  if (statement.effect === 'Deny' || principal.kind !== 'role' || !statement.principals || statement.principals.of === '*') return false;
  const { account, roleArn, sessionArn } = principal;
  const names = statement.principals.of['AWS'] ?? [];
  return !isAnyOf(names, [roleArn, sessionArn]) && isAnyOf(names, [account, `arn:aws:iam::${account}:root`]);
};

const selects = <Of>(selection: Selection<Of>, isOne: (of: Of) => boolean): boolean => isOne(selection.of) !== selection.not;

/** Actions are compared without regard to case [D]. */
export const coversAction = ({ actions }: Statement, action: string): boolean =>
  selects(actions, (of) => of.some((pattern) => matches(pattern, action, undefined, { ignoreCase: true })));

export const coversResource = ({ resources }: Statement, resource: string, lookup: Lookup): boolean =>
  selects(resources, (of) => of.some((pattern) => matches(pattern, resource, lookup)));

const applies = (statement: Statement, request: AccessRequest, lookup: Lookup): boolean | { readonly unsupported: string } => {
  const { principals } = statement;
  if (principals && !selects(principals, (of) => isNamed(of, request.principal))) return false;
  if (!coversAction(statement, request.action) || !coversResource(statement, request.resource, lookup)) return false;
  if (namesAccountOnly(statement, request.principal)) return false;
  const conditions = conditionsHold(statement.conditions, lookup);
  return 'unsupported' in conditions ? conditions : conditions.holds;
};

/**
 * Whether a key's policy leaves a request to the account's own policies: without such a statement they allow nothing (KMS Developer Guide,
 * "Default key policy" [D]).
 */
export const delegatesToAccount = (keyPolicy: readonly Statement[], request: AccessRequest): boolean => {
  const lookup = lookupIn(request.context);
  return keyPolicy.some((statement) => {
    const conditions = conditionsHold(statement.conditions, lookup);
    return (
      namesAccountOnly(statement, request.principal) &&
      coversAction(statement, request.action) &&
      coversResource(statement, request.resource, lookup) &&
      'holds' in conditions &&
      conditions.holds
    );
  });
};

/** Condition keys are looked up without regard to case [D]. */
export const lookupIn =
  (context: AccessRequest['context']): Lookup =>
  (key) =>
    context[key.toLowerCase()];

/** Pure: the same request and policies give the same decision. */
export const evaluate = (request: AccessRequest, policies: Policies): Decision => {
  const lookup = lookupIn(request.context);
  const allowing: Statement[] = [];
  const { action } = request;
  let denied: Decision | undefined;
  for (const kind of ['identity', 'resource'] as const)
    for (const statement of policies[kind]) {
      const applied = applies(statement, request, lookup);
      if (applied === false) continue;
      if (applied !== true)
        return {
          allowed: false,
          reason: 'unsupported',
          detail: `because the local cloud does not support the condition operator ${applied.unsupported}`,
        };
      if (statement.effect === 'Allow') {
        if (kind === 'resource' || !policies.resourceAlone) allowing.push(statement);
      } else
        denied ??= {
          allowed: false,
          reason: `explicit-${kind}`,
          detail: `with an explicit deny in ${kind === 'identity' ? 'an identity' : 'a resource'}-based policy`,
        };
    }
  if (denied) return denied;
  if (allowing.length > 0) return { allowed: true, by: allowing };
  const missing = request.principal.kind === 'role' && !policies.resourceAlone ? 'identity' : 'resource';
  return { allowed: false, reason: 'implicit', missing, detail: `because no ${missing}-based policy allows the ${action} action` };
};
