/** The contract of a supported CloudFormation type: what it creates in the local cloud, and what its Ref and attributes are. */
import type { CloudParts } from '../cloud-parts.ts';
import type { Properties } from '../template/properties.ts';

export interface ResourceRequest {
  readonly logicalId: string;
  readonly stackName: string;
  /** A name of CloudFormation's own making, for resources whose template names none; the same in every run. */
  readonly generatedName: string;
  readonly properties: Properties;
  readonly parts: CloudParts;
  /** The folder or file of a CDK asset by its object key; TemplateError when it is missing. */
  asset(objectKey: string): string;
}

export interface CreatedResource {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface ResourceType {
  readonly type: string;
  create(request: ResourceRequest): CreatedResource | Promise<CreatedResource>;
}
