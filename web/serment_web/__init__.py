"""The publisher: hands out the web app's static files, and knows nothing else."""
