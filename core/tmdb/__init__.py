"""What TMDB says the chosen services stream: asked politely, read to the end, gone on with where it stopped."""
