"""What is true with no screen and no cloud handler: catalogue, recommender, store, command line."""
