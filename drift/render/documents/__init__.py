"""Reports as JSON documents, in the shape of schema/report-v1.json."""
