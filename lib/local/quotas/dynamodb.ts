/** What DynamoDB refuses and dynalite does not; items of 400 KB, keys, batches and pages are dynalite's own [T: test/conformance/local-services-quotas.test.ts]. */
import { AwsError } from '../service.ts';
import type { Body } from '../services/json-wire.ts';

/** An expression as sent, names and values not put in [D: Constraints]; 4,096 bytes pass and 4,097 do not [S: nubo-db/dynoxide#146]; the sentence [S: pynamodb/PynamoDB#979]. */
const maxExpressionBytes = 4_096;
const expressions = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const;

/** Lists and maps within each other [D: Constraints, "Attributes … up to 32 levels deep"]; the sentence [U]. */
const maxDepth = 32;

const checkExpressions = (input: Body): void => {
  for (const name of expressions) {
    const expression = input[name];
    const bytes = typeof expression === 'string' ? Buffer.byteLength(expression) : 0;
    if (bytes > maxExpressionBytes)
      throw new AwsError(
        'ValidationException',
        `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
      );
  }
};

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null;

/** How many lists and maps are within each other in an attribute's value. */
const depthOf = (value: unknown): number => {
  const { L: list, M: map } = isObject(value) ? value : {};
  const inner = Array.isArray(list) ? list : isObject(map) ? Object.values(map) : undefined;
  return inner ? 1 + inner.reduce((deepest: number, each) => Math.max(deepest, depthOf(each)), 0) : 0;
};

const checkDepth = (attributes: unknown): void => {
  for (const value of isObject(attributes) ? Object.values(attributes) : [])
    if (depthOf(value) > maxDepth)
      throw new AwsError(
        'ValidationException',
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      );
};

/** Throws AwsError for a call that DynamoDB would not take. */
export const checkCall = (input: Body): void => {
  checkExpressions(input);
  checkDepth(input['Item']);
  checkDepth(input['ExpressionAttributeValues']);
  for (const requests of Object.values(isObject(input['RequestItems']) ? input['RequestItems'] : {})) {
    if (!Array.isArray(requests)) {
      if (isObject(requests)) checkExpressions(requests);
      continue;
    }
    for (const { PutRequest: put } of requests.filter(isObject)) if (isObject(put)) checkDepth(put['Item']);
  }
};
