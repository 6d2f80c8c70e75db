"""The command line: everything the program does, without a screen."""
