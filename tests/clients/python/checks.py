"""Tries boto3 against the local Glacier service: python3 checks.py <endpoint> <access key> <secret key>.

The service has that credential, and jobs that end after a moment but for those of the tier Bulk.
Prints a line for each check: "ok <check>" or "FAILED <check>: <why>". Exit code 3: boto3 is not installed.
"""
import kit
import main_path  # noqa: F401  The checks are made in the order in which these are read.
import settings  # noqa: F401
import refusals  # noqa: F401
import ending  # noqa: F401

kit.run()
