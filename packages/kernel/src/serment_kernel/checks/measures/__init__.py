"""The checks that every hand has, a file for each thing that is measured."""
