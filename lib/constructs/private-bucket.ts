/** A bucket nobody outside reads: encrypted, TLS only, objects expire. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, StorageClass, type Transition } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { exempt } from './exempt.ts';

export interface PrivateBucketProps {
  readonly expireDays: number;
  /** Keeps the bucket, and 30 days of overwritten or deleted objects, when somebody deletes. */
  readonly retain: boolean;
  /** Objects move to cheaper storage with age. */
  readonly coolDown: boolean;
}

/** S3 refuses a transition to infrequent access before day 30 [D]. */
const coolerClasses: readonly (Transition & { readonly days: number; readonly transitionAfter: Duration })[] = [
  { days: 30, storageClass: StorageClass.INFREQUENT_ACCESS },
  { days: 90, storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL },
].map(({ days, storageClass }) => ({ days, storageClass, transitionAfter: Duration.days(days) }));

export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, { expireDays, retain, coolDown }: PrivateBucketProps) {
    const transitions = coolDown ? coolerClasses.filter(({ days }) => days < expireDays) : [];
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [
        {
          id: 'age',
          expiration: Duration.days(expireDays),
          transitions: transitions.map(({ storageClass, transitionAfter }) => ({ storageClass, transitionAfter })),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(retain ? { noncurrentVersionExpiration: Duration.days(30) } : {}),
        },
      ],
    });
    exempt(this, {
      'AwsSolutions-S1':
        'Only the roles of four functions may write and none may read; who touched an object is a question for CloudTrail data events, which an account switches on for all of its buckets.',
    });
  }
}
