# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is one of in a catalog, and what stands beside it: settings, policy, classifiers, functions, tags."""

from __future__ import annotations

import json

import pytest

from tests.local_aws.glue_catalog.conftest import ACCOUNT
from tests.local_aws.glue_catalog.conftest import REGION
from tests.local_aws.glue_catalog.refusals import refused

ARN = f"arn:aws:glue:{REGION}:{ACCOUNT}"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "glue:GetTable", "Resource": f"{ARN}:catalog"}
    ],
}
OFF = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}


def test_encryption_is_off_until_it_is_switched_on(glue):
    def settings():
        return glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]

    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={})
    assert settings() == OFF
    at_rest = {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "alias/catalog"}
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={**OFF, "EncryptionAtRest": at_rest})
    assert settings() == {**OFF, "EncryptionAtRest": at_rest}
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=OFF)
    assert settings() == OFF


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True}},
            "AwsKmsKeyId is required when ReturnConnectionPasswordEncrypted is true.",
        ),
        (
            {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS-WITH-SERVICE-ROLE"}},
            "CatalogEncryptionServiceRole is required for SSE-KMS-WITH-SERVICE-ROLE.",
        ),
    ],
)
def test_settings_that_cannot_work_are_refused(glue, given, message):
    with refused("InvalidInputException", message):
        glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=given)


def test_the_policy_changes_under_conditions(glue):
    def put(**conditions):
        return glue.put_resource_policy(PolicyInJson=json.dumps(POLICY), **conditions)["PolicyHash"]

    with refused("EntityNotFoundException", "Policy not found"):
        glue.get_resource_policy()
    with refused("ConditionCheckFailureException", "The condition MUST_EXIST is not met."):
        put(PolicyExistsCondition="MUST_EXIST")
    first = put(PolicyExistsCondition="NOT_EXIST")
    with refused("ConditionCheckFailureException", "The condition NOT_EXIST is not met."):
        put(PolicyExistsCondition="NOT_EXIST")
    with refused("ConditionCheckFailureException", "The policy hash condition is not met."):
        put(PolicyHashCondition="other")
    assert put(PolicyHashCondition=first, PolicyExistsCondition="MUST_EXIST") == first
    found = glue.get_resource_policy()
    assert json.loads(found["PolicyInJson"]) == POLICY
    assert found["PolicyHash"] == first
    assert found["CreateTime"] <= found["UpdateTime"]
    assert [p["PolicyHash"] for p in glue.get_resource_policies()["GetResourcePoliciesResponseList"]] == [first]
    with refused("ConditionCheckFailureException", "The policy hash condition is not met."):
        glue.delete_resource_policy(PolicyHashCondition="other")
    glue.delete_resource_policy(PolicyHashCondition=first)
    with refused("EntityNotFoundException", "Policy not found"):
        glue.delete_resource_policy()
    assert glue.get_resource_policies()["GetResourcePoliciesResponseList"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"PolicyInJson": "{x"}, "The policy is not valid JSON."),
        ({"PolicyInJson": "[]"}, "Each statement of the policy needs Effect, Principal, Action and Resource."),
        (
            {"PolicyInJson": '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'},
            "Each statement of the policy needs Effect, Principal, Action and Resource.",
        ),
        ({"PolicyInJson": '"' + "x" * 10240 + '"'}, "The policy is longer than 10240 bytes."),
        (
            {"PolicyInJson": json.dumps(POLICY), "ResourceArn": f"{ARN}:catalog"},
            "Glue resource level policy is not currently supported",
        ),
    ],
)
def test_policies_that_cannot_be_are_refused(glue, arguments, message):
    with refused("InvalidInputException", message):
        glue.put_resource_policy(**arguments)


