"""From a notebook's final prediction back to the rows that it read: what is learned, and what is applied to each row."""
