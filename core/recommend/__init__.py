"""From what somebody likes to what comes next: methods, scores, reasons."""