@pytest.mark.parametrize(
    ("kind", "given", "change", "defaults"),
    [
        ("GrokClassifier", {"Classification": "log", "GrokPattern": "%{WORD:a}"}, {"GrokPattern": "%{INT:a}"}, {}),
        ("XMLClassifier", {"Classification": "x", "RowTag": "r"}, {"RowTag": "s"}, {}),
        ("JsonClassifier", {"JsonPath": "$[*]"}, {"JsonPath": "$.a"}, {}),
        ("CsvClassifier", {"Delimiter": ",", "Header": ["a"]}, {"Delimiter": ";"}, {"Serde": "None"}),
    ],
)
def test_life_of_a_classifier(glue, make_name, kind, given, change, defaults):
    name = make_name("classifier")

    def read():
        return glue.get_classifier(Name=name)["Classifier"][kind]

    glue.create_classifier(**{kind: {"Name": name, **given}})
    found = read()
    assert found.pop("CreationTime") == found.pop("LastUpdated")
    assert found == {"Name": name, **given, **defaults, "Version": 1}
    with refused("AlreadyExistsException", f"Classifier with name {name} already exists"):
        glue.create_classifier(**{kind: {"Name": name, **given}})
    glue.update_classifier(**{kind: {"Name": name, **change}})
    assert {**given, **change}.items() <= read().items()
    assert read()["Version"] == 2
    assert name in [next(iter(c.values()))["Name"] for c in glue.get_classifiers()["Classifiers"]]
    glue.delete_classifier(Name=name)
    for call in (lambda: glue.get_classifier(Name=name), lambda: glue.delete_classifier(Name=name)):
        with refused("EntityNotFoundException", f"Classifier entry with name {name} does not exist"):
            call()


def test_a_classifier_is_of_one_kind(glue, make_name):
    name = make_name("classifier")
    with refused("InvalidInputException", "Exactly one classifier must be specified"):
        glue.create_classifier()
    glue.create_classifier(JsonClassifier={"Name": name, "JsonPath": "$"})
    with refused("InvalidInputException", f"Classifier {name} is not of the kind CsvClassifier"):
        glue.update_classifier(CsvClassifier={"Name": name})
    glue.delete_classifier(Name=name)


def test_life_of_a_security_configuration(glue, make_name):
    name = make_name("security")
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
    encryption = {
        "S3Encryption": [{"S3EncryptionMode": "SSE-S3"}],
        "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS", "KmsKeyArn": key},
        "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "DISABLED"},
    }
    created = glue.create_security_configuration(Name=name, EncryptionConfiguration=encryption)
    found = glue.get_security_configuration(Name=name)["SecurityConfiguration"]
    assert found == {
        "Name": name,
        "CreatedTimeStamp": created["CreatedTimestamp"],
        "EncryptionConfiguration": encryption,
    }
    assert found in glue.get_security_configurations()["SecurityConfigurations"]
    with refused("AlreadyExistsException", f"Security configuration {name} already exists."):
        glue.create_security_configuration(Name=name, EncryptionConfiguration=encryption)
    glue.delete_security_configuration(Name=name)
    with refused("EntityNotFoundException", f"Security configuration {name} not found."):
        glue.get_security_configuration(Name=name)


def test_a_mode_that_uses_a_key_needs_one(glue, make_name):
    encryption = {"S3Encryption": [{"S3EncryptionMode": "SSE-KMS"}]}
    with refused("InvalidInputException", "KmsKeyArn is required for the encryption mode SSE-KMS."):
        glue.create_security_configuration(Name=make_name("security"), EncryptionConfiguration=encryption)


def test_life_of_a_function(glue, database):
    place = {"DatabaseName": database}
    given = {
        "FunctionName": "Trino__Add__1",
        "ClassName": "c.Add",
        "OwnerName": "me",
        "OwnerType": "USER",
        "ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://b/add.jar"}],
    }
    glue.create_user_defined_function(**place, FunctionInput=given)
    found = glue.get_user_defined_function(**place, FunctionName="TRINO__ADD__1")["UserDefinedFunction"]
    created = found.pop("CreateTime")
    assert found == {**given, "FunctionName": "trino__add__1", "DatabaseName": database, "CatalogId": ACCOUNT}
    with refused("AlreadyExistsException", "Function already exists."):
        glue.create_user_defined_function(**place, FunctionInput={"FunctionName": "trino__add__1"})
    glue.update_user_defined_function(
        **place, FunctionName="trino__add__1", FunctionInput={"FunctionName": "trino__add__1", "ClassName": "c.New"}
    )
    changed = glue.get_user_defined_function(**place, FunctionName="trino__add__1")["UserDefinedFunction"]
    assert (changed["ClassName"], changed["CreateTime"]) == ("c.New", created)
    assert "OwnerName" not in changed
    glue.delete_user_defined_function(**place, FunctionName="trino__add__1")
    with refused("EntityNotFoundException", "Function trino__add__1 not found."):
        glue.delete_user_defined_function(**place, FunctionName="trino__add__1")


