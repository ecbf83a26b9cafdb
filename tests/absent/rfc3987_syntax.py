"""Not among what the dashboard needs (requirements.lock): the bill of materials' tool brings it along. jsonschema would load it,
and altair jsonschema: 2 s of processor time for each process that a test starts. So the tests, and their servers, are without."""

raise ImportError("as where only requirements.lock is installed")
