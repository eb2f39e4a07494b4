"""Calls every service by the AWS CLI's own driver, without starting it anew: endpoint, number of calls, a folder."""
import contextlib
import io
import os
import sys

from awscli.clidriver import create_clidriver

AUTH = ("Signature", "UnrecognizedClient", "MissingAuthentication", "AccessDenied", "Forbidden", "InvalidAccessKeyId")
endpoint, number, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
os.environ.update(
    AWS_ENDPOINT_URL=endpoint, AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test",
    AWS_MAX_ATTEMPTS="1", AWS_CONFIG_FILE=folder + "/none", AWS_SHARED_CREDENTIALS_FILE=folder + "/none", AWS_PAGER="",
)
small, large, back = folder + "/small", folder + "/large", folder + "/back"
open(small, "wb").write(b"small")
open(large, "wb").write(os.urandom(9 << 20))
ODD = ["plain", "a b", "a+b", "a%2Fb", "ä~*", "a:b@c", "日本", "a&b=c", ".-_"]


def run(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = create_clidriver().main(list(arguments))
    return code, said.getvalue()


def arguments(i):
    odd = ODD[i // 8 % len(ODD)]
    return [
        ("pinpoint", "get-app", "--application-id", odd),
        ("pinpoint", "create-app", "--create-application-request", "Name=n%d" % i),
        ("dataexchange", "list-data-sets"),
        ("dataexchange", "list-tags-for-resource", "--resource-arn", "arn:aws:dataexchange:us-east-1:000000000000:data-sets/x"),
        ("personalize", "list-schemas"),
        ("cleanroomsml", "get-training-dataset", "--training-dataset-arn",
         "arn:aws:cleanrooms-ml:us-east-1:000000000000:training-dataset/0b1c2d3e-0000-4000-8000-000000000000"),
        ("s3", "cp", small, "s3://clients/cli/" + odd),
        ("s3api", "put-object", "--bucket", "clients", "--key", "cli/" + odd, "--body", small),
    ][i % 8]


run("s3", "mb", "s3://clients")
refused, other = [], []
for i in range(number):
    code, said = run(*arguments(i))
    if code != 0 and any(word in said for word in AUTH):
        refused.append((i, said.strip()[:200]))
    elif code != 0 and ("s3" in arguments(i)[0] or "An error occurred" not in said):
        other.append((i, code, said.strip()[:200]))
if len(sys.argv) > 4:  # in parts, with the checksum that is the default
    for each in (("s3", "cp", large, "s3://clients/large"), ("s3", "cp", "s3://clients/large", back)):
        code, said = run(*each)
        if code != 0:
            other.append((each, said.strip()[:200]))
    if not other and open(large, "rb").read() != open(back, "rb").read():
        other.append("other bytes came back")
print("calls=%d refused=%d failed=%d %s" % (number, len(refused), len(other), (refused + other)[:5]))
