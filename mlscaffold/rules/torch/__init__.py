"""Rules about training loops of PyTorch."""
