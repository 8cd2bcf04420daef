"""validate.py SCHEMA FILE: whether FILE is JSON as SCHEMA has it; says where it is not."""
import json
import sys

import jsonschema

schema, instance = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(instance))
for error in errors:
    print("/".join(map(str, error.absolute_path)) + ": " + error.message[:200], file=sys.stderr)
sys.exit(1 if errors else 0)
