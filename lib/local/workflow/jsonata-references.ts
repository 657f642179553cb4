/**
 * Finds in a JSONata expression what Step Functions has no value for. Expressions have no context item: only `$states`, variables and
 * functions are there, so the first step of a path may be no plain name, `$` or `$$`; later steps, predicates and sort terms see what
 * the step before gave. `$states.errorOutput` exists in catchers only. Rules and words as measured on AWS (floci-io/floci#2670, #2745 [S]).
 */
import type jsonata from 'jsonata';

/** The parts of jsonata's tree its types leave out. */
interface Node extends Omit<jsonata.ExprNode, 'type' | 'lhs' | 'rhs' | 'steps' | 'expressions' | 'arguments' | 'procedure'> {
  readonly type: string;
  readonly steps?: readonly Node[];
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly body?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly lhs?: Node | readonly (readonly [Node, Node])[];
  readonly rhs?: Node;
}

/** AWS's sentences, one for each distinct reference, in the order they are written. */
export function unsupportedReferences(expression: jsonata.Expression, knowsError: boolean): readonly string[] {
  const found = new Set<string>();
  collect(expression.ast() as unknown as Node, found);
  if (knowsError) found.delete(errorOutput);
  return [...found];
}

const topLevel = (name: string): string => `Reference to '${name}' at the top level is not supported.`;
const errorOutput = "Field '$states.errorOutput' does not exist.";

function collect(node: Node | undefined, found: Set<string>): void {
  if (!node) return;
  const all = (nodes: readonly Node[] = []): void => {
    for (const inner of nodes) collect(inner, found);
  };
  switch (node.type) {
    case 'path':
      collect(node.steps?.[0], found);
      if (readsErrorOutput(node.steps)) found.add(errorOutput);
      return;
    case 'name':
      found.add(topLevel(String(node.value)));
      return;
    case 'variable':
      if (node.value === '') found.add(topLevel('$'));
      if (node.value === '$') found.add("Reference to '$$' is not supported.");
      return;
    case 'unary':
      all(node.expressions);
      collect(node.expression, found);
      if (Array.isArray(node.lhs)) for (const [key, value] of node.lhs as readonly (readonly [Node, Node])[]) all([key, value]);
      return;
    case 'binary':
    case 'apply':
    case 'bind':
      // What `:=` binds on its left is a new variable.
      if (node.type !== 'bind') collect(node.lhs as Node, found);
      collect(node.rhs, found);
      return;
    case 'function':
    case 'partial':
      collect(node.procedure, found);
      all(node.arguments);
      return;
    case 'lambda':
      collect(node.body, found);
      return;
    case 'condition':
      collect(node.condition, found);
      collect(node.then, found);
      collect(node.else, found);
      return;
    case 'block':
      all(node.expressions);
  }
}

function readsErrorOutput(steps: readonly Node[] = []): boolean {
  const [first, second] = steps;
  return first?.type === 'variable' && first.value === 'states' && second?.type === 'name' && second.value === 'errorOutput';
}
