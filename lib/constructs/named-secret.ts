/** Secrets that operators keep in Secrets Manager themselves, and name in policy. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The resource for a secret by name or ARN: Secrets Manager ends each ARN in six characters of its own. */
export const secretResource = (scope: IConstruct, id: string): string =>
  id.startsWith('arn:')
    ? id
    : Stack.of(scope).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: `${id}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
