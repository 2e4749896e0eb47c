"""Environment-drift detector and reproducibility auditor for containers."""

__version__ = "0.1.0"
HOME = "https://github.com/container-drift/container-drift"
