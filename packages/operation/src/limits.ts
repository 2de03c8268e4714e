/** The largest request body an operation reads. */
export const bodyBytesMax = 1024 * 1024

/** The deepest nesting of an input: what recurses over it, here or in the database, has a stack that ends. */
export const jsonDepthMax = 64