def test_functions_are_listed_by_a_regular_expression(glue, database):
    for name in ("trino__add__1", "trino__sub__1", "other"):
        kind = "AGGREGATE_FUNCTION" if name == "other" else "REGULAR_FUNCTION"
        glue.create_user_defined_function(
            DatabaseName=database, FunctionInput={"FunctionName": name, "FunctionType": kind}
        )

    def listed(pattern, **more):
        found = glue.get_user_defined_functions(Pattern=pattern, **more)["UserDefinedFunctions"]
        return [f["FunctionName"] for f in found if f["DatabaseName"] == database]

    assert listed(".*", DatabaseName=database) == ["other", "trino__add__1", "trino__sub__1"]
    assert listed("trino__\\Qadd\\E__.*") == ["trino__add__1"]
    assert listed(".*", FunctionType="AGGREGATE_FUNCTION") == ["other"]
    with refused(
        "InvalidInputException", "Invalid pattern syntax: error parsing regexp: nothing to repeat at position 0"
    ):
        listed("*")


def test_tags_are_added_overwritten_and_removed(glue, database):
    arn = f"{ARN}:database/{database}"
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"a": "1", "b": "2"})
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"b": "3"})
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"a": "1", "b": "3"}
    glue.untag_resource(ResourceArn=arn, TagsToRemove=["a", "never"])
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"b": "3"}


def test_tags_are_bounded(glue, database, make_name):
    arn = f"{ARN}:database/{database}"
    glue.tag_resource(ResourceArn=arn, TagsToAdd={str(number): "" for number in range(50)})
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"0": "again"})
    with refused("InvalidInputException", "A resource can have at most 50 tags."):
        glue.tag_resource(ResourceArn=arn, TagsToAdd={"50": ""})
    reserved = ("InvalidInputException", "Tag keys starting with 'aws:' are reserved for system use")
    with refused(*reserved):
        glue.tag_resource(ResourceArn=arn, TagsToAdd={"aws:x": ""})
    name = make_name("db")
    with refused(*reserved):
        glue.create_database(DatabaseInput={"Name": name}, Tags={"AWS:x": ""})
    with refused("EntityNotFoundException", f"Database {name} not found."):
        glue.get_database(Name=name)


@pytest.mark.parametrize(
    ("arn", "code", "message"),
    [
        (f"{ARN}:database/nowhere", "EntityNotFoundException", f"Resource {ARN}:database/nowhere not found."),
        (f"{ARN}:job/nowhere", "EntityNotFoundException", f"Resource {ARN}:job/nowhere not found."),
        (
            f"{ARN}:table/d/t",
            "InvalidInputException",
            "No enum constant com.amazonaws.glue.resourcearns.GlueResourceType.table",
        ),
        (
            "arn:aws:glue:us-east-1:000000000000:database/d",
            "InvalidInputException",
            "Invalid resource ARN: arn:aws:glue:us-east-1:000000000000:database/d",
        ),
        ("arn:aws:glue:x", "InvalidInputException", "Invalid resource ARN: arn:aws:glue:x"),
        (
            "arn:aws:s3:::bucket",
            "ValidationException",
            "1 validation error detected: Value 'arn:aws:s3:::bucket' at 'resourceArn' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: arn:aws(-(cn|us-gov|iso(-[bef])?))?:glue:.*",
        ),
    ],
)
def test_only_resources_that_are_there_have_tags(glue, arn, code, message):
    for call in (
        lambda: glue.get_tags(ResourceArn=arn),
        lambda: glue.tag_resource(ResourceArn=arn, TagsToAdd={"a": "1"}),
        lambda: glue.untag_resource(ResourceArn=arn, TagsToRemove=["a"]),
    ):
        with refused(code, message):
            call()
