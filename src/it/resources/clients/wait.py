"""Waits for each case by the waiters of boto3: endpoint, a JSON file of cases. Prints one line of JSON for each."""
import json
import sys

import boto3
from botocore.exceptions import WaiterError
from botocore import xform_name

endpoint, cases = sys.argv[1], json.load(open(sys.argv[2]))
for case in cases:
    client = boto3.client(
        case["service"], endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id="test", aws_secret_access_key="test",
    )
    waiter = client.get_waiter(xform_name(case["waiter"]))
    try:
        waiter.wait(**case["parameters"], WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        end = {"succeeded": True, "message": ""}
    except WaiterError as failed:
        end = {"succeeded": False, "message": str(failed), "last": json.dumps(failed.last_response, default=str)}
    print(json.dumps(end))
