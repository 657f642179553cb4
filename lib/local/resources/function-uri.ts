/** The function that API Gateway calls: its ARN, or API Gateway's invocation path around it. */

export const functionArnIn = (uri: string): string | undefined => /arn:[^:]+:lambda:[^:/]+:[^:]+:function:[^/:]+/.exec(uri)?.[0];
