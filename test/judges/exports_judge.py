"""What others' programs say of exported findings. Reads paths from the command line, prints one JSON object with what is wrong."""

import json
import sys


def ocsf(path):
    """Each line against the JSON Schema of its class, made of OCSF's own published schema of the version that it names."""
    import jsonschema
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

    validators = {}
    errors = []
    classes = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            event = json.loads(line)
            uid = event["class_uid"]
            key = (event["metadata"]["version"], uid)
            classes[str(uid)] = classes.get(str(uid), 0) + 1
            if key not in validators:
                schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=key[0]))
                name = schema.lookup_class_name_from_uid(class_uid=uid)
                made = schema.get_class_schema(class_name=name, profiles=event["metadata"]["profiles"])
                validators[key] = jsonschema.Draft202012Validator(made)
            for error in validators[key].iter_errors(event):
                errors.append(f"line {number}: {error.json_path}: {error.message[:300]}")
    return {"errors": errors[:20], "classes": classes}


def asff(path):
    """Each line as one call of BatchImportFindings: botocore's model of it, then moto."""
    import boto3
    from botocore.session import get_session
    from botocore.validate import ParamValidator
    from moto import mock_aws

    model = get_session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape
    errors = []
    calls = []
    imported = 0
    with mock_aws():
        client = boto3.client(
            "securityhub", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                findings = json.loads(line)
                calls.append(len(findings))
                report = ParamValidator().validate({"Findings": findings}, model)
                if report.has_errors():
                    errors.append(f"line {number}: {report.generate_report()[:500]}")
                    continue
                answer = client.batch_import_findings(Findings=findings)
                imported += answer["SuccessCount"]
                errors.extend(f"line {number}: {failed}" for failed in answer["FailedFindings"])
    return {"errors": errors[:20], "calls": calls, "imported": imported}


def oscal(path):
    """As compliance-trestle's models of OSCAL take it; what they write again is compared with what was there."""
    from trestle.oscal.assessment_results import Model

    with open(path, encoding="utf-8") as file:
        given = json.load(file)
    try:
        model = Model.parse_obj(given)
    except ValueError as error:
        return {"errors": [str(error)[:2000]]}
    again = json.loads(model.json(by_alias=True, exclude_none=True))
    errors = [] if plain(again) == plain(given) else ["what it writes again is something else"]
    return {"errors": errors, "results": len(model.assessment_results.results)}


def plain(value):
    """Times in one form: trestle writes those in UTC with an offset."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and value[:2] == "20" and value[10:11] == "T":
        from datetime import datetime

        try:
            return datetime.fromisoformat(value.replace("Z", "+00:00")).isoformat()
        except ValueError:
            return value
    return value


judges = {"ocsf": ocsf, "asff": asff, "oscal": oscal}

print(json.dumps({path: judges[form](path) for form, path in (argument.split("=", 1) for argument in sys.argv[1:])}))
