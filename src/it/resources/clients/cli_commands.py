"""Runs commands by the AWS CLI's own driver, without starting it anew: a JSON file of argument lists. Prints one line
of JSON for each: its exit code and what it said."""
import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver

for arguments in json.load(open(sys.argv[1])):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = create_clidriver().main(arguments)
    print(json.dumps({"code": code, "out": out.getvalue(), "err": err.getvalue()}))
