"""The engine of codemods: rewrites code by rule or on request; everything else in a file keeps its bytes."""
