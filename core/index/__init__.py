"""What a snapshot is made of: tables and arrays on disk that are read in place, never loaded whole."""
