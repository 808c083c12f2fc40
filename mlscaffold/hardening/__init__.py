"""A notebook becomes a project plan: normalize, analyze, generate, run and verify."""
