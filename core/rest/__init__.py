"""The REST endpoint: strict requests in, documents out, whoever serves it and wherever the answers come from."""
