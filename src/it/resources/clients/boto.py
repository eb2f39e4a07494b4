"""Calls every service by boto3: endpoint, number of calls. Prints how many were refused for their signature."""
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

AUTH = ("Signature", "UnrecognizedClient", "MissingAuthentication", "AccessDenied", "Forbidden", "InvalidAccessKeyId")
endpoint, number = sys.argv[1], int(sys.argv[2])
options = dict(
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
)
pinpoint, exchange, personalize, rooms, s3 = (
    boto3.client(name, **options) for name in ("pinpoint", "dataexchange", "personalize", "cleanroomsml", "s3")
)
bucket = "clients"
try:
    s3.create_bucket(Bucket=bucket)
except ClientError as there:
    if "Bucket" not in there.response["Error"]["Code"]:
        raise
ODD = ["plain", "a b", "a+b", "a%2Fb", "ä~*'()!", "a:b@c", "日本", "a&b=c", ".-_", "x" * 200]
ARN = "arn:aws:cleanrooms-ml:us-east-1:000000000000:training-dataset/%s"


def calls(i):
    odd = ODD[i // 8 % len(ODD)]
    key = "odd/" + odd
    return [
        lambda: pinpoint.get_app(ApplicationId=odd),
        lambda: pinpoint.get_endpoint(ApplicationId="none", EndpointId=odd),
        lambda: pinpoint.list_tags_for_resource(ResourceArn="arn:aws:mobiletargeting:us-east-1:000000000000:apps/" + odd),
        lambda: exchange.list_data_sets(NextToken=odd),
        lambda: exchange.untag_resource(ResourceArn="arn:aws:dataexchange:us-east-1:000000000000:data-sets/x", TagKeys=[odd, "b"]),
        lambda: personalize.describe_schema(schemaArn="arn:aws:personalize:us-east-1:000000000000:schema/x"),
        lambda: rooms.get_training_dataset(trainingDatasetArn=ARN % "0b1c2d3e-0000-4000-8000-000000000000"),
        lambda: (s3.put_object(Bucket=bucket, Key=key, Body=odd.encode()), s3.get_object(Bucket=bucket, Key=key)["Body"].read()),
    ][i % 8]


refused, other = [], []
for i in range(number):
    try:
        calls(i)()
    except ClientError as said:
        code = said.response["Error"]["Code"]
        status = said.response["ResponseMetadata"]["HTTPStatusCode"]
        if any(word in code for word in AUTH):
            refused.append((i, code, str(said)[:200]))
        elif status >= 500 and code != "NotImplemented":
            other.append((i, code, str(said)[:200]))
    except Exception as failure:
        other.append((i, type(failure).__name__, str(failure)[:200]))
print("calls=%d refused=%d failed=%d %s" % (number, len(refused), len(other), (refused + other)[:5]))
