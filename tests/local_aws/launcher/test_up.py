# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user gets from `up`."""

from __future__ import annotations

import json
import subprocess

from tests.local_aws.embedded import EmbeddedAws


def test_answers_the_aws_api(embedded_aws: EmbeddedAws) -> None:
    identity = embedded_aws.client("sts").get_caller_identity()
    assert identity["Account"] == "000000000000"
    assert identity["Arn"].endswith(":root")


def test_serves_the_sample_database_over_verified_tls(embedded_aws: EmbeddedAws) -> None:
    with embedded_aws.connect() as connection:
        used, owner = connection.execute(
            "SELECT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()),"
            " (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database())"
        ).fetchone()
    assert (used, owner) == (True, "genai_admin")


def test_up_again_changes_nothing(embedded_aws: EmbeddedAws) -> None:
    before = json.loads(embedded_aws.run("status", "--json").stdout)
    embedded_aws.up()
    after = json.loads(embedded_aws.run("status", "--json").stdout)
    assert after["aws"]["pid"] == before["aws"]["pid"]
    assert after["postgres"]["pid"] == before["postgres"]["pid"]


def test_the_written_environment_is_enough_for_a_shell(embedded_aws: EmbeddedAws) -> None:
    """Also for the AWS CLI's queues, which it would look for at AWS itself."""
    script = (
        '. "$1" && psql -Atc "SELECT current_user || current_database()" && printf "%s\\n" "$AWS_ENDPOINT_URL"'
        " && aws sqs get-queue-url --queue-name shell --query QueueUrl --output text"
    )
    url = embedded_aws.client("sqs").create_queue(QueueName="shell")["QueueUrl"]
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", str(embedded_aws.home.environment)],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    endpoint = embedded_aws.environment()["AWS_ENDPOINT_URL"]
    assert done.stdout.splitlines() == ["genai_admingenai_demo", endpoint, url]
