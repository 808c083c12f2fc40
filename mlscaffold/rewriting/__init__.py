"""What rules find is mended by codemods; all else in a file stays byte for byte."""
