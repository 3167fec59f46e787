"""What the checks of boto3 share: the client, how a check is declared and what it asserts."""
import io
import json
import sys
import time
from types import SimpleNamespace

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from botocore.utils import calculate_tree_hash
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)

MIB = 1 << 20
ARCHIVE = bytes(i * 7 % 251 for i in range(4096)) * 640  # 2.5 MiB
ARN = "arn:aws:glacier:us-east-1:111122223333:vaults/photos"
TOPIC = "arn:aws:sns:us-east-1:111122223333:topic"
CHECKS = []

endpoint, access_key, secret_key = sys.argv[1:4]
state = SimpleNamespace()


def client(access_key=access_key, secret_key=secret_key):
    return boto3.client(
        "glacier", endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id=access_key, aws_secret_access_key=secret_key,
        config=Config(retries={"total_max_attempts": 1}))


glacier = client()


def check(action):
    CHECKS.append(action)
    return action


def same(expected, actual):
    if expected != actual:
        raise AssertionError(f"expected {expected!r:.300}, got {actual!r:.300}")


def refused(status, code, message, action, **arguments):
    """Asserts that a call fails with this status, exception class and text."""
    try:
        action(**arguments)
    except ClientError as error:
        same(status, error.response["ResponseMetadata"]["HTTPStatusCode"])
        same(code, error.response["Error"]["Code"])
        # Exceptions that the client's model does not know are of the class that all others are derived from.
        same(code if code in dir(glacier.exceptions) else "ClientError", type(error).__name__)
        if message not in error.response["Error"]["Message"]:
            raise AssertionError(error.response["Error"]["Message"])
        return
    raise AssertionError("it was not refused")


def tree_hash(data):
    return calculate_tree_hash(io.BytesIO(data))


def status(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def start_job(**parameters):
    return glacier.initiate_job(vaultName="photos", jobParameters=parameters)["jobId"]


def run_job(**parameters):
    """Starts a job and waits until it has ended."""
    job = start_job(**parameters)
    deadline = time.monotonic() + 60
    while not (description := glacier.describe_job(vaultName="photos", jobId=job))["Completed"]:
        if time.monotonic() > deadline:
            raise AssertionError("the job takes too long")
        time.sleep(0.1)
    same("Succeeded", description["StatusCode"])
    return job


def deny(action, vault="photos"):
    """A policy that denies everyone an action on a vault."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "glacier:" + action,
        "Resource": ARN.replace("photos", vault)}]})


def run():
    for action in CHECKS:
        try:
            action()
            print("ok " + action.__name__, flush=True)
        except Exception as error:  # Whatever goes wrong belongs to its check; the others are still tried.
            print(f"FAILED {action.__name__}: {type(error).__name__}: {error}".replace("\n", " "), flush=True)
