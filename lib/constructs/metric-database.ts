/** The Timestream database that keeps metric samples, where the account has Timestream. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-timestream';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { exempt } from './exempt.ts';

export class MetricDatabase extends Construct {
  readonly databaseName: string;
  readonly tableName = 'samples';
  readonly tableArn: string;

  constructor(scope: Construct, id: string, { prefix, settings }: Deployment) {
    super(scope, id);
    this.databaseName = `${prefix}-metrics`;
    const database = new CfnDatabase(this, 'Database', { databaseName: this.databaseName });
    // Property names inside are CloudFormation's: CDK passes these two through as they are.
    const table = new CfnTable(this, 'Samples', {
      databaseName: this.databaseName,
      tableName: this.tableName,
      retentionProperties: {
        MemoryStoreRetentionPeriodInHours: String(settings.timestream.memoryHours),
        MagneticStoreRetentionPeriodInDays: String(settings.timestream.magneticDays),
      },
      // Samples older than the memory store go straight to the magnetic store instead of being rejected.
      magneticStoreWriteProperties: { EnableMagneticStoreWrites: true },
    });
    table.addResourceDependency(database);
    this.tableArn = table.attrArn;
    const removal = settings.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    database.applyRemovalPolicy(removal);
    table.applyRemovalPolicy(removal);
    const chosen = {
      'CloudFormation-Validate::W3697': 'Chosen by the setting metricStore; accounts without Timestream for LiveAnalytics set it to none.',
    };
    exempt(table, chosen);
    exempt(database, {
      ...chosen,
      'AwsSolutions-TS3':
        'Encrypted with the account’s AWS-managed Timestream key; a key of our own would cost a dollar a month at rest and protect nothing more.',
    });
  }
}
