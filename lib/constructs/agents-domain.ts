/** A domain of the operator's own in front of the API of agents; with a trust store, for holders of a certificate alone. */
import { join } from 'node:path';
import { CfnOutput } from 'aws-cdk-lib';
import {
  ApiMapping,
  DomainName,
  EndpointType,
  type HttpApi,
  type HttpStage,
  type MTLSConfig,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import type { Settings } from './settings.ts';
import { SynthesisError } from './synthesis-error.ts';
import { trustStoreMistake } from './trust-store.ts';

type DomainSettings = NonNullable<Settings['frontDoor']['domain']>;

export interface AgentsDomainProps {
  readonly deployment: Deployment;
  readonly domain: DomainSettings;
  readonly api: HttpApi;
  readonly stage: HttpStage;
}

export class AgentsDomain extends Construct {
  constructor(scope: Construct, id: string, { deployment, domain, api, stage }: AgentsDomainProps) {
    super(scope, id);
    const { name, certificateArn, ownershipCertificateArn, truststore } = domain;
    const domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      ...(ownershipCertificateArn === undefined
        ? {}
        : { ownershipCertificate: Certificate.fromCertificateArn(this, 'OwnershipCertificate', ownershipCertificateArn) }),
      ...(truststore === undefined ? {} : { mtls: this.trustStore(deployment, truststore, domain.truststoreVersion) }),
    });
    new ApiMapping(this, 'Mapping', { api, stage, domainName });
    const { stack } = api;
    new CfnOutput(stack, 'AgentsUrl', { value: `https://${name}`, description: 'Where agents send telemetry' });
    new CfnOutput(stack, 'AgentsDomainTarget', {
      value: domainName.regionalDomainName,
      description: `What the DNS record of ${name} points to (CNAME, or an alias record)`,
    });
    new CfnOutput(stack, 'AgentsDomainHostedZone', {
      value: domainName.regionalHostedZoneId,
      description: 'The hosted zone of that target, for an alias record',
    });
  }

  /** A file is uploaded under a name that follows from its content, so a changed one is a new trust store. */
  private trustStore({ root, settings }: Deployment, truststore: string, version: string | undefined): MTLSConfig {
    const [, bucketName, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(truststore) ?? [];
    if (bucketName !== undefined && key !== undefined)
      return { bucket: Bucket.fromBucketName(this, 'TrustStore', bucketName), key, ...(version === undefined ? {} : { version }) };
    const path = join(root, truststore);
    const mistake = trustStoreMistake(path, Date.now());
    if (mistake !== undefined)
      throw new SynthesisError(`cdk.json: environments.${settings.environment}.frontDoor.domain.truststore: ${truststore} ${mistake}`);
    const asset = new Asset(this, 'TrustStore', { path });
    return { bucket: asset.bucket, key: asset.s3ObjectKey };
  }
}
