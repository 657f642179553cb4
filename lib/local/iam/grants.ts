/** Every permission the roles were granted, one (action, resource) each, and whether a request ever needed it. */
import { type AccessRequest, coversAction, coversResource, lookupIn } from './evaluate.ts';
import type { Selection, Statement } from './policy.ts';

/** As written in the policy; `everything but …` where a statement excludes. */
export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

interface Grant extends Permission {
  /** The statement, narrowed to this action and resource. */
  readonly statement: Statement;
  used: boolean;
}

const parts = ({ not, of }: Selection<readonly string[]>): readonly { text: string; selection: Selection<readonly string[]> }[] =>
  not
    ? [{ text: `everything but ${of.join(', ')}`, selection: { not, of } }]
    : of.map((one) => ({ text: one, selection: { not, of: [one] } }));

export class Grants {
  readonly #all = new Map<string, Grant>();
  readonly #byStatement = new Map<Statement, Grant[]>();

  add(role: string, statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.effect === 'Deny') continue;
      const own: Grant[] = [];
      for (const action of parts(statement.actions))
        for (const resource of parts(statement.resources)) {
          const key = JSON.stringify([role, action.text, resource.text]);
          const narrowed = { ...statement, actions: action.selection, resources: resource.selection };
          const grant = this.#all.get(key) ?? { role, action: action.text, resource: resource.text, statement: narrowed, used: false };
          this.#all.set(key, grant);
          own.push(grant);
        }
      this.#byStatement.set(statement, own);
    }
  }

  /** Remembers what allowed a request. */
  use(request: AccessRequest, by: readonly Statement[]): void {
    const lookup = lookupIn(request.context);
    for (const statement of by)
      for (const grant of this.#byStatement.get(statement) ?? [])
        if (!grant.used && coversAction(grant.statement, request.action) && coversResource(grant.statement, request.resource, lookup))
          grant.used = true;
  }

  /** In the order of the templates. */
  report(): { readonly granted: readonly Permission[]; readonly unused: readonly Permission[] } {
    const all = [...this.#all.values()];
    const plain = ({ role, action, resource }: Grant): Permission => ({ role, action, resource });
    return { granted: all.map(plain), unused: all.filter((grant) => !grant.used).map(plain) };
  }
}
