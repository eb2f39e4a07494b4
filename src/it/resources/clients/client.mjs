// Calls three services and S3 by the AWS SDK for JavaScript: endpoint, number of calls.
import { DataExchangeClient, ListDataSetsCommand, UntagResourceCommand } from "@aws-sdk/client-dataexchange";
import { DescribeSchemaCommand, PersonalizeClient } from "@aws-sdk/client-personalize";
import { GetAppCommand, GetEndpointCommand, PinpointClient } from "@aws-sdk/client-pinpoint";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const [endpoint, number] = [process.argv[2], Number(process.argv[3])];
const options = {
  endpoint, region: "us-east-1", maxAttempts: 1, forcePathStyle: true,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const auth = ["Signature", "UnrecognizedClient", "MissingAuthentication", "AccessDenied", "Forbidden", "InvalidAccessKeyId"];
const odd = ["plain", "a b", "a+b", "a%2Fb", "ä~*'()!", "a:b@c", "日本", "a&b=c", ".-_"];
const pinpoint = new PinpointClient(options);
const exchange = new DataExchangeClient(options);
const personalize = new PersonalizeClient(options);
const s3 = new S3Client(options);
await s3.send(new CreateBucketCommand({ Bucket: "clients" })).catch((there) => {
  if (!String(there.name).includes("Bucket")) throw there;
});

function call(i) {
  const name = odd[Math.floor(i / 6) % odd.length];
  return [
    () => pinpoint.send(new GetAppCommand({ ApplicationId: name })),
    () => pinpoint.send(new GetEndpointCommand({ ApplicationId: "none", EndpointId: name })),
    () => exchange.send(new ListDataSetsCommand({ NextToken: name })),
    () => exchange.send(new UntagResourceCommand({
      ResourceArn: "arn:aws:dataexchange:us-east-1:000000000000:data-sets/x", TagKeys: [name, "b"] })),
    () => personalize.send(new DescribeSchemaCommand({ schemaArn: "arn:aws:personalize:us-east-1:000000000000:schema/x" })),
    () => s3.send(new PutObjectCommand({ Bucket: "clients", Key: "js/" + name, Body: name })),
  ][i % 6]();
}

const refused = [];
const failed = [];
for (let i = 0; i < number; i++) {
  try {
    await call(i);
  } catch (said) {
    const status = said.$metadata?.httpStatusCode;
    if (auth.some((word) => String(said.name).includes(word))) refused.push([i, said.name, said.message]);
    else if (!status || status >= 500) failed.push([i, said.name, said.message]);
  }
}
console.log(`calls=${number} refused=${refused.length} failed=${failed.length} ${JSON.stringify([...refused, ...failed].slice(0, 5))}`);
