"""How good recommendations are, measured: what people who like one title also like, and pairs anybody expects."""
