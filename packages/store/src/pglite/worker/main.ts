// The worker thread of the embedded engine.
export {}
