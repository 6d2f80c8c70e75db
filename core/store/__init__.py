"""Where catalogues and snapshots are kept, and how a snapshot becomes the one that is served."""
