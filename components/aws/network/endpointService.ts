/** Name of an AWS service as VPC endpoints know it. In China only S3 and DynamoDB keep the global prefix. */
export function endpointService(region: string, service: string): string {
    const prefix = region.startsWith("cn-") && service !== "s3" ? "cn.com.amazonaws" : "com.amazonaws";
    return `${prefix}.${region}.${service}`;
}
