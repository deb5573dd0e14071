"""No laws: its gradients are held to measured slopes."""
