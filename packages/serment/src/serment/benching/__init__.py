"""What the large benchmarks share: a country's practices in a database of their own."""
