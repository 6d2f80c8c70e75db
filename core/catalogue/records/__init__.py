"""From bytes to records: encodings, delimiters, broken rows, JSON, Parquet; nothing in a record is understood yet."""
