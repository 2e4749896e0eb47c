"""How often `drift why` names the true cause first: one injected difference that makes a real program fail, among many that do not."""
