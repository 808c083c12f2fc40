"""Where a notebook lets the data that it tests a model on reach the model before the test."""
